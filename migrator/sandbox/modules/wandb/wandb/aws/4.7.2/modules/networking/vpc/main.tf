# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
locals {
  azs = ["us-west-2a", "us-west-2b"]
}
resource "aws_vpc" "this" {
  count      = 1
  cidr_block = "10.10.0.0/16"
  tags       = { Name = var.name }
}
resource "aws_default_security_group" "this" {
  count  = 1
  vpc_id = aws_vpc.this[0].id
  tags   = { Name = "${var.name}-default" }
}
resource "aws_internet_gateway" "this" {
  count  = 1
  vpc_id = aws_vpc.this[0].id
}
resource "aws_subnet" "public" {
  count                   = 2
  vpc_id                  = aws_vpc.this[0].id
  cidr_block              = "10.10.${count.index}.0/24"
  availability_zone       = local.azs[count.index]
  map_public_ip_on_launch = true
  tags                    = merge({ Name = "${var.name}-public-${local.azs[count.index]}" }, var.public_subnet_tags)
}
resource "aws_subnet" "private" {
  count             = 2
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = "10.10.1${count.index}.0/24"
  availability_zone = local.azs[count.index]
  tags              = merge({ Name = "${var.name}-private-${local.azs[count.index]}" }, var.private_subnet_tags)
}
resource "aws_subnet" "database" {
  count             = 2
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = "10.10.2${count.index}.0/24"
  availability_zone = local.azs[count.index]
}
resource "aws_subnet" "elasticache" {
  count             = 2
  vpc_id            = aws_vpc.this[0].id
  cidr_block        = "10.10.3${count.index}.0/24"
  availability_zone = local.azs[count.index]
}
resource "aws_db_subnet_group" "database" {
  count      = 1
  name       = var.name
  subnet_ids = aws_subnet.database[*].id
}
resource "aws_elasticache_subnet_group" "elasticache" {
  count      = 1
  name       = var.name
  subnet_ids = aws_subnet.elasticache[*].id
}
resource "aws_eip" "nat" {
  count = 2
  vpc   = true
}
resource "aws_nat_gateway" "this" {
  count         = 2
  allocation_id = aws_eip.nat[count.index].id
  subnet_id     = aws_subnet.public[count.index].id
}
resource "aws_route_table" "public" {
  count  = 1
  vpc_id = aws_vpc.this[0].id
}
resource "aws_route_table" "private" {
  count  = 2
  vpc_id = aws_vpc.this[0].id
}
resource "aws_route" "public_internet_gateway" {
  count                  = 1
  route_table_id         = aws_route_table.public[0].id
  destination_cidr_block = "0.0.0.0/0"
  gateway_id             = aws_internet_gateway.this[0].id
}
resource "aws_route" "private_nat_gateway" {
  count                  = 2
  route_table_id         = aws_route_table.private[count.index].id
  destination_cidr_block = "0.0.0.0/0"
  nat_gateway_id         = aws_nat_gateway.this[count.index].id
}
resource "aws_route_table_association" "public" {
  count          = 2
  subnet_id      = aws_subnet.public[count.index].id
  route_table_id = aws_route_table.public[0].id
}
resource "aws_route_table_association" "private" {
  count          = 2
  subnet_id      = aws_subnet.private[count.index].id
  route_table_id = aws_route_table.private[count.index].id
}
resource "aws_default_network_acl" "this" {
  count                  = 1
  default_network_acl_id = aws_vpc.this[0].default_network_acl_id
  tags                   = { Name = "${var.name}-default" }
}
resource "aws_default_route_table" "default" {
  count                  = 1
  default_route_table_id = aws_vpc.this[0].default_route_table_id
  tags                   = { Name = "${var.name}-default" }
}
output "vpc_id" {
  value = aws_vpc.this[0].id
}
output "public_subnets" {
  value = aws_subnet.public[*].id
}
output "private_subnets" {
  value = aws_subnet.private[*].id
}
output "database_subnet_group_name" {
  value = aws_db_subnet_group.database[0].name
}
output "elasticache_subnet_group_name" {
  value = aws_elasticache_subnet_group.elasticache[0].name
}
variable "name" {
  default = null
}
variable "public_subnet_tags" {
  default = null
}
variable "private_subnet_tags" {
  default = null
}
