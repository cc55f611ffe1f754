"""Real Terraform (or OpenTofu), driven: argument vectors, supervised processes, the machine-readable stream."""
