# A stand-in: the same resource addresses as the published module, and nothing behind them but the sandbox.
resource "aws_launch_template" "workers" {
  for_each    = var.node_groups
  name_prefix = "${var.cluster_name}-${each.key}"
  monitoring  = each.value.enable_monitoring
  http_tokens = "required"
  block_device_mappings {
    device_name = "/dev/xvda"
    ebs {
      volume_type = each.value.disk_type
    }
  }
}
resource "aws_eks_node_group" "workers" {
  for_each                = var.node_groups
  cluster_name            = var.cluster_name
  node_group_name         = "${var.cluster_name}-${each.key}"
  node_role_arn           = each.value.iam_role_arn
  instance_types          = each.value.instance_types
  subnet_ids              = var.subnets
  launch_template_id      = aws_launch_template.workers[each.key].id
  launch_template_version = aws_launch_template.workers[each.key].latest_version
  scaling_config {
    desired_size = each.value.desired_capacity
    min_size     = each.value.desired_capacity
    max_size     = 5
  }
  lifecycle {
    create_before_destroy = true
    ignore_changes        = [scaling_config[0].desired_size]
  }
}
output "node_groups" {
  value = aws_eks_node_group.workers
}
variable "cluster_name" {
  default = null
}
variable "node_groups" {
  default = null
}
variable "subnets" {
  default = null
}
