# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "random_pet" "file_storage" {
  length = 2
}
resource "aws_s3_bucket" "file_storage" {
  bucket        = "${var.namespace}-file-storage-${random_pet.file_storage.id}"
  force_destroy = !var.deletion_protection
  acl           = "private"
  cors_origins  = ["*"]
  sse_algorithm = "aws:kms"
}
resource "aws_s3_bucket_public_access_block" "file_storage" {
  bucket            = aws_s3_bucket.file_storage.id
  block_public_acls = true
}
output "bucket_name" {
  value = aws_s3_bucket.file_storage.bucket
}
variable "namespace" {
  default = null
}
variable "deletion_protection" {
  default = null
}
variable "kms_key_arn" {
  default = null
}
