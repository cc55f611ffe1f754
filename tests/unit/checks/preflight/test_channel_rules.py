"""The group channel: the licence and the channel's preview, each rule as finding, as passed, as unknown."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from checks.facts import HttpAnswer, Missing
from checks.facts.channel import Channel
from checks.model import Finding, Passed, Result, Severity, Unknown
from checks.preflight import channel
from tests.support.facts import FACTS, RUNBOOK, world
from tests.support.healthy.channel import LICENCE

SILENT = Missing("no route to host")


def judged(code: str, **broken: Any) -> Result:
    """The one result of a check."""
    found = [one for one in channel.judge(world("channel", **broken), RUNBOOK) if one.code == code]
    assert len(found) == 1, found
    return found[0]


def test_a_healthy_world_passes_every_rule_once() -> None:
    """Nothing is found where nothing is wrong."""
    results = list(channel.judge(FACTS, RUNBOOK))
    assert all(isinstance(one, Passed) for one in results)
    assert len({one.code for one in results}) == len(results) == 6


def test_a_licence_that_is_none() -> None:
    """A warning that says what is wrong with it; of its end nothing is known then."""
    broken = replace(LICENCE, fault="it has a line break in it")
    found = judged("licence-malformed", licence=broken)
    assert isinstance(found, Finding)
    assert (found.severity, found.blocks, found.because) == (Severity.HIGH, False, ("it has a line break in it",))
    assert isinstance(judged("licence-expired", licence=broken), Unknown)


@pytest.mark.parametrize(
    ("days", "kind", "blocks"), [(-1, Finding, True), (0, Finding, True), (29, Finding, False), (30, Passed, None)]
)
def test_the_licences_end(days: int, kind: type[Result], *, blocks: bool | None) -> None:
    """What has ended blocks; within 30 days it is a warning."""
    found = judged("licence-expired", licence=replace(LICENCE, ends=LICENCE.now + timedelta(days=days)))
    assert isinstance(found, kind)
    assert getattr(found, "blocks", None) == blocks


@pytest.mark.parametrize("code", ["licence-malformed", "licence-expired", "licence-rejected"])
def test_a_licence_that_only_a_plan_can_tell(code: str) -> None:
    """Unknown, whatever the deployer says to nobody; it blocks nobody."""
    found = judged(code, licence=SILENT, deployer=HttpAnswer("https://deploy.wandb.ai/api", 401))
    assert found == Unknown(code, SILENT.why, blocks=False)


@pytest.mark.parametrize(
    ("preview", "evidence"),
    [
        (Channel("c", "1", "h", ("a:1", "b:2")), "chart c 1 from h, with a:1, b:2"),
        (Channel("c", "", "h"), "chart c latest from h"),
    ],
)
def test_what_would_come_is_the_evidence(preview: Channel, evidence: str) -> None:
    """Chart, version, origin and images."""
    assert judged("channel-preview", preview=preview) == Passed("channel-preview", evidence)


def test_a_channel_that_names_no_chart() -> None:
    """Blocks: the operator would install nothing."""
    found = judged("channel-preview", preview=Channel(fault="its answer names no chart"))
    assert isinstance(found, Finding)
    assert found.blocks
    assert isinstance(judged("channel-preview", preview=SILENT), Unknown)
