# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "aws_kms_key" "key" {
  description = "W&B managed key"
}
resource "aws_kms_alias" "key" {
  name          = "alias/${var.namespace}-kms-alias"
  target_key_id = aws_kms_key.key.id
}
output "key" {
  value = aws_kms_key.key
}
variable "namespace" {
  default = null
}
