# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "random_id" "snapshot_identifier" {
  count       = 1
  byte_length = 4
}
resource "aws_security_group" "this" {
  count  = 1
  name   = "${var.name}-aurora"
  vpc_id = var.vpc_id
}
resource "aws_rds_cluster" "this" {
  count                     = 1
  cluster_identifier        = var.name
  engine                    = "aurora-mysql"
  engine_version            = var.engine_version
  master_username           = "wandb"
  master_password           = var.master_password
  db_subnet_group_name      = var.db_subnet_group_name
  skip_final_snapshot       = true
  deletion_protection       = var.deletion_protection
  backup_retention_period   = 30
  final_snapshot_identifier = "final-${var.name}-${random_id.snapshot_identifier[0].hex}"
}
resource "aws_rds_cluster_instance" "this" {
  for_each           = { 1 = {} }
  identifier         = "${var.name}-${each.key}"
  cluster_identifier = aws_rds_cluster.this[0].id
  engine             = "aurora-mysql"
  instance_class     = var.instance_class
  apply_immediately  = true
}
output "endpoint" {
  value = aws_rds_cluster.this[0].endpoint
}
output "security_group_id" {
  value = aws_security_group.this[0].id
}
variable "name" {
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
variable "master_password" {
  default = null
}
variable "deletion_protection" {
  default = null
}
variable "db_subnet_group_name" {
  default = null
}
