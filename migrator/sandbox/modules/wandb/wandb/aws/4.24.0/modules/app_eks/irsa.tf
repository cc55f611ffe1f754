# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "aws_iam_role" "irsa" {
  name               = "${var.namespace}-irsa-role"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = aws_iam_openid_connect_provider.eks.arn }, Condition = { StringLike = { sub = "system:serviceaccount:${var.namespace}:*" } } }] })
}
resource "aws_iam_policy" "irsa" {
  name   = "${var.namespace}-irsa-policy"
  policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = ["s3:*", "kms:*"], Resource = "*" }] })
}
resource "aws_iam_policy_attachment" "irsa" {
  name       = "${var.namespace}-irsa-policy-attachment"
  roles      = [aws_iam_role.irsa.name]
  policy_arn = aws_iam_policy.irsa.arn
}
output "oidc_provider" {
  value = aws_iam_openid_connect_provider.eks
}
