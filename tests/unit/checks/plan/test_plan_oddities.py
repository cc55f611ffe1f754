"""Whole plans that are rare: each is told for what it is, and none is called safe for being odd."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from checks.plan import decode, judge
from checks.problem import Exit, Problem
from tests.support.plans import MAKE_FIRST, REPLACE, Json, document, entry, updated

SOME: Json = {"a": 1}
CREATE = entry("aws_lb.new", "create", after={})


@dataclass(frozen=True)
class Odd:
    """A plan: its level, whether all of it is there, its changes as (address, action, order), codes that are found."""

    entries: tuple[Json, ...]
    level: str
    changes: tuple[tuple[str, str, str | None], ...] = ()
    codes: frozenset[str] = frozenset()
    complete: bool = True
    parts: dict[str, Any] = field(default_factory=dict)


def going(address: str, kind: str, **parts: Any) -> Json:
    """A delete at an address that does not tell its type to everybody."""
    return {**entry("a.b", "delete", before=SOME, after=None, **parts), "address": address, "type": kind}


def incomplete(*entries: Json, **parts: Any) -> Odd:
    """A plan that is not the whole truth."""
    changes = tuple((one["address"], "create", None) for one in entries)
    whole = "applyable" in parts
    return Odd(entries, "critical", changes, frozenset({"plan-incomplete"}), complete=whole, parts=parts)


QUOTED, DEEP, FOREIGN = (
    'module.a["x.y[0]"].kubernetes_namespace.n["\u00e9\\"]"]',
    'module.a[0].module.b["k"].aws_lb.c[12]',
    'aws_lb.\u65e5["\u043a"]',
)
NAMESPACE = {"name": "x", "manifest": {"kind": "Namespace"}}
LATE = {"deletion_protection": True, "engine": "mysql"}
ODD = {
    "forgotten data": Odd(
        (entry("aws_s3_bucket.a", "forget", before=SOME), CREATE), "critical",
        (("aws_s3_bucket.a", "forget", None), ("aws_lb.new", "create", None)), frozenset({"data-store-destroyed"})),
    "forgotten workload": Odd(
        (entry("kubernetes_deployment_v1.a", "forget", before=SOME),), "medium",
        (("kubernetes_deployment_v1.a", "forget", None),), frozenset({"old-application-ends"})),
    "replaced without a destroy": Odd(
        (entry("aws_db_instance.a", "create", "forget", before=SOME, after={"a": 2}),), "critical",
        (("aws_db_instance.a", "replace", "create-forget"),), frozenset({"data-store-destroyed"})),
    "moved and replaced": Odd(
        (entry("aws_lb.b", *REPLACE, before=SOME, after={"a": 2}, previous_address="aws_lb.a"),), "high",
        (("aws_lb.b", "replace", "delete-create"),), frozenset({"load-balancer-destroyed"})),
    "moved to the newer type": Odd(
        (entry("kubernetes_namespace_v1.b", "no-op", before=SOME, after=SOME, previous_address="kubernetes_namespace.a"),),
        "low", (("kubernetes_namespace_v1.b", "move", None),)),
    "imported and replaced": Odd(
        (entry("aws_s3_bucket.b", *REPLACE, before=SOME, after={"a": 2}, importing={"id": "x"}),), "critical",
        (("aws_s3_bucket.b", "replace", "delete-create"),), frozenset({"data-store-destroyed"})),
    "a deposed object beside its successor": Odd(
        (entry("aws_lb.a", "delete", deposed="0a"), entry("aws_lb.a", *MAKE_FIRST, before=SOME, after={})),
        "high", (("aws_lb.a", "replace", "create-delete"), ("aws_lb.a", "delete", None)),
        frozenset({"load-balancer-destroyed"})),
    "nothing on either side": Odd((entry("aws_a.b", "update"),), "low", (("aws_a.b", "update", None),)),
    "nothing known of what goes": Odd(
        (entry("aws_db_instance.b", "delete"), CREATE), "critical",
        (("aws_db_instance.b", "delete", None), ("aws_lb.new", "create", None)), frozenset({"data-store-destroyed"})),
    "nothing known of what comes": Odd(
        (entry("aws_db_instance.b", "update", before=LATE, after_unknown=True),), "medium",
        (("aws_db_instance.b", "update", None),), frozenset({"not-known-yet"})),
    "nothing known of the successor": Odd(
        (entry("kubernetes_manifest.b", *REPLACE, before=NAMESPACE, after_unknown=True),), "critical",
        (("kubernetes_manifest.b", "replace", "delete-create"),), frozenset({"namespace-destroyed"})),
    "quotes and brackets": Odd(
        (going(QUOTED, "kubernetes_namespace"), CREATE), "critical",
        ((QUOTED, "delete", None), ("aws_lb.new", "create", None)), frozenset({"namespace-destroyed"})),
    "counted modules": Odd(
        (going(DEEP, "aws_lb"), CREATE), "high", ((DEEP, "delete", None), ("aws_lb.new", "create", None)),
        frozenset({"load-balancer-destroyed"})),
    "other alphabets": Odd(
        (going(FOREIGN, "aws_lb"), CREATE), "high", ((FOREIGN, "delete", None), ("aws_lb.new", "create", None)),
        frozenset({"load-balancer-destroyed"})),
    "drift that is sensitive": Odd(
        (), "none", codes=frozenset({"drift-seen"}),
        parts={"resource_drift": [updated("kubernetes_secret.a", {"data": {"x": 1}}, {}, before_sensitive={"data": True})]}),
    "errored": incomplete(CREATE, errored=True),
    "errored and empty": incomplete(errored=True),
    "not complete": incomplete(CREATE, complete=False),
    "not to be applied": incomplete(CREATE, applyable=False),
    "deferred for a reason of tomorrow": incomplete(
        complete=True, deferred_changes=[{"reason": "brand_new", "resource_change": entry("aws_a.b", "create")}]),
    "deferred without a change": incomplete(CREATE, complete=True, deferred_changes=[{"reason": "excluded"}]),
    "a check that is not known yet": Odd((), "none", parts={"checks": [{"status": "unknown"}, {"status": "pass"}]}),
    "a check that could not be made": Odd(
        (), "medium", codes=frozenset({"check-failed"}), parts={"checks": [{"status": "error"}]}),
    "a later format of the same kind": Odd((), "none", parts={"format_version": "1.9"}),
}  # fmt: skip


@pytest.mark.parametrize("odd", ODD.values(), ids=ODD)
def test_an_odd_plan(odd: Odd) -> None:
    """Its level, its changes by name and action, its codes, and whether all of it is there."""
    found = judge(decode(document(*odd.entries, **odd.parts)), None)
    assert tuple((one.address, one.action, one.order) for one in found.changes) == odd.changes
    assert (found.level, found.complete) == (odd.level, odd.complete)
    assert {one.code for one in found.findings} == odd.codes


REFUSED = {
    "opened": ("plan-action-unknown", "'open'", {}, {"actions": ["open"]}),
    "no action": ("plan-action-unknown", "[]", {}, {"actions": []}),
    "three actions": (
        "plan-action-unknown",
        "'create', 'delete', 'create'",
        {},
        {"actions": ["create", "delete", "create"]},
    ),
    "a mode of tomorrow": ("plan-format-unknown", "ephemeral", {"mode": "ephemeral"}, {}),
    "a field of tomorrow": ("plan-format-unknown", "resurrected", {}, {"resurrected": True}),
    "the next format": ("plan-format-unknown", "2.0", None, {}),
}


@pytest.mark.parametrize(("code", "said", "own", "change"), REFUSED.values(), ids=REFUSED)
def test_what_is_not_understood_is_refused_by_name(code: str, said: str, own: Json | None, change: Json) -> None:
    """Guessing would be unsafe: the error names what is new, and how to get a tool that knows it."""
    one = entry("aws_a.b", "create")
    version = {"format_version": "2.0"} if own is None else {}
    with pytest.raises(Problem) as caught:
        judge(decode(document({**one, **(own or {}), "change": {**one["change"], **change}}, **version)), None)
    problem = caught.value
    assert (problem.code, problem.exit) == (code, Exit.USAGE)
    assert said in f"{problem.what} {problem.why}"
    assert "upgrade" in problem.next
