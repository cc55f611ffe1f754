# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "aws_iam_role" "irsa" {
  name               = "${var.namespace}-yace-irsa-role"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = var.oidc_provider.arn }, Condition = { StringLike = { sub = "system:serviceaccount:*:${var.sa_name}" } } }] })
}
resource "aws_iam_policy" "irsa" {
  name   = "${var.namespace}-yace-irsa-policy"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["cloudwatch:GetMetricData", "tag:GetResources"], Resource = "*" }] })
}
resource "aws_iam_role_policy_attachment" "default" {
  role       = aws_iam_role.irsa.name
  policy_arn = aws_iam_policy.irsa.arn
}
variable "namespace" {
  default = null
}
variable "sa_name" {
  default = null
}
variable "oidc_provider" {
  default = null
}
