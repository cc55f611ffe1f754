# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "aws_eks_addon" "eks" {
  cluster_name = var.namespace
  addon_name   = "aws-ebs-csi-driver"
  depends_on   = [module.eks]
}
resource "aws_eks_addon" "efs" {
  cluster_name      = module.eks.cluster_id
  addon_name        = "aws-efs-csi-driver"
  addon_version     = "v1.7.1-eksbuild.1"
  resolve_conflicts = "OVERWRITE"
  depends_on        = [module.eks]
}
