# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
module "wandb" {
  source                 = "wandb/wandb/helm"
  version                = "1.2.0"
  depends_on             = [module.database, module.app_eks, module.redis]
  operator_chart_version = var.operator_chart_version
  controller_image_tag   = var.controller_image_tag
  spec                   = { values = local.values }
}
module "iam_role" {
  count         = var.enable_yace ? 1 : 0
  source        = "./modules/iam_role"
  namespace     = var.namespace
  sa_name       = var.yace_sa_name
  oidc_provider = module.app_eks.oidc_provider
}
