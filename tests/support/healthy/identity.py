"""Who acts in a healthy world."""

from checks.facts import Identity, IdentityFacts
from checks.facts.identity import Credentials, Home, Permissions

ARN = "arn:aws:iam::111122223333:user/ann"
CLUSTER = Home("module.wandb_infra.aws_eks_cluster.this[0]", "111122223333", "eu-west-1")
HEALTHY = IdentityFacts(
    caller=Identity("111122223333", ARN),
    credentials=Credentials("the environment", temporary=False, renewed=False, seconds=None),
    region="eu-west-1",
    homes=(CLUSTER,),
    permissions=Permissions(ARN, 90, denied=(), conditional=()),
)
