"""The groups of verify as a whole, and what waits for what."""

from collections import Counter
from dataclasses import fields, replace

import pytest

from checks import catalogue
from checks.facts import Health, Missing, NotThere
from checks.facts.dns import Record
from checks.facts.health.edge import Answered, Published
from checks.health.groups import GROUPS, judge
from checks.health.model import Outlook
from checks.health.order import told
from checks.model import Finding, Passed, Unknown
from tests.support.facts import HEALTHY, OPERATOR, RUNBOOK, VALUES, health
from tests.support.healthy.health import FQDN, answered

CODES = RUNBOOK.verification.codes


def test_a_healthy_deployment_passes_every_check_once() -> None:
    """Each code of the catalogue has one result, it is green, and there is nothing to wait for."""
    results = judge(HEALTHY, RUNBOOK)
    assert [one for one in results if not isinstance(one.result, Passed) or one.outlook is not Outlook.HOLDS] == []
    assert Counter(one.code for one in results) == Counter(catalogue.verify().keys())


@pytest.mark.parametrize("group", GROUPS, ids=lambda one: one.name)
def test_a_group_tells_its_own_codes(group: object) -> None:
    """A group's results have the codes that its file of the catalogue declares; its facts have its name."""
    found = next(one for one in GROUPS if one is group)
    assert {one.code for one in found.judge(HEALTHY, RUNBOOK)} == {
        code for code, name in catalogue.verify().items() if name == found.name
    }
    assert found.name in {one.name for one in fields(Health)}


def test_without_facts_nothing_is_green() -> None:
    """Where nothing could be asked, every check is unknown: never good."""
    results = judge(Health(VALUES), RUNBOOK)
    assert {one.code for one in results} == set(catalogue.verify())
    assert [one for one in results if not isinstance(one.result, Unknown)] == []


def test_what_was_before_is_not_waited_for() -> None:
    """A run that kept nothing leaves its comparisons untold; they block nothing, and nobody waits."""
    bare = judge(replace(HEALTHY, before=Missing("an earlier version")), RUNBOOK)
    untold = [one for one in bare if isinstance(one.result, Unknown)]
    assert {one.code for one in untold} == {"data-stores-kept", "release-as-approved", "environment-parity"}
    assert {one.outlook for one in untold} == {Outlook.HOLDS}
    assert not any(one.result.blocks for one in untold if isinstance(one.result, Unknown))


def test_the_cause_comes_first() -> None:
    """What needs something that does not hold waits for the first cause, and is no finding of its own."""
    broken = replace(
        health("operator", deployment=replace(OPERATOR, available=0), resource=Missing("no answer")),
        web=replace(HEALTHY.web, health=answered("/healthz", 503)),
        edge=replace(
            HEALTHY.edge,
            ingress=NotThere("the Ingress"),
            published=Published(),
            records=(Record(f"old.{FQDN}", "A", "x"),),
            dns=Answered((), 900),
        ),
    )
    results = {one.code: one for one in told(judge(broken, RUNBOOK), CODES)}
    assert [code for code, one in results.items() if isinstance(one, Finding)] == ["operator-available"]
    for code in ("custom-resource-completed", "dns-record", "application-answers"):
        assert results[code] == Unknown(code, "waits for operator-available", blocks=True)


def test_what_is_stuck_says_so_whatever_it_waits_for() -> None:
    """A cause that waiting does not mend is told, even where something before it is on its way."""
    invalid = replace(HEALTHY.operator.resource, phase="Invalid Config")  # type: ignore[type-var]
    broken = health("operator", deployment=replace(OPERATOR, available=0), resource=invalid)
    found = [one.code for one in told(judge(broken, RUNBOOK), CODES) if isinstance(one, Finding)]
    assert found == ["operator-available", "custom-resource-completed"]
