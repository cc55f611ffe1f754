# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "aws_security_group" "inbound" {
  name   = "${var.namespace}-alb-inbound"
  vpc_id = var.network_id
}
resource "aws_security_group" "outbound" {
  name   = "${var.namespace}-alb-outbound"
  vpc_id = var.network_id
}
resource "aws_lb" "alb" {
  name    = "${var.namespace}-alb"
  subnets = var.network_public_subnets
}
resource "aws_lb_target_group" "app" {
  name     = "${var.namespace}-tg-app"
  port     = 32543
  protocol = "HTTP"
  vpc_id   = var.network_id
}
resource "aws_lb_listener" "http" {
  load_balancer_arn = aws_lb.alb.arn
  port              = 80
  protocol          = "HTTP"
}
resource "aws_lb_listener" "https" {
  count             = 1
  load_balancer_arn = aws_lb.alb.arn
  port              = 443
  protocol          = "HTTPS"
  certificate_arn   = var.acm_certificate_arn
  target_group_arn  = aws_lb_target_group.app.arn
}
resource "aws_route53_record" "alb" {
  zone_id = var.zone_id
  name    = var.fqdn
  type    = "A"
  alias {
    name                   = aws_lb.alb.dns_name
    zone_id                = aws_lb.alb.zone_id
    evaluate_target_health = true
  }
}
output "security_group_inbound_id" {
  value = aws_security_group.inbound.id
}
output "tg_app_arn" {
  value = aws_lb_target_group.app.arn
}
variable "namespace" {
  default = null
}
variable "network_id" {
  default = null
}
variable "network_public_subnets" {
  default = null
}
variable "acm_certificate_arn" {
  default = null
}
variable "zone_id" {
  default = null
}
variable "fqdn" {
  default = null
}
