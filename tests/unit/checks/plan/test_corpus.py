"""The labelled corpus: every dangerous change is seen, no harmless one is raised, and each rule is needed."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from checks.model import Finding
from checks.plan import hazards
from checks.plan.actions import action, order
from tests.corpus.load import Labelled, corpus, held_out
from tests.support.plans import MARK, resource

CORPUS = corpus()
RULES = hazards.RULES


def judged(one: Labelled) -> tuple[str, tuple[Finding, ...]]:
    """The level of a change, and its findings."""
    change = resource(one.entry)
    seen = hazards.see(change, action(change), order(change))
    found = hazards.findings(seen)
    return hazards.severity(seen, found).value, found


def raised(one: Labelled) -> bool:
    """Whether a change is judged high or above."""
    return judged(one)[0] in ("high", "critical")


def codes(one: Labelled) -> tuple[str, frozenset[str]]:
    """The level and the codes."""
    level, found = judged(one)
    return level, frozenset(finding.code for finding in found)


@contextmanager
def blind(rule: hazards.Rule) -> Iterator[None]:
    """As if a rule did not look; it is frozen for everybody else."""
    look = rule.look
    object.__setattr__(rule, "look", lambda _: ())
    try:
        yield
    finally:
        object.__setattr__(rule, "look", look)


@pytest.mark.parametrize("one", CORPUS, ids=lambda one: one.name)
def test_a_change_is_judged_as_labelled(one: Labelled) -> None:
    """The level and the codes are those of the label."""
    assert codes(one) == (one.level, one.codes), one.why


@pytest.mark.parametrize(("name", "changes"), [("corpus", CORPUS), ("held out", held_out())], ids=["corpus", "held-out"])
def test_everything_dangerous_is_seen_and_nothing_harmless_raised(
    name: str, changes: tuple[Labelled, ...], record_property: Callable[[str, object], None]
) -> None:
    """Recall is complete and there is no false alarm; the figures are printed when the tests have ended."""
    bad = [one for one in changes if one.bad]
    seen = [one for one in bad if raised(one)]
    alarms = [one.name for one in changes if not one.bad and raised(one)]
    figures = f"{len(seen)} of {len(bad)} dangerous changes seen, {len(alarms)} of {len(changes) - len(bad)} harmless raised"
    record_property("figures", f"{name}: {figures}")
    assert [one.name for one in bad if one not in seen] == []
    assert alarms == []


def test_the_corpus_is_wide() -> None:
    """At least 120 changes of 40 types, every action, and as many harmless ones as make a difference."""
    assert len(CORPUS) >= 120
    assert len({one.entry["type"] for one in CORPUS}) >= 40
    assert sum(not one.bad for one in CORPUS) >= 60
    assert all(one.why for one in CORPUS)


def test_the_held_out_corpus_is_wide() -> None:
    """At least 110 changes over 60 types, half of them harmless, each with its reason."""
    assert len(held_out()) >= 110
    assert len({one.entry["type"] for one in held_out()}) >= 60
    assert sum(not one.bad for one in held_out()) >= 55
    assert all(one.why for one in held_out())


@pytest.mark.parametrize("rule", RULES, ids=[f"{number}-{one.code}" for number, one in enumerate(RULES)])
def test_each_rule_is_needed(rule: hazards.Rule) -> None:
    """Without any one rule, a change of the corpus is judged otherwise."""
    with blind(rule):
        assert any(codes(one) != (one.level, one.codes) for one in CORPUS if rule.code in one.codes)


def test_no_secret_is_in_a_finding() -> None:
    """What is planted in sensitive values, marked or known by name, is in no evidence."""
    planted = [one for one in CORPUS if MARK in str(one.entry)]
    assert len(planted) >= 8
    assert not any(MARK in line for one in planted for finding in judged(one)[1] for line in finding.because)
