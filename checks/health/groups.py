"""The groups of verify, in the order in which they are told. A group judges the facts of its name, and knows the others."""

from collections.abc import Callable, Container, Iterable
from typing import NamedTuple

from checks import catalogue
from checks.catalogue import codes_of
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


def judge(health: Health, runbook: Runbook, codes: Container[str] | None = None) -> tuple[Judged, ...]:
    """Every rule over one look at the deployment, or those of the codes."""
    results = (one for group in GROUPS for one in group.judge(health, runbook))
    return tuple(one for one in results if codes is None or one.code in codes)


def groups_of(codes: Iterable[str]) -> frozenset[str]:
    """The groups that codes belong to, and so what has to be asked."""
    return frozenset(catalogue.verify()[one] for one in codes)


def chosen(only: Iterable[str] = (), skip: Iterable[str] = ()) -> frozenset[str]:
    """Codes from codes and names of groups; LookupError names the first that is neither."""
    every = catalogue.verify()
    return (codes_of(every, only) or frozenset(every)) - codes_of(every, skip)
