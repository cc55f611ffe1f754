"""Judging a Terraform plan."""
