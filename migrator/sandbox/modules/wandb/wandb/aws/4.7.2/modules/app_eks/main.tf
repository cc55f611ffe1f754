# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
data "aws_caller_identity" "current" {}
resource "aws_iam_role" "node" {
  name = "${var.namespace}-node"
}
resource "aws_iam_policy" "node_cloudwatch" {
  name   = "${var.namespace}-node-cloudwatch"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["cloudwatch:PutMetricData", "logs:*"], Resource = "*" }] })
}
resource "aws_iam_policy" "node_IMDSv2" {
  name   = "${var.namespace}-node-IMDSv2"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["ec2:DescribeInstances"], Resource = "*" }] })
}
resource "aws_iam_policy" "node_kms" {
  name   = "${var.namespace}-node-kms"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["kms:Encrypt", "kms:Decrypt"], Resource = var.bucket_kms_key_arn }] })
}
resource "aws_iam_policy" "node_sqs" {
  name   = "${var.namespace}-node-sqs"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sqs:*", Resource = "*" }] })
}
resource "aws_iam_policy" "node_s3" {
  name   = "${var.namespace}-node-s3"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "s3:*", Resource = [var.bucket_arn, "${var.bucket_arn}/*"] }] })
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
resource "aws_iam_role_policy_attachment" "node_secrets_manager" {
  role       = aws_iam_role.node.name
  policy_arn = aws_iam_policy.secrets_manager.arn
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
resource "aws_iam_role_policy_attachment" "eks_efs" {
  role       = aws_iam_role.node.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEFSCSIDriverPolicy"
}
resource "aws_iam_role_policy_attachment" "ebs_csi" {
  role       = aws_iam_role.node.name
  policy_arn = "arn:aws:iam::aws:policy/service-role/AmazonEBSCSIDriverPolicy"
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
  cluster_enabled_log_types = ["api", "audit", "controllerManager", "scheduler"]
  node_groups = {
    primary = {
      desired_capacity  = var.desired_capacity
      instance_types    = var.instance_types
      iam_role_arn      = aws_iam_role.node.arn
      disk_type         = "gp3"
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
resource "aws_iam_policy" "secrets_manager" {
  name   = "${var.namespace}-secrets-manager"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "secretsmanager:*", Resource = "*" }] })
}
resource "random_pet" "efs" {
  length = 2
}
resource "aws_efs_file_system" "storage_class" {
  creation_token   = "${var.namespace}-${random_pet.efs.id}"
  encrypted        = true
  performance_mode = "generalPurpose"
  throughput_mode  = "elastic"
}
resource "aws_efs_backup_policy" "storage_class" {
  file_system_id = aws_efs_file_system.storage_class.id
  status         = "DISABLED"
}
resource "aws_security_group" "storage_class_nfs" {
  name        = "${var.namespace}-${random_pet.efs.id}"
  description = "Security group for NFS traffic"
  vpc_id      = var.network_id
}
resource "aws_security_group_rule" "nfs_ingress" {
  description              = "NFS inbound"
  type                     = "ingress"
  from_port                = 2049
  to_port                  = 2049
  protocol                 = "tcp"
  security_group_id        = aws_security_group.storage_class_nfs.id
  source_security_group_id = aws_security_group.primary_workers.id
}
resource "aws_efs_mount_target" "storage_class" {
  for_each        = { for index, subnet in var.network_private_subnets : index => subnet }
  file_system_id  = aws_efs_file_system.storage_class.id
  subnet_id       = each.value
  security_groups = [aws_security_group.storage_class_nfs.id]
}
data "tls_certificate" "eks" {
  url = module.eks.cluster_oidc_issuer_url
}
resource "aws_iam_openid_connect_provider" "eks" {
  client_id_list  = ["sts.amazonaws.com"]
  thumbprint_list = [data.tls_certificate.eks.certificates[0].sha1_fingerprint]
  url             = module.eks.cluster_oidc_issuer_url
}
module "lb_controller" {
  source        = "./lb_controller"
  namespace     = var.namespace
  oidc_provider = aws_iam_openid_connect_provider.eks
  depends_on    = [module.eks]
}
module "external_dns" {
  source        = "./external_dns"
  namespace     = var.namespace
  oidc_provider = aws_iam_openid_connect_provider.eks
  fqdn          = var.fqdn
  depends_on    = [module.eks]
}
output "efs_id" {
  value = aws_efs_file_system.storage_class.id
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
