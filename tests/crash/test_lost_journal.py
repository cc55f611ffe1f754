"""A journal that lost its end, by a repair or by an older copy: no apply that it does not know is passed over."""

from collections import Counter
from contextlib import suppress

import pytest

from checks.problem import Problem
from states.events import ApplyIntended, Approved, Stamped
from states.lost import CODE
from states.mending import Repaired
from states.run import fold
from tests.support.crash import Scenario, Survival, at

CUT = Repaired("journal.damaged-0123456789ab", 3, ("unreadable",) * 3)


def applied(survival: Survival, instant: str = "terraform.follow_apply: message #9") -> Scenario:
    """A run that died in its apply."""
    scenario = Scenario(survival)
    assert scenario.dies(at(instant))
    return scenario


def forgets(scenario: Scenario, lines: int) -> None:
    """The journal has so many lines, and one that says that it was repaired."""
    kept = scenario.stage.journal.kept
    del kept[lines:]
    kept.append(Stamped(len(kept), kept[-1].at, CUT))


def lines_before_the_apply() -> int:
    """How many lines a journal has that has everything up to the apply's intent."""
    kept = applied(Survival.FINISHES).stage.journal.kept
    return next(number for number, one in enumerate(kept) if isinstance(one.event, ApplyIntended))


@pytest.mark.parametrize("survival", [Survival.FINISHES, Survival.DIES])
def test_an_apply_that_the_journal_does_not_know(survival: Survival) -> None:
    """Whatever else is lost: nothing is planned or started until a person answers, and nothing is done twice."""
    for lines in range(1, lines_before_the_apply() + 1):
        scenario = applied(survival)
        forgets(scenario, lines)
        before = list(scenario.stage.world.effects), len(scenario.stage.journal.kept), scenario.stage.terraform.plans
        with pytest.raises(Problem, match=CODE) as raised:
            scenario.start()
        assert "apply-1" in raised.value.what
        now = list(scenario.stage.world.effects), len(scenario.stage.journal.kept), scenario.stage.terraform.plans
        assert now == before, lines
        scenario.stage.terraform.put_right()
        with suppress(Problem):  # what is lost with the swap has to be put right by hand, too
            scenario.start(lambda _: None, CODE)
        twice = [one for one, times in Counter(scenario.stage.world.effects).items() if times > 1]
        assert not twice, lines


def test_one_that_still_runs_is_waited_for() -> None:
    """While the lost Terraform lives, not even a person's word goes on; once it has ended, the word has to be given anew."""
    scenario = applied(Survival.WORKS_ON)
    forgets(scenario, lines_before_the_apply())
    for accept in ((), (CODE,)):
        with pytest.raises(Problem, match="still runs"):
            scenario.start(lambda _: None, *accept)
    next(iter(scenario.stage.terraform.applies.values())).finish()
    with pytest.raises(Problem, match="does not know"):
        scenario.start()


@pytest.mark.parametrize("instant", ["terraform.begin_apply: after #1", "terraform.follow_apply: message #9"])
def test_a_word_goes_on_to_the_end(instant: str) -> None:
    """Of a run that forgot only its apply, a person's word leads to a new plan, a new approval, and done."""
    for lines in range(lines_before_the_apply() - 3, lines_before_the_apply() + 1):
        scenario = applied(Survival.DIES, instant)
        forgets(scenario, lines)
        scenario.stage.terraform.put_right()
        scenario.start(lambda _: None, CODE)
        assert not scenario.faults(approvals=2), (lines, scenario.faults(approvals=2))
        names = [one.into for one in fold(scenario.stage.journal.events()).attempts]
        assert names == ["apply-1", "apply-2"]


def test_a_word_counts_once() -> None:
    """A second loss needs a second word: the first one is in the journal, and answers for nothing else."""
    scenario = applied(Survival.DIES)
    forgets(scenario, lines_before_the_apply())
    scenario.stage.terraform.put_right()
    assert scenario.dies(at("terraform.follow_apply: message #12"), CODE)
    kept = scenario.stage.journal.kept
    again = [number for number, one in enumerate(kept) if isinstance(one.event, ApplyIntended)]
    forgets(scenario, again[0])
    with pytest.raises(Problem, match=CODE) as raised:
        scenario.start()
    assert "apply-2" in raised.value.what
    assert "apply-1" not in raised.value.what


def test_a_known_apply_is_no_lost_one() -> None:
    """Of a journal that lost its end behind the apply's intent, the apply is picked up as ever, under the one approval."""
    known = lines_before_the_apply() + 1
    for lines in range(known, len(applied(Survival.FINISHES).stage.journal.kept) + 1):
        scenario = applied(Survival.FINISHES)
        forgets(scenario, lines)
        scenario.start()
        assert not scenario.faults(), (lines, scenario.faults())
        approvals = [one for one in scenario.stage.journal.kept if isinstance(one.event, Approved)]
        assert len(approvals) == 1


def test_what_is_in_doubt_is_looked_for() -> None:
    """A journal that knows the apply and lost how it was killed looks for what is in doubt, and does nothing twice."""
    scenario = applied(Survival.DIES)
    forgets(scenario, lines_before_the_apply() + 1)
    scenario.start()
    assert not scenario.faults(), scenario.faults()
