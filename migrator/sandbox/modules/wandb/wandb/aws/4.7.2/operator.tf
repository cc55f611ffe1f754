# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
module "wandb" {
  source                 = "wandb/wandb/helm"
  version                = "1.2.0"
  depends_on             = [module.database, module.app_eks, module.redis]
  operator_chart_version = "1.1.2"
  controller_image_tag   = "1.10.1"
  spec                   = { values = local.values }
}
