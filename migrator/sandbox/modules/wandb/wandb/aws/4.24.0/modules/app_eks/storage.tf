# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "kubernetes_annotations" "gp2" {
  api_version = "storage.k8s.io/v1"
  kind        = "StorageClass"
  name        = "gp2"
  annotations = { "storageclass.kubernetes.io/is-default-class" = "false" }
  force       = true
  depends_on  = [module.eks]
}
resource "kubernetes_storage_class" "gp3" {
  name                = "gp3"
  annotations         = { "storageclass.kubernetes.io/is-default-class" = "true" }
  storage_provisioner = "kubernetes.io/aws-ebs"
  parameters          = { type = "gp3" }
  depends_on          = [kubernetes_annotations.gp2]
}
