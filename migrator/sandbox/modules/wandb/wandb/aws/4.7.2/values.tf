# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
locals {
  values = {
    global = {
      host     = local.url
      license  = var.license
      extraEnv = var.other_wandb_env
      bucket   = { name = module.file_storage[0].bucket_name }
      mysql    = { host = module.database.endpoint }
      redis    = { host = module.redis[0].host }
    }
    ingress = {
      annotations = { "alb.ingress.kubernetes.io/scheme" = var.kubernetes_alb_internet_facing ? "internet-facing" : "internal" }
    }
  }
}
