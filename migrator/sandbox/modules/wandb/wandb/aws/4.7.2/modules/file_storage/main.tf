# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "random_pet" "file_storage" {
  length = 2
}
resource "aws_s3_bucket" "file_storage" {
  bucket        = "${var.namespace}-file-storage-${random_pet.file_storage.id}"
  force_destroy = !var.deletion_protection
}
resource "aws_s3_bucket_public_access_block" "file_storage" {
  bucket            = aws_s3_bucket.file_storage.id
  block_public_acls = true
}
resource "aws_s3_bucket_ownership_controls" "file_storage" {
  bucket           = aws_s3_bucket.file_storage.id
  object_ownership = "BucketOwnerPreferred"
}
resource "aws_s3_bucket_acl" "file_storage" {
  depends_on = [aws_s3_bucket_ownership_controls.file_storage]
  bucket     = aws_s3_bucket.file_storage.id
  acl        = "private"
}
resource "aws_s3_bucket_cors_configuration" "file_storage" {
  bucket          = aws_s3_bucket.file_storage.id
  allowed_origins = ["*"]
}
resource "aws_s3_bucket_server_side_encryption_configuration" "file_storage" {
  bucket            = aws_s3_bucket.file_storage.id
  sse_algorithm     = "aws:kms"
  kms_master_key_id = var.kms_key_arn
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
