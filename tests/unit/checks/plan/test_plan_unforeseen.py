"""An expected action attribute by attribute: what in it nobody documented is told."""

import pytest

from checks.model import Finding, Severity
from checks.plan import assess
from tests.support.documented import ALL
from tests.support.facts import GUIDE, RUNBOOK
from tests.support.plans import Json, plan, updated

CACHE = next(one.address for one in GUIDE.expected if "aws_elasticache_replication_group" in one.address)
BEFORE = {"node_type": "cache.t2.medium", "port": 6379, "auth_token": "old", "tags": {"a": "b"}, "id": "r-1"}
AFTER = {**BEFORE, "node_type": "cache.m6g.large"}


def found(after: Json, **parts: Json) -> list[Finding]:
    """What is told of the documented plan whose cache becomes this."""
    others = [one for one in ALL if one["address"] != CACHE]
    judged = assess(plan(*others, updated(CACHE, BEFORE, after, **parts)), RUNBOOK)
    assert judged.contract is not None
    assert judged.contract.matched == 55
    return [one for one in judged.findings if one.code == "attribute-unexpected"]


def test_what_is_documented_is_not_told() -> None:
    """The documented attribute, a tag, and what follows from it are nothing new."""
    assert found({**AFTER, "tags": {}, "id": "r-2"}) == []
    assert found({**AFTER, "port": None}, after_unknown={"port": True}) == []


def test_another_attribute_is_told() -> None:
    """Address, attribute, old and new value; it does not block, and the action stays an expected one."""
    (told,) = found({**AFTER, "port": 6380})
    assert (told.subject, told.severity, told.blocks) == (CACHE, Severity.MEDIUM, False)
    assert "port: 6379 -> 6380" in told.because


def test_a_secret_stays_one() -> None:
    """Of an attribute that is named like a secret only the name is told."""
    (told,) = found({**AFTER, "auth_token": "new"})
    assert "auth_token: (sensitive) -> (sensitive)" in told.because


def test_many_are_counted() -> None:
    """No more than eight are named."""
    (told,) = found({**AFTER, **{f"a{number}": number for number in range(20)}})
    assert told.because[-1] == "... and 12 more"
    assert len(told.because) == 10


@pytest.mark.parametrize("largest", [3, 9])
def test_blocks_are_compared_by_their_names(largest: int) -> None:
    """Within a block the documented attribute is known wherever the block stands in its list, and its neighbour is not."""
    nodes = next(one.address for one in GUIDE.expected if "aws_eks_node_group" in one.address)
    before = {"instance_types": ["m4.large"], "scaling_config": [{"desired_size": 2, "max_size": 3, "min_size": 2}]}
    after = {"instance_types": ["r6i.xlarge"], "scaling_config": [{"desired_size": 3, "max_size": largest, "min_size": 3}]}
    one = {**updated(nodes, before, after), "change": {"actions": ("create", "delete"), "before": before, "after": after}}
    judged = assess(plan(*(other for other in ALL if other["address"] != nodes), one), RUNBOOK)
    told = [line for each in judged.findings if each.code == "attribute-unexpected" for line in each.because[1:]]
    assert told == ([] if largest == 3 else ["scaling_config[0].max_size: 3 -> 9"])
