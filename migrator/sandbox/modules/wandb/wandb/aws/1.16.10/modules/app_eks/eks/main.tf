# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "aws_iam_role" "cluster" {
  count = 1
  name  = "${var.cluster_name}-cluster"
}
resource "aws_security_group" "cluster" {
  count  = 1
  name   = "${var.cluster_name}-eks_cluster_sg"
  vpc_id = var.vpc_id
}

resource "aws_eks_cluster" "this" {
  count                     = 1
  name                      = var.cluster_name
  version                   = var.cluster_version
  role_arn                  = aws_iam_role.cluster[0].arn
  subnet_ids                = var.subnets
  enabled_cluster_log_types = var.cluster_enabled_log_types
}
module "node_groups" {
  source       = "./modules/node_groups"
  cluster_name = aws_eks_cluster.this[0].name
  node_groups  = var.node_groups
  subnets      = var.subnets
}
output "cluster_id" {
  value = aws_eks_cluster.this[0].id
}
output "cluster_oidc_issuer_url" {
  value = aws_eks_cluster.this[0].identity[0].oidc[0].issuer
}
output "node_groups" {
  value = module.node_groups.node_groups
}
variable "cluster_name" {
  default = null
}
variable "cluster_version" {
  default = null
}
variable "vpc_id" {
  default = null
}
variable "subnets" {
  default = null
}
variable "cluster_enabled_log_types" {
  default = null
}
variable "node_groups" {
  default = null
}
