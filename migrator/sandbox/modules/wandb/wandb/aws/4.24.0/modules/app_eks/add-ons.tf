# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "aws_eks_addon" "aws_efs_csi_driver" {
  cluster_name      = var.namespace
  addon_name        = "aws-efs-csi-driver"
  addon_version     = "v2.0.4-eksbuild.1"
  resolve_conflicts = "OVERWRITE"
  depends_on        = [aws_eks_addon.vpc_cni]
}
resource "aws_eks_addon" "aws_ebs_csi_driver" {
  cluster_name      = var.namespace
  addon_name        = "aws-ebs-csi-driver"
  addon_version     = "v1.31.0-eksbuild.1"
  resolve_conflicts = "OVERWRITE"
  depends_on        = [aws_eks_addon.vpc_cni]
}
resource "aws_eks_addon" "coredns" {
  cluster_name      = var.namespace
  addon_name        = "coredns"
  addon_version     = "v1.10.1-eksbuild.11"
  resolve_conflicts = "OVERWRITE"
  depends_on        = [aws_eks_addon.vpc_cni]
}
resource "aws_eks_addon" "kube_proxy" {
  cluster_name      = var.namespace
  addon_name        = "kube-proxy"
  addon_version     = "v1.28.8-eksbuild.5"
  resolve_conflicts = "OVERWRITE"
  depends_on        = [aws_eks_addon.vpc_cni]
}
resource "aws_eks_addon" "vpc_cni" {
  cluster_name             = var.namespace
  addon_name               = "vpc-cni"
  addon_version            = "v1.18.2-eksbuild.1"
  resolve_conflicts        = "OVERWRITE"
  service_account_role_arn = aws_iam_role.oidc.arn
  depends_on               = [module.eks]
}
resource "aws_iam_role" "oidc" {
  name               = "${var.namespace}-oidc"
  assume_role_policy = jsonencode({ Version = "2012-10-17", Statement = [{ Effect = "Allow", Action = "sts:AssumeRoleWithWebIdentity", Principal = { Federated = aws_iam_openid_connect_provider.eks.arn }, Condition = { StringEquals = { sub = "system:serviceaccount:kube-system:aws-node" } } }] })
}
resource "aws_iam_role_policy_attachment" "eks_oidc" {
  role       = aws_iam_role.oidc.name
  policy_arn = "arn:aws:iam::aws:policy/AmazonEKS_CNI_Policy"
}
