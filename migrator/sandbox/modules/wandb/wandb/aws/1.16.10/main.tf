# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
module "kms" {
  source    = "./modules/kms"
  namespace = var.namespace
}
module "file_storage" {
  count               = 1
  source              = "./modules/file_storage"
  namespace           = var.namespace
  kms_key_arn         = module.kms.key.arn
  deletion_protection = var.deletion_protection
}
data "aws_s3_bucket" "file_storage" {
  depends_on = [module.file_storage]
  bucket     = module.file_storage[0].bucket_name
}
module "networking" {
  source    = "./modules/networking"
  namespace = var.namespace
}
locals {
  fqdn = "${var.subdomain}.${var.domain_name}"
  url  = "https://${local.fqdn}"
}
module "database" {
  source               = "./modules/database"
  namespace            = var.namespace
  vpc_id               = module.networking.vpc_id
  engine_version       = var.database_engine_version
  instance_class       = coalesce(var.database_instance_class, "db.r5.large")
  db_subnet_group_name = module.networking.database_subnet_group_name
  deletion_protection  = var.deletion_protection
}
module "acm" {
  source      = "./modules/acm"
  domain_name = local.fqdn
}
module "app_eks" {
  source                        = "./modules/app_eks"
  namespace                     = var.namespace
  fqdn                          = local.fqdn
  cluster_version               = var.eks_cluster_version
  instance_types                = ["m4.large"]
  desired_capacity              = 2
  network_id                    = module.networking.vpc_id
  network_private_subnets       = module.networking.private_subnets
  lb_security_group_inbound_id  = module.app_lb.security_group_inbound_id
  database_security_group_id    = module.database.security_group_id
  elasticache_security_group_id = module.redis[0].security_group_id
  bucket_arn                    = data.aws_s3_bucket.file_storage.arn
  bucket_kms_key_arn            = module.kms.key.arn
}
module "app_lb" {
  source                 = "./modules/app_lb"
  namespace              = var.namespace
  network_id             = module.networking.vpc_id
  network_public_subnets = module.networking.public_subnets
  acm_certificate_arn    = module.acm.acm_certificate_arn
  zone_id                = var.zone_id
  fqdn                   = local.fqdn
}
resource "aws_autoscaling_attachment" "autoscaling_attachment" {
  for_each               = module.app_eks.autoscaling_group_names
  autoscaling_group_name = each.value
  alb_target_group_arn   = module.app_lb.tg_app_arn
}
module "redis" {
  count       = 1
  source      = "./modules/redis"
  namespace   = var.namespace
  vpc_id      = module.networking.vpc_id
  node_type   = "cache.t2.medium"
  kms_key_arn = module.kms.key.arn
}
output "kms_key_arn" {
  value = module.kms.key.arn
}
output "network_id" {
  value = module.networking.vpc_id
}
output "network_private_subnets" {
  value = module.networking.private_subnets
}
output "network_public_subnets" {
  value = module.networking.public_subnets
}
output "bucket_name" {
  value = module.file_storage[0].bucket_name
}
output "bucket_region" {
  value = data.aws_s3_bucket.file_storage.region
}
output "bucket_queue_name" {
  value = null
}
output "database_connection_string" {
  value = module.database.connection_string
}
output "cluster_id" {
  value = module.app_eks.cluster_id
}
output "cluster_node_role" {
  value = module.app_eks.node_role
}
output "url" {
  value = local.url
}
output "internal_app_port" {
  value = 32543
}
output "elasticache_connection_string" {
  value = "${module.redis[0].host}:6379"
}
