variable "namespace" {
  description = "Prefix of every resource that belongs to this deployment."
  type        = string
}

variable "domain_name" {
  description = "Domain that the host name is made from; the hosted zone is for it."
  type        = string
}

variable "subdomain" {
  description = "First label of the host name."
  type        = string
  default     = null
}

variable "zone_id" {
  description = "Route53 hosted zone of the domain."
  type        = string
}

variable "public_access" {
  type    = bool
  default = true
}

variable "external_dns" {
  type    = bool
  default = false
}

variable "deletion_protection" {
  type    = bool
  default = false
}

variable "database_instance_class" {
  type    = string
  default = null
}

variable "database_engine_version" {
  type    = string
  default = "8.0.mysql_aurora.3.03.0"
}

variable "database_snapshot_identifier" {
  type    = string
  default = null
}

variable "database_sort_buffer_size" {
  type    = number
  default = 67108864
}

variable "allowed_inbound_cidr" {
  type    = list(string)
  default = ["0.0.0.0/0"]
}

variable "kubernetes_public_access" {
  type    = bool
  default = true
}

variable "kubernetes_public_access_cidrs" {
  type    = list(string)
  default = ["0.0.0.0/0"]
}

variable "bucket_name" {
  type    = string
  default = ""
}

variable "bucket_kms_key_arn" {
  type    = string
  default = ""
}

variable "use_internal_queue" {
  type    = bool
  default = true
}

variable "wandb_license" {
  description = "The licence key."
  type        = string
}

variable "wandb_image" {
  type    = string
  default = "wandb/local"
}

variable "wandb_version" {
  type    = string
  default = "latest"
}

variable "other_wandb_env" {
  type    = map(string)
  default = {}
}

variable "size" {
  description = "Deployment size; only the post-operator configuration reads it."
  type        = string
  default     = null
}

variable "enable_dummy_dns" {
  type    = bool
  default = false
}

variable "enable_operator_alb" {
  type    = bool
  default = false
}

variable "custom_domain_filter" {
  type    = string
  default = null
}

variable "aws_loadbalancer_controller_tags" {
  type    = map(string)
  default = {}
}
