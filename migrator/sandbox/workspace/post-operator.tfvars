namespace     = "wandb-sandbox"
domain_name   = "sandbox.example"
zone_id       = "Z0SANDBOXZONE0000000"
subdomain     = "wandb"
wandb_license = "eyJhbGciOiJFUzI1NiJ9.eyJ3YW5kYiI6InNhbmRib3gtbGljZW5jZS1jYW5hcnkifQ.c2FuZGJveC1jYW5hcnktc2lnbmF0dXJl"

size                 = "small"
enable_dummy_dns     = true
enable_operator_alb  = true
custom_domain_filter = "sandbox.example"
