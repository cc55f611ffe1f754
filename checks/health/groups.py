"""The groups of verify, in the order in which they are told. A group judges the facts of its name, and knows the others."""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from checks.facts.health import Health
from checks.health import aws, edge, operator, parity, terraform, web, workloads
from checks.health.model import Judged
from runbooks.model import Runbook


class Group(NamedTuple):
    """Checks that are asked for and told together."""

    name: str
    judge: Callable[[Health, Runbook], Iterable[Judged]]


GROUPS = (
    Group("terraform", terraform.judge),
    Group("operator", operator.judge),
    Group("workloads", workloads.judge),
    Group("parity", parity.judge),
    Group("edge", edge.judge),
    Group("web", web.judge),
    Group("aws", aws.judge),
)
EVERY = frozenset(one.name for one in GROUPS)


def judge(health: Health, runbook: Runbook) -> tuple[Judged, ...]:
    """Every rule over one look at the deployment."""
    return tuple(one for group in GROUPS for one in group.judge(health, runbook))
