# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "helm_release" "operator" {
  name             = "operator"
  chart            = "operator"
  version          = var.operator_chart_version
  repository       = "https://charts.wandb.ai"
  namespace        = "wandb"
  create_namespace = true
  wait             = true
  set {
    name  = "image.tag"
    value = var.controller_image_tag
  }
}
resource "helm_release" "wandb" {
  name       = "wandb-cr"
  chart      = "wandb-cr"
  version    = "0.1.0"
  repository = path.module
  namespace  = "default"
  values     = [yamlencode(var.spec)]
  depends_on = [helm_release.operator]
}
variable "operator_chart_version" {
  default = null
}
variable "controller_image_tag" {
  default = null
}
variable "spec" {
  description = "The specification of the custom resource."
  type        = any
}
