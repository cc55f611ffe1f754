# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "helm_release" "operator" {
  name             = "operator"
  chart            = "operator"
  version          = "1.1.2"
  repository       = "https://charts.wandb.ai"
  namespace        = "wandb"
  create_namespace = true
  wait             = true
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
variable "spec" {
  description = "The specification of the custom resource."
  type        = any
}
