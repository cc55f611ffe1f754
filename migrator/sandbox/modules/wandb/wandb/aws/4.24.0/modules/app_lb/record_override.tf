# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "aws_route53_record" "alb" {
  lifecycle {
    create_before_destroy = true
  }
}
