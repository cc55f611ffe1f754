# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "aws_iam_role" "default" {
  name               = "${var.namespace}-lb-controller"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = var.oidc_provider.arn } }] })
}
resource "aws_iam_policy" "default" {
  name   = "${var.namespace}-lb-controller"
  policy = jsonencode({ Version = "2012-10-17", Statement = [] })
}
resource "aws_iam_role_policy_attachment" "default" {
  role       = aws_iam_role.default.name
  policy_arn = aws_iam_policy.default.arn
}
resource "helm_release" "aws_load_balancer_controller" {
  name       = "aws-load-balancer-controller"
  namespace  = "kube-system"
  chart      = "aws-load-balancer-controller"
  wait       = true
  depends_on = [aws_iam_role_policy_attachment.default]
}
variable "namespace" {
  default = null
}
variable "oidc_provider" {
  default = null
}
variable "fqdn" {
  default = null
}
