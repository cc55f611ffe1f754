"""A look at the world brings an answer to each question, whatever becomes of the others; or says that there is none."""

import json
from pathlib import Path
from threading import Event

import pytest

from checks.facts import Missing, NotThere
from checks.facts.standing import Before, Standing, StateNow
from checks.problem import Problem
from migrator.cli import invoke
from migrator.report.rollback import UNASKED, rollback_document, rollback_text
from migrator.rollback.guidance import guidance
from migrator.rollback.saved import before, parsed
from migrator.rollback.standing import _answer
from migrator.terminal.paint import painter
from tests.support import samples
from tests.support.at_rest import at_rest, directory
from tests.support.schemas import checked

STATE = b"""{"version": 4, "lineage": "l", "serial": 7, "terraform_version": "1.15.0", "resources": [
  {"mode": "managed", "type": "aws_rds_cluster", "name": "this",
   "instances": [{"attributes": {"backup_retention_period": 14}}]},
  {"mode": "managed", "type": "aws_lb", "name": "this", "instances": [{"attributes": {"dns_name": "old.elb"}}]}]}"""


def test_a_question_that_hangs() -> None:
    """It is given up after its time, and that is said."""
    never = Event()
    assert _answer(never.wait, 0.05) == Missing("no answer within 0.05 s")
    never.set()


def test_a_question_that_fails() -> None:
    """What happened is the answer."""

    def fails() -> object:
        raise Problem("terraform-failed", what="It failed.", why="w", next="n")

    assert _answer(fails, 60) == Missing("It failed.")


def test_what_was_there_before(tmp_path: Path) -> None:
    """Lineage and serial are those of the plan, retention and load balancer those of the backup's state."""
    run = at_rest(directory(tmp_path / "here"), *samples.SWAPPED).run
    assert run.offer is not None
    planned = (run.offer.lineage, run.offer.serial)
    assert before(run, parsed(STATE)) == Before(*planned, 14, "old.elb")
    assert before(run, None) == Before(*planned)
    assert parsed(b"") is parsed(b"nothing that Terraform wrote") is None


def test_what_is_seen_is_told(tmp_path: Path) -> None:
    """In the text and in the document, with what is not known; where nobody was asked, that."""
    kept = at_rest(directory(tmp_path / "here"), *samples.SWAPPED)
    assert kept.run.offer is not None
    state = StateNow(kept.run.offer.lineage, kept.run.offer.serial)
    seen = Standing(state, Missing("the cluster is away"), NotThere("the A record"))
    found = guidance(kept, {}, working=False, asked=lambda *_: seen)
    document = checked(rollback_document(found))
    assert [(one["about"], one["seen"]) for one in document["live"]] == [
        ("state", "as-before"),
        ("old-application", "unknown"),
        ("record", "changed"),
    ]
    assert document["point"] == "record-missing"
    text = rollback_text(found, painter(colour=False))
    assert "old-application, unknown: the cluster is away" in text
    assert UNASKED in rollback_text(guidance(kept, {}, working=False), painter(colour=False))


def test_nobody_to_ask(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without the Terraform that was named the answer is there, and everything in it is unknown; --offline does not try."""
    path = directory(tmp_path / "here")
    at_rest(path, *samples.SWAPPED)
    given = ["rollback", "--dir", str(path), "--terraform-bin", str(tmp_path / "none"), "--format", "json"]
    assert invoke(given) == 0
    document = checked(capsys.readouterr().out)
    assert {one["seen"] for one in document["live"]} == {"unknown"}
    assert document["reversibility"] == "fully-reversible"
    assert invoke([*given, "--offline"]) == 0
    assert json.loads(capsys.readouterr().out)["live"] is None
