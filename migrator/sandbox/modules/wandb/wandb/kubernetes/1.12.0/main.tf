# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "kubernetes_priority_class" "priority" {
  name  = "wandb-priority"
  value = 1000000000
}
resource "kubernetes_config_map" "config_map" {
  name = "wandb"
}
resource "kubernetes_secret" "secret" {
  name = "wandb"
  data = { MYSQL = var.database_connection_string }
}
resource "kubernetes_deployment" "wandb" {
  name = "wandb"
  spec = jsonencode({ image = "${var.wandb_image}:${var.wandb_version}", host = var.host, bucket = var.bucket, redis = var.redis_connection_string, priority = kubernetes_priority_class.priority.name, env = try(keys(var.other_wandb_env), []) })
}
resource "kubernetes_service" "service" {
  name = "wandb"
  spec = jsonencode({ type = "NodePort", node_port = var.service_port })
}
resource "kubernetes_service" "prometheus" {
  name = "prometheus"
}
variable "license" {
  default = null
}
variable "host" {
  default = null
}
variable "bucket" {
  default = null
}
variable "bucket_aws_region" {
  default = null
}
variable "bucket_queue" {
  default = null
}
variable "bucket_kms_key_arn" {
  default = null
}
variable "database_connection_string" {
  default = null
}
variable "redis_connection_string" {
  default = null
}
variable "wandb_image" {
  default = null
}
variable "wandb_version" {
  default = null
}
variable "service_port" {
  default = null
}
variable "other_wandb_env" {
  default = null
}
