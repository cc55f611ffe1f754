"""A W&B deployment in miniature: stand-ins for the cloud, behind the real Terraform, over real sockets.

One store is the cloud. What Terraform does there, the other servers show. Nothing in here is a W&B or AWS service.
"""
