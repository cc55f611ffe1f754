"""What is said where a run comes to rest."""

import json
import shlex
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

import runbooks
from checks.model import Verdict
from checks.problem import Exit
from migrator.answer import Answer
from migrator.ending import Ending, conclude
from migrator.journal import Files
from states.events import Accepted, Event, Previewed, State
from states.stored import PREFLIGHT, store_offered, store_verdict
from tests.support.hostile import dangers, hostile
from tests.support.samples import (
    APPROVAL,
    ASSESSMENT,
    BECAUSE,
    BLOCKED,
    DIFFERS,
    DONE,
    LAYOUT,
    OFFER,
    PREFLIGHTED,
    VERDICT,
    WAITING,
    WHO,
    passed,
    run,
)

RUNBOOK = runbooks.load("wandb-aws-operator")
PREVIEW_BLOCKED = (*PREFLIGHTED, *passed(State.PREVIEW, Previewed("block", OFFER, ("never-touch",))))


@pytest.fixture
def files(tmp_path: Path) -> Files:
    """A run's directory with the verdict and the assessment that its states left there."""
    kept = Files(tmp_path)
    store_verdict(kept, PREFLIGHT, VERDICT)
    store_offered(kept, ASSESSMENT, ())
    return kept


def ending(files: Files, *events: Event, already: bool = False) -> Ending:
    """The ending of a run with these events."""
    return Ending(run(*events), files, RUNBOOK, already)


def said(one: Ending, tmp_path: Path, form: str = "text") -> tuple[int, str]:
    """The exit code, and the answer in this form."""
    out = tmp_path / "answer"
    code = conclude(one, Answer(form, str(out), colour=False))
    return code, out.read_text()


def document(one: Ending, tmp_path: Path) -> dict[str, Any]:
    """The answer as a document."""
    found: dict[str, Any] = json.loads(said(one, tmp_path, "json")[1])
    return found


@pytest.mark.parametrize(
    ("events", "code", "last"),
    [
        (
            WAITING,
            Exit.WAITING,
            "next: migrator run --dir '/srv/w&b prod' --tfvars post-operator.tfvars --override yes --approve 0123456789ab",
        ),
        (BLOCKED, Exit.BLOCKED, "next: migrator explain files-layout"),
        (PREVIEW_BLOCKED, Exit.BLOCKED, "next: migrator explain never-touch"),
    ],
)
def test_the_end_says_what_to_type(files: Files, tmp_path: Path, events: tuple[Event, ...], code: Exit, last: str) -> None:
    """A run that waits or is blocked has its exit code, and ends with the one thing to type."""
    answered, text = said(ending(files, *events), tmp_path)
    assert (answered, text.splitlines()[-1]) == (code, last)


def test_a_blocked_preflight_shows_its_verdict(files: Files, tmp_path: Path) -> None:
    """Blocked in preflight: the findings, in text and with everything unknown in the document."""
    one = ending(files, *BLOCKED)
    assert "remedy: mv post-operator.tf post-operator.tf.disabled" in said(one, tmp_path)[1]
    found = document(one, tmp_path)
    assert [one["code"] for one in found["findings"]] == ["files-layout", "variable-undeclared"]
    assert [one["code"] for one in found["unknown"]] == ["hosted-zone", "licence-rejected"]
    assert found["states"][0]["status"] == "failed"


def test_remedies_are_commands_of_this_run(files: Files, tmp_path: Path) -> None:
    """A remedy that says "the same command" is spelled out with the run's own arguments, in text and in the document."""
    mended = replace(LAYOUT, remedy="the same command with --no-swap")
    store_verdict(files, PREFLIGHT, Verdict(findings=(mended,)))
    command = "migrator run --dir '/srv/w&b prod' --tfvars post-operator.tfvars --override yes --no-swap"
    one = ending(files, *BLOCKED)
    assert document(one, tmp_path)["findings"][0]["remedy"] == command
    assert command in said(one, tmp_path)[1].replace("\n        ", " ")


@pytest.mark.parametrize("events", [PREVIEW_BLOCKED, WAITING])
def test_a_judged_plan_shows_its_findings(files: Files, tmp_path: Path, events: tuple[Event, ...]) -> None:
    """Blocked by a plan, or waiting for its approval: what preflight warned of, then the plan's findings."""
    found = document(ending(files, *events), tmp_path)
    plan = ["never-touch", "dns-record-replaced", "node-group-replaced"]
    assert [one["code"] for one in found["findings"]] == ["files-layout", *plan]


def test_whoever_approves_reads_what_preflight_warned_of(files: Files, tmp_path: Path) -> None:
    """What did not stop the run, and is high or worse, stands below the risk report; lesser things do not."""
    shown = said(ending(files, *WAITING), tmp_path)[1]
    warned = shown.partition("What preflight warned of")[2]
    assert "files-layout" in warned
    assert "variable-undeclared" not in warned


def test_a_blocked_plan_shows_no_hash(files: Files, tmp_path: Path) -> None:
    """Only a plan that can be approved shows the hash that approves it."""
    assert APPROVAL not in said(ending(files, *PREVIEW_BLOCKED), tmp_path)[1]
    assert f"approval: {APPROVAL}" in said(ending(files, *WAITING), tmp_path)[1]


def test_why_approval_is_wanted_again(files: Files, tmp_path: Path) -> None:
    """A plan in place that is not the approved one says what differs, in text and in the document."""
    one = ending(files, *DIFFERS)
    text = said(one, tmp_path)[1]
    assert "Approval is wanted again" in text
    assert BECAUSE[0] in text
    assert document(one, tmp_path)["because"] == list(BECAUSE)


def test_a_first_approval_needs_no_reason(files: Files, tmp_path: Path) -> None:
    """Where approval is wanted for the first time nothing is said of another plan."""
    one = ending(files, *WAITING)
    assert "again" not in said(one, tmp_path)[1]
    assert document(one, tmp_path)["because"] == []


def test_accepted_findings_are_not_called_blocking(files: Files, tmp_path: Path) -> None:
    """What a person accepted does not stand in the last line of the verdict."""
    accepted = Accepted("files-layout", "on purpose", WHO)
    text = said(ending(files, accepted, *BLOCKED), tmp_path)[1]
    assert "Blocked by: hosted-zone\n" in text


def test_done(files: Files, tmp_path: Path, snapshot: SnapshotAssertion) -> None:
    """A finished migration says what to commit, what is not the latest, and where its papers are."""
    code, text = said(ending(files, *DONE), tmp_path)
    assert code == Exit.DONE
    assert text.replace(str(tmp_path), "RUN") == snapshot
    assert document(ending(files, *DONE), tmp_path)["findings"] == []


def test_done_already(files: Files, tmp_path: Path) -> None:
    """A second start after success says that nothing was changed."""
    text = said(ending(files, *DONE, already=True), tmp_path)[1]
    assert "is done already; nothing was changed" in text


def test_a_hostile_plan(files: Files, tmp_path: Path) -> None:
    """Addresses and reasons that hold control characters reach nobody's terminal."""
    store_offered(files, hostile(ASSESSMENT, "level", "action", "kind"), ())
    one = ending(files, *hostile(DIFFERS, "then", "state", "approval"))
    assert dangers(said(one, tmp_path)[1]) == []


def test_the_directory_is_quoted(files: Files, tmp_path: Path) -> None:
    """Every command that is to be typed survives a directory with blanks and an ampersand."""
    lines = [line for line in said(ending(files, *DONE), tmp_path)[1].splitlines() if "/srv/" in line]
    assert lines
    assert all("/srv/w&b prod" in shlex.split(line) for line in lines)
