"""What stands around the Terraform directory: read, and never changed."""
