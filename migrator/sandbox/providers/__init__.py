"""Stand-in Terraform providers: plugin protocol 6 over gRPC, one shared daemon behind tiny launchers."""
