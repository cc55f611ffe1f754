"""The page of a run: how far it came, who approved it, what it did; then its plan, where it has one."""

import pytest

from migrator.report.html import report_html
from migrator.report.html_stages import scale, stages
from migrator.standing import standing
from runbooks.phases import Phase
from states.events import Event
from states.run import Run
from tests.support import samples
from tests.support.hostile import ATTACK, hostile

HEAD = "f" * 64


def page(run: Run, *, plan: bool = True) -> str:
    """The page of a run that nobody works on."""
    return report_html(run, standing(run, running=False, head=HEAD), samples.ASSESSMENT if plan else None)


@pytest.mark.parametrize(
    ("events", "told"),
    [
        (samples.DONE, ("The migration is done", "applied: replace 1", "verified: 2 checks hold", "ticket CHG-1")),
        (
            samples.FAILED,
            ("The migration stopped, and can go on", "apply-failed", "helm wait 300s expired", "half replaced"),
        ),
        (samples.WAITING, ("The migration waits for approval", samples.APPROVAL)),
        (samples.DIFFERS, ("the state moved on: serial 12 -&gt; 13",)),
    ],
    ids=["done", "failed", "waiting", "differs"],
)
def test_the_outcome_stands_first(events: tuple[Event, ...], told: tuple[str, ...]) -> None:
    """What became of the run, with the plan's own sections below it."""
    text = page(samples.run(*events))
    assert [one for one in (*told, samples.RUN, HEAD, "Next", 'id="changes"') if one not in text] == []
    assert text.index(told[0]) < text.index("Its plan: ")


def test_a_run_without_a_plan() -> None:
    """Blocked before anything was planned, it has a page all the same."""
    text = page(samples.run(*samples.PREFLIGHTED), plan=False)
    assert samples.RUN in text
    assert 'id="table"' not in text


def test_hostile_data_stays_data() -> None:
    """No control character gets into the page, whatever the journal says."""
    run = hostile(samples.run(*samples.FAILED), "started_at", "ended_at", "expires_at", "state", "status", "then", "phase")
    text = page(run)
    assert "FORGED" in text
    assert ATTACK not in text
    assert [one for one in text if one not in "\n\N{NO-BREAK SPACE}" and not one.isprintable()] == []


def test_the_picture_of_the_apply() -> None:
    """Bars follow each other, fit into the picture, and are as long as their phase may be."""
    told = samples.ASSESSMENT.forecast
    assert told is not None
    first, second = stages(told)
    assert (first.at, first.calm, second.calm, first.minutes) == (0, False, True, "10-25 min")
    assert second.at == pytest.approx(first.sure, abs=0.02)
    assert first.sure + first.more == pytest.approx(100 * 25 / 90, abs=0.02)
    assert scale(told) == ("0", "30", "60", "90")


def test_a_crowded_picture() -> None:
    """Phases that would be too long one after the other are squeezed; none leaves the picture."""
    told = samples.ASSESSMENT.forecast
    assert told is not None
    many = tuple(Phase(str(number), "none", "", (20, 80)) for number in range(9))
    made = stages(type(told)(many, (45, 90), 120))
    assert all(one.at + one.sure + one.more <= 100.01 for one in made)
    assert made[-1].at < 50
