"""AWS as it is now, against what the configuration asks for."""

from collections.abc import Iterator

from checks import catalogue, wanted
from checks.facts import Facts
from checks.model import Result, Unknown
from checks.preflight import live_data, live_names, live_network, live_offers, live_versions
from runbooks.model import Runbook


def judge(facts: Facts, runbook: Runbook) -> Iterator[Result]:
    """Every check of the group; without a target that is known there is nothing to hold AWS against."""
    asked = wanted.of(facts.known, runbook)
    if asked is None:
        yield from _nothing()
        return
    yield from live_versions.judge(facts.live, asked, runbook.minimums)
    yield from live_offers.judge(facts.live, asked, runbook.targets[-1].version)
    yield from live_names.judge(facts.live, asked, runbook.layout.post)
    yield from live_network.judge(facts.live, asked)
    yield from live_data.judge(facts.live, asked)


def _nothing() -> Iterator[Result]:
    why = "the module's version, or namespace, is not a plain value that is known here"
    for one in catalogue.entries().values():
        if one.group == "live":
            yield Unknown(one.code, why, blocks=False)
