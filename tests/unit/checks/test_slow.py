"""What takes longer than its kind usually does."""

import pytest

from checks.slow import slow
from tests.support.facts import RUNBOOK

NODES = 'module.wandb_infra.module.app_eks.module.eks.module.node_groups.aws_eks_node_group.workers["a.b[0]"]'


@pytest.mark.parametrize(
    ("address", "usual"),
    [
        (NODES, 20),
        ("module.a[0].aws_rds_cluster_instance.this[1]", 30),
        ("helm_release.operator", 5),
        ('module.x["aws_eks_addon.y"].aws_s3_bucket.z', 10),
        ("aws_eks_addon.efs", 15),
    ],
)
def test_each_kind_has_its_time(address: str, usual: int) -> None:
    """By the resource's type, wherever it stands and whatever its index is; other types have one time together."""
    assert slow({address: usual * 60 - 1}, RUNBOOK.durations) == ()
    (found,) = slow({address: usual * 60 + 61}, RUNBOOK.durations)
    assert (found.address, found.minutes, found.usual) == (address, usual + 1, usual)
    assert found.look in str(found)


def test_every_kind_says_where_to_look() -> None:
    """No type is in two kinds, and each kind names a place."""
    types = [one for kind in RUNBOOK.durations.kinds for one in kind.types]
    assert len(types) == len(set(types))
    assert all(len(kind.look) > 20 for kind in RUNBOOK.durations.kinds)
