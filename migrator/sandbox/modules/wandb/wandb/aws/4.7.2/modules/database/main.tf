# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "random_string" "master_password" {
  length  = 32
  special = false
}
resource "aws_db_parameter_group" "default" {
  name   = "${var.namespace}-parameter-group"
  family = "aurora-mysql8.0"
}
resource "aws_rds_cluster_parameter_group" "default" {
  name   = "${var.namespace}-cluster-parameter-group"
  family = "aurora-mysql8.0"
}
module "aurora" {
  source               = "./aurora"
  name                 = var.namespace
  vpc_id               = var.vpc_id
  engine_version       = var.engine_version
  instance_class       = var.instance_class
  master_password      = random_string.master_password.result
  db_subnet_group_name = var.db_subnet_group_name
  deletion_protection  = var.deletion_protection
  skip_final_snapshot  = true
}
output "connection_string" {
  value = "wandb:${random_string.master_password.result}@${module.aurora.endpoint}/wandb_local"
}
output "endpoint" {
  value = module.aurora.endpoint
}
output "security_group_id" {
  value = module.aurora.security_group_id
}
variable "namespace" {
  default = null
}
variable "vpc_id" {
  default = null
}
variable "engine_version" {
  default = null
}
variable "instance_class" {
  default = null
}
variable "deletion_protection" {
  default = null
}
variable "db_subnet_group_name" {
  default = null
}
