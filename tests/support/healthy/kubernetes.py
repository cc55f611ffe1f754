"""The cluster of a healthy world."""

from checks.facts import KubernetesFacts
from checks.facts.kubernetes import ClusterPlace, Environment, InState, Way

PLACE = ClusterPlace("https://cluster.example", frozenset({"a digest"}))
HEALTHY = KubernetesFacts(
    way=Way("/home/ann/kubeconfig", PLACE),
    eks=PLACE,
    version="v1.28.9-eks",
    admin=True,
    budgets=(),
    releases=(),
    definition=False,
    resource=False,
    ingress_class=False,
    storage_classes=frozenset({"gp2"}),
    in_state=InState(),
    environment=Environment("default/wandb", frozenset({"HOST", "LICENSE"})),
)
