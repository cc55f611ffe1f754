# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
data "aws_caller_identity" "current" {}
resource "aws_iam_role" "node" {
  name = "${var.namespace}-node"
}
resource "aws_iam_policy" "node_cloudwatch" {
  name   = "${var.namespace}-node-cloudwatch"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "bb", Effect = "Allow", Action = ["cloudwatch:PutMetricData"], Resource = "*" }] })
}
resource "aws_iam_policy" "node_IMDSv2" {
  name   = "${var.namespace}-node-IMDSv2"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "bb", Effect = "Allow", Action = ["ec2:DescribeInstances"], Resource = "*" }] })
}
resource "aws_iam_policy" "node_kms" {
  name   = "${var.namespace}-node-kms"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "kms", Effect = "Allow", Action = ["kms:Encrypt", "kms:Decrypt"], Resource = var.bucket_kms_key_arn }] })
}
resource "aws_iam_policy" "node_sqs" {
  name   = "${var.namespace}-node-sqs"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "sqs", Effect = "Allow", Action = "sqs:*", Resource = "*" }] })
}
resource "aws_iam_policy" "node_s3" {
  name   = "${var.namespace}-node-s3"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Sid = "s3", Effect = "Allow", Action = "s3:*", Resource = [var.bucket_arn, "${var.bucket_arn}/*"] }] })
}
resource "aws_iam_role_policy_attachment" "node_cloudwatch" {
  role       = aws_iam_role.node.name
  policy_arn = aws_iam_policy.node_cloudwatch.arn
}
resource "aws_iam_role_policy_attachment" "node_IMDSv2" {
  role       = aws_iam_role.node.name
  policy_arn = aws_iam_policy.node_IMDSv2.arn
}
resource "aws_iam_role_policy_attachment" "node_kms" {
  role       = aws_iam_role.node.name
  policy_arn = aws_iam_policy.node_kms.arn
}
resource "aws_iam_role_policy_attachment" "node_sqs" {
  role       = aws_iam_role.node.name
  policy_arn = aws_iam_policy.node_sqs.arn
}
resource "aws_iam_role_policy_attachment" "node_s3" {
  role       = aws_iam_role.node.name
  policy_arn = aws_iam_policy.node_s3.arn
}
resource "aws_iam_role_policy_attachment" "eks_cni" {
  role       = aws_iam_role.node.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"
}
resource "aws_iam_role_policy_attachment" "eks_worker_node" {
  role       = aws_iam_role.node.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKSWorkerNodePolicy"
}
resource "aws_iam_role_policy_attachment" "ec2_container_registry" {
  role       = aws_iam_role.node.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEC2ContainerRegistryReadOnly"
}
resource "aws_eks_addon" "eks" {
  cluster_name = var.namespace
  addon_name   = "aws-ebs-csi-driver"
  depends_on   = [module.eks]
}
resource "aws_security_group" "primary_workers" {
  name        = "${var.namespace}-primary-workers"
  description = "EKS primary workers security group."
  vpc_id      = var.network_id
}
resource "aws_security_group_rule" "lb" {
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = 32543
  to_port                  = 32543
  security_group_id        = aws_security_group.primary_workers.id
  source_security_group_id = var.lb_security_group_inbound_id
}
resource "aws_security_group_rule" "database" {
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = 3306
  to_port                  = 3306
  security_group_id        = var.database_security_group_id
  source_security_group_id = aws_security_group.primary_workers.id
}
resource "aws_security_group_rule" "elasticache" {
  count                    = 1
  type                     = "ingress"
  protocol                 = "tcp"
  from_port                = 6379
  to_port                  = 6379
  security_group_id        = var.elasticache_security_group_id
  source_security_group_id = aws_security_group.primary_workers.id
}
module "eks" {
  source                    = "./eks"
  cluster_name              = var.namespace
  cluster_version           = var.cluster_version
  vpc_id                    = var.network_id
  subnets                   = var.network_private_subnets
  cluster_enabled_log_types = []
  node_groups = {
    primary = {
      desired_capacity  = 2
      instance_types    = var.instance_types
      iam_role_arn      = aws_iam_role.node.arn
      disk_type         = "gp2"
      enable_monitoring = true
    }
  }
}
output "autoscaling_group_names" {
  value = { for name, value in module.eks.node_groups : name => value.resources[0].autoscaling_groups[0].name }
}
output "cluster_id" {
  value = module.eks.cluster_id
}
output "node_role" {
  value = aws_iam_role.node
}
variable "namespace" {
  default = null
}
variable "fqdn" {
  default = null
}
variable "cluster_version" {
  default = null
}
variable "network_id" {
  default = null
}
variable "network_private_subnets" {
  default = null
}
variable "lb_security_group_inbound_id" {
  default = null
}
variable "database_security_group_id" {
  default = null
}
variable "elasticache_security_group_id" {
  default = null
}
variable "instance_types" {
  default = null
}
variable "desired_capacity" {
  default = null
}
variable "bucket_arn" {
  default = null
}
variable "bucket_kms_key_arn" {
  default = null
}
