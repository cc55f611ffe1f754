# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
variable "namespace" {
  default = null
}
variable "public_access" {
  default = null
}
variable "external_dns" {
  default = null
}
variable "deletion_protection" {
  default = null
}
variable "database_instance_class" {
  default = null
}
variable "database_engine_version" {
  default = null
}
variable "database_snapshot_identifier" {
  default = null
}
variable "database_sort_buffer_size" {
  default = null
}
variable "database_performance_insights_kms_key_arn" {
  default = null
}
variable "allowed_inbound_cidr" {
  default = null
}
variable "allowed_inbound_ipv6_cidr" {
  default = null
}
variable "eks_cluster_version" {
  default = null
}
variable "kubernetes_public_access" {
  default = null
}
variable "kubernetes_public_access_cidrs" {
  default = null
}
variable "domain_name" {
  default = null
}
variable "zone_id" {
  default = null
}
variable "subdomain" {
  default = null
}
variable "bucket_name" {
  default = null
}
variable "bucket_kms_key_arn" {
  default = null
}
variable "use_internal_queue" {
  default = null
}
variable "enable_dummy_dns" {
  default = null
}
variable "enable_operator_alb" {
  default = null
}
variable "license" {
  default = null
}
variable "size" {
  default = null
}
variable "custom_domain_filter" {
  default = null
}
variable "aws_loadbalancer_controller_tags" {
  default = null
}
variable "kubernetes_alb_internet_facing" {
  default = true
}
variable "other_wandb_env" {
  default = {}
}
