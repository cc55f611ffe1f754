"""What people read: golden texts, colours, and data that tries to take over the terminal."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import click
import pytest
from syrupy.assertion import SnapshotAssertion

from checks import catalogue
from checks.problem import Problem
from checks.slow import Slow
from migrator.journal import Checked
from migrator.report.history import journal_lines, verified_text
from migrator.report.layout import WIDTH
from migrator.report.plan import risk_text
from migrator.report.plan_markdown import risk_markdown
from migrator.report.preflight import look_text
from migrator.report.risk import RiskReport
from migrator.report.run import report_markdown, report_text
from migrator.report.text import codes_text, error_text, explain_text, preflight_text, status_text, verify_text
from migrator.standing import nothing_yet, standing
from migrator.terminal.paint import Paint, painter
from states.events import Unfinished
from states.run import Run
from tests.support import samples
from tests.support.hostile import ATTACK, dangers, hostile, hostile_problem

PLAIN, COLOURED = painter(colour=False), painter(colour=True)
HOLDS = Checked("/srv/.migrator/r/journal.jsonl", 12, samples.HASH, ok=True, first_bad_line=None, wrong=None)
TORN = replace(HOLDS, wrong="17 bytes of a torn last line")
DAMAGED = replace(HOLDS, ok=False, first_bad_line=13, wrong="line 13: its sum does not fit its content")
ENTRY = catalogue.Entry("a-code", "finding", "A title", "First.\n\nSecond, with a command:\n\n    terraform plan", "Do it.")


def status(run: Run, paint: Paint, *, running: bool = False) -> str:
    """The text of `migrator status`."""
    return status_text(standing(run, running=running), paint)


def told(run: Run, paint: Paint) -> str:
    """The text of `migrator report`."""
    return report_text(run, standing(run, running=False), samples.ASSESSMENT, paint)


TEXTS: dict[str, Callable[[Paint], str]] = {
    "assessment": lambda paint: risk_text(samples.RISK, paint),
    "assessment-calm": lambda paint: risk_text(RiskReport(samples.CALM), paint),
    "plan": lambda paint: risk_text(samples.OFFERED, paint),
    "preflight": lambda paint: preflight_text(samples.VERDICT, paint),
    "preflight-look": lambda paint: look_text(samples.LOOK, paint),
    "preflight-accepted": lambda paint: preflight_text(samples.VERDICT, paint, frozenset({"files-layout", "hosted-zone"})),
    "verify": lambda paint: verify_text(samples.VERDICT, paint),
    "verify-healthy": lambda paint: verify_text(samples.HEALTHY, paint),
    "status-nothing": lambda paint: status_text(nothing_yet(), paint),
    "status-waiting": lambda paint: status(samples.run(*samples.WAITING), paint),
    "status-waiting-again": lambda paint: status(samples.run(*samples.DIFFERS), paint),
    "status-blocked": lambda paint: status(samples.run(*samples.BLOCKED), paint),
    "status-applying": lambda paint: status(samples.run(*samples.APPLYING), paint, running=True),
    "status-done": lambda paint: status(samples.run(*samples.DONE), paint),
    "report-waiting-again": lambda paint: told(samples.run(*samples.DIFFERS), paint),
    "report-halted": lambda paint: told(samples.run(*samples.FAILED), paint),
    "report-done": lambda paint: told(samples.run(*samples.DONE), paint),
    "error": lambda paint: error_text(samples.PROBLEM, paint),
    "explain": lambda paint: explain_text(ENTRY, paint),
    "codes": lambda paint: codes_text([ENTRY, replace(ENTRY, code="b", kind="failure")], paint),
    "journal": lambda paint: "\n".join(journal_lines(samples.stamped(*samples.FAILED), paint)),
    "journal-holds": lambda _: verified_text(HOLDS),
    "journal-torn": lambda _: verified_text(TORN),
    "journal-damaged": lambda _: verified_text(DAMAGED),
}
UNPAINTED = ("journal-holds", "journal-torn", "journal-damaged")


@pytest.mark.parametrize("name", TEXTS)
def test_texts(name: str, snapshot: SnapshotAssertion) -> None:
    """Every text reads as it was reviewed, without a colour in it."""
    assert TEXTS[name](PLAIN) == snapshot


@pytest.mark.parametrize("name", [one for one in TEXTS if one not in UNPAINTED])
def test_colours_change_nothing_but_colours(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """With colours the same words stand on the same lines."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    coloured = TEXTS[name](COLOURED)
    assert "\x1b[" in coloured
    assert click.unstyle(coloured) == TEXTS[name](PLAIN)


def test_no_color_is_obeyed(monkeypatch: pytest.MonkeyPatch) -> None:
    """NO_COLOR in the environment takes colours away on a terminal, too."""
    monkeypatch.setenv("NO_COLOR", "1")
    assert "\x1b" not in TEXTS["preflight"](painter(colour=True))


# What is there to be copied is never wrapped: addresses, hashes and commands.
WHOLE = ("next:", "module.", "not documented:", "half replaced:", "replaced:", "/srv/.migrator")


@pytest.mark.parametrize("name", [one for one in TEXTS if one != "journal"])
def test_texts_fit(name: str) -> None:
    """No line is wider than 100 columns, unless what has to stay whole is."""
    wide = [line for line in TEXTS[name](PLAIN).splitlines() if len(line) > WIDTH]
    assert [line for line in wide if not line.strip().startswith(WHOLE)] == []


def test_replacements_come_first() -> None:
    """What is replaced stands before what is destroyed, updated and created, with the attribute that forces it."""
    text = risk_text(samples.RISK, PLAIN)
    titles = ("Replaced", "instance_types[0]: m4.large", "\nDestroyed", "\nUpdated", "\nCreated", "\nWhat blocks")
    assert sorted(titles, key=text.index) == list(titles)


def test_an_address_can_be_copied() -> None:
    """An address stands whole on a line of its own, however long it is."""
    assert f"  {samples.WORKERS}" in risk_text(samples.RISK, PLAIN).splitlines()


def test_accepted_findings_do_not_block() -> None:
    """The last line of a plan says what was accepted, not that it blocks; what no flag accepts blocks all the same."""
    surprise = replace(samples.NEVER, code="unexpected-change")
    found = replace(samples.ASSESSMENT, findings=(surprise,))
    accepted = RiskReport(found, accepted=frozenset({"unexpected-change"}))
    last = risk_text(accepted, PLAIN).splitlines()[-1]
    assert last == "Nothing blocks (accepted: unexpected-change); the highest risk is critical."
    refused = risk_text(replace(samples.RISK, accepted=frozenset({"never-touch"})), PLAIN).splitlines()[-1]
    assert refused == "Blocked by: never-touch"


def attacked() -> RiskReport:
    """A plan whose every text attacks."""
    return RiskReport(hostile(samples.ASSESSMENT, "level", "action"), approval=samples.APPROVAL, subject=ATTACK)


RENDERED: dict[str, Callable[[], str]] = {
    "assessment": lambda: risk_text(attacked(), PLAIN),
    "markdown": lambda: risk_markdown(attacked()),
    "preflight": lambda: preflight_text(hostile(samples.VERDICT), PLAIN),
    "verify": lambda: verify_text(hostile(samples.VERDICT), PLAIN),
    "status": lambda: status_text(hostile(standing(samples.run(*samples.DIFFERS), running=False), "status"), PLAIN),
    "report": lambda: told(hostile(samples.run(*samples.FAILED), *TIMES), PLAIN),
    "report-waiting": lambda: told(hostile(samples.run(*samples.DIFFERS), *TIMES), PLAIN),
    "report-markdown": lambda: report_markdown(*reported()),
    "error": lambda: error_text(hostile_problem(samples.PROBLEM)),
    "journal": lambda: "\n".join(journal_lines(hostile(samples.stamped(*samples.FAILED)), PLAIN)),
    "journal-verify": lambda: verified_text(hostile(DAMAGED)),
}
TIMES = ("started_at", "ended_at", "status", "state", "then")


def reported() -> tuple[Any, ...]:
    """A hostile run as `migrator report` has it."""
    run = hostile(samples.run(*samples.FAILED), *TIMES)
    return run, standing(run, running=False), hostile(samples.ASSESSMENT, "level", "action")


@pytest.mark.parametrize("name", RENDERED)
def test_hostile_data_stays_data(name: str) -> None:
    """No control character and no escape sequence reaches a person, and no text begins a line of its own."""
    text = RENDERED[name]()
    assert "FORGED" in text
    assert dangers(text) == []


def test_a_cause_keeps_its_lines() -> None:
    """The one part of an error that may span lines keeps them, each below the label: none passes for the next command."""
    lines = error_text(Problem("c", what="w", why="one\n\nnext:  rm -rf /\x1b[2J", next="n")).splitlines()
    assert lines[2:] == ["  why:   one", "         next:  rm -rf /", "  next:  n"]


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("preflight", "\x1b[31m\x1b[1mcritical (blocks)\x1b[0m files-layout"),
        ("preflight", "\x1b[32m✔\x1b[0m aws-credentials"),
        ("preflight", "\x1b[31m\x1b[1mBlocked by: files-layout, hosted-zone\x1b[0m"),
        ("assessment", "      \x1b[31mhigh    \x1b[0m create-delete"),
        ("assessment-calm", "\x1b[32mNothing blocks; the highest risk is low.\x1b[0m"),
        ("status-blocked", "\x1b[31m\x1b[1m✘\x1b[0m preflight"),
        ("error", "\x1b[31m\x1b[1merror: apply-failed\x1b[0m"),
    ],
)
def test_what_matters_is_coloured(name: str, words: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """On a terminal severity, marks and the sum of it have the colour of what they mean."""
    monkeypatch.delenv("NO_COLOR", raising=False)
    assert words in TEXTS[name](COLOURED)


def test_a_report_lists_what_was_tried_again() -> None:
    """Each try that nobody had to start, with Terraform's exit code and the failures that were recognised."""
    run = samples.run(*samples.APPLYING, Unfinished(1, (), retried=("r53-throttle", "rds-busy")))
    assert "tried again by itself: exit code 1, r53-throttle, rds-busy" in told(run, PLAIN)


def test_status_says_what_takes_long() -> None:
    """With the address, the time, and where to look."""
    found = replace(standing(samples.run(*samples.APPLYING), running=True), slow=(Slow("helm_release.x", 7, 5, "the pods"),))
    text = status_text(found, PLAIN)
    assert "taking long: helm_release.x: 7 minutes, usually 5 at the most. Look at: the pods" in text


def test_a_terraform_that_goes_on_by_itself() -> None:
    """Its migrator was killed, it was not: nothing has failed, it is named, and the next command attaches to it."""
    run = samples.run(*samples.APPLYING)
    alone, dead = standing(run, running=False, terraform=4711), standing(run, running=False)
    assert "● apply      running" in status_text(alone, PLAIN)
    assert "Terraform (pid 4711) goes on by itself" in status_text(alone, PLAIN)
    assert alone.next.startswith("migrator run")
    assert "Terraform (pid 4711) goes on by itself" in report_text(run, alone, None, PLAIN)
    assert "✘ apply      failed" in status_text(dead, PLAIN)
    assert "by itself" not in status_text(dead, PLAIN)


def test_a_terraform_that_is_followed_is_nothing_to_tell() -> None:
    """While a migrator works on the run, status says what it always says."""
    found = standing(samples.run(*samples.APPLYING), running=True, terraform=4711)
    assert (found.terraform, found.next.split()[1]) == (None, "status")
