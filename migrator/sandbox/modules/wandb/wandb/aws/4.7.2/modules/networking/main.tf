# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
data "aws_availability_zones" "available" {
  state = "available"
}
module "vpc" {
  source              = "./vpc"
  name                = "${var.namespace}-vpc"
  public_subnet_tags  = { "kubernetes.io/role/elb" = "1" }
  private_subnet_tags = { "kubernetes.io/role/internal-elb" = "1" }
}
variable "namespace" {
  default = null
}
output "vpc_id" {
  value = module.vpc.vpc_id
}
output "public_subnets" {
  value = module.vpc.public_subnets
}
output "private_subnets" {
  value = module.vpc.private_subnets
}
output "database_subnet_group_name" {
  value = module.vpc.database_subnet_group_name
}
output "elasticache_subnet_group_name" {
  value = module.vpc.elasticache_subnet_group_name
}
