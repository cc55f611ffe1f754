# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "aws_security_group" "redis" {
  name   = "${var.namespace}-elasticache"
  vpc_id = var.vpc_id
}
resource "aws_elasticache_replication_group" "default" {
  replication_group_id          = "${var.namespace}-rep-group"
  replication_group_description = "${var.namespace}-rep-group"
  number_cache_clusters         = 2
  node_type                     = var.node_type
  port                          = 6379
  kms_key_id                    = var.kms_key_arn
}
output "host" {
  value = aws_elasticache_replication_group.default.primary_endpoint_address
}
output "security_group_id" {
  value = aws_security_group.redis.id
}
variable "namespace" {
  default = null
}
variable "vpc_id" {
  default = null
}
variable "node_type" {
  default = null
}
variable "kms_key_arn" {
  default = null
}
