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
  default = "8.0.mysql_aurora.3.05.2"
}
variable "database_snapshot_identifier" {
  default = null
}
variable "database_sort_buffer_size" {
  default = null
}
variable "database_performance_insights_kms_key_arn" {
  default = ""
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
  default = ""
  validation {
    condition     = can(regex("^arn:aws:kms:", var.bucket_kms_key_arn)) || var.bucket_kms_key_arn == ""
    error_message = "Invalid value for bucket kms ARN"
  }
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
variable "allowed_private_endpoint_cidr" {
  default = []
}
variable "bucket_path" {
  default = ""
}
variable "clickhouse_endpoint_service_id" {
  default = ""
}
variable "controller_image_tag" {
  default = "1.14.0"
}
variable "database_kms_key_arn" {
  default = ""
}
variable "enable_clickhouse" {
  default = false
}
variable "enable_yace" {
  default = true
}
variable "kms_clickhouse_key_alias" {
  default = null
}
variable "kms_clickhouse_key_policy" {
  default = ""
}
variable "kms_key_policy_administrator_arn" {
  default = ""
}
variable "operator_chart_version" {
  default = "1.3.4"
}
variable "private_only_traffic" {
  default = false
}
variable "yace_sa_name" {
  default = "wandb-yace"
}
