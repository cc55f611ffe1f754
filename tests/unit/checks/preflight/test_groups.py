"""The groups as a whole: a healthy world passes every check once, and what is chosen is judged, and no more."""

from collections import Counter
from dataclasses import fields

import pytest

from checks import catalogue
from checks.facts import Facts
from checks.model import Passed
from checks.preflight.groups import GROUPS, Choice, judge
from tests.support.facts import FACTS, KNOWN, RUNBOOK

EVERY = Choice.of()
# In groups that need facts, and told from the files alone: what the target leaves, and what it does not make.
OF_THE_FILES = {"version-below-minimum", "subnet-tags-missing", "storage-class-exists"}


def test_a_healthy_world_passes_every_check_once() -> None:
    """Each code of the catalogue has one result, and it is green."""
    results = list(judge(FACTS, RUNBOOK, EVERY))
    assert [one for one in results if not isinstance(one, Passed)] == []
    assert Counter(one.code for one in results) == Counter(catalogue.preflight().keys())


@pytest.mark.parametrize("group", GROUPS, ids=lambda one: one.name)
def test_a_group_tells_its_own_codes(group: object) -> None:
    """A group's results have the codes that its file of the catalogue declares, and its needs are groups of facts."""
    found = next(one for one in GROUPS if one is group)
    assert {catalogue.preflight()[one.code] for one in found.judge(FACTS, RUNBOOK)} == {found.name}
    assert found.needs <= {one.name for one in fields(Facts)}


def test_without_facts_nothing_is_green_but_what_the_files_say() -> None:
    """Where nothing could be gathered, every check that needs a fact is unknown or red: it is never called good."""
    needing = {one.name for one in GROUPS if one.needs}
    bare = [one for one in judge(Facts(KNOWN), RUNBOOK, EVERY) if catalogue.preflight()[one.code] in needing]
    assert {one.code for one in bare if isinstance(one, Passed)} == OF_THE_FILES
    assert {one.code for one in bare} == {code for code, group in catalogue.preflight().items() if group in needing}


def test_only_and_skip() -> None:
    """Codes and groups may be mixed; skip goes before only; what is left out is listed."""
    choice = Choice.of(["dns", "aws-credentials"], ["zone-private"])
    assert choice.needs >= {"dns", "identity"}
    assert "zone-private" in choice.skipped
    told = {one.code for one in judge(FACTS, RUNBOOK, choice)}
    assert "aws-credentials" in told
    assert "zone-private" not in told
    assert {catalogue.preflight()[code] for code in told} == {"dns", "identity"}


def test_a_name_that_is_neither() -> None:
    """The first unknown name is named."""
    with pytest.raises(LookupError, match="hosted-zon"):
        Choice.of(["hosted-zon"])
