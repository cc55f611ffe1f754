"""The guidance of a run on disk: its own names, from its own files, in any directory, with no secret in it."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from migrator.cli import invoke
from migrator.report.rollback import rollback_document
from migrator.rollback.guidance import guidance
from runbooks.rollback import Reversibility
from states.undoing import Act, UndoIntended
from tests.support import samples
from tests.support.at_rest import at_rest, directory, edit
from tests.support.sandbox import LICENCE_CANARY

GONE = (*samples.APPLYING, samples.seen("module.wandb_app.kubernetes_deployment.wandb", "delete", "delete"))
TRAP = 'it\'s "$(touch broken)" `touch broken` ü'


def commands(path: Path, *events: samples.Event) -> dict[str, str]:
    """The commands of the run's guides, by the title of their step."""
    found = guidance(at_rest(path, *events), {}, working=False)
    return {step.title: step.commands for told in found.told for step in told.steps}


def test_the_names_are_the_runs_own(tmp_path: Path) -> None:
    """Directory, namespace, region, zone and name come from the run's files; the old version from the backup."""
    path = directory(tmp_path / "here")
    found = commands(path, *GONE)
    assert found["Plan it"].splitlines()[0] == f"cd {path}"
    assert found["See it answer"].endswith("https://wandb.sandbox.example/healthz")
    assert 'wandb_version = "0.61.0"' in found["Write the two files"]


def test_hostile_files(tmp_path: Path) -> None:
    """A directory and variables that try to run something are words of a shell, and the files are written as they are."""
    path = directory(tmp_path / TRAP)
    edit(path / "pre-operator.tfvars", 'wandb_version = "', 'wandb_version = "$(touch broken)`touch broken`')
    script = commands(path, *GONE)["Write the two files"]
    subprocess.run(("bash", "-ec", script), cwd=tmp_path, check=True)
    assert "$(touch broken)`touch broken`" in (path / "migrator_hybrid.tf").read_text()
    assert (path / "migrator_hybrid_override.tf").is_file()
    assert not list(tmp_path.rglob("broken"))


def test_a_secret_in_clear_is_not_told(tmp_path: Path) -> None:
    """A licence that stands in the old file itself is hidden, in every form; the guide says where it is."""
    path = directory(tmp_path / "here")
    secret = "eyJhbGciOiJIUzI1NiJ9.c2VjcmV0LWxpY2VuY2U.c2lnbmF0dXJl"
    edit(path / "pre-operator.tf", "license = var.wandb_license", f'license = "{secret}"')
    found = guidance(at_rest(path, *GONE), {}, working=False)
    document = rollback_document(found)
    assert secret not in document
    assert LICENCE_CANARY not in document
    assert "(sensitive)" in document


def test_files_that_cannot_be_read(tmp_path: Path) -> None:
    """The answer is told all the same; names that nobody knows stand in capitals, and nothing of the old files is told."""
    path = directory(tmp_path / "here")
    kept = at_rest(path, *GONE, samples.seen(samples.RECORD, "delete", "replace"))
    (path / "post-operator.tf.disabled").write_text("module {")
    (path / "variables.tf").write_text("}")
    found = guidance(kept, {}, working=False)
    assert found.way.reversibility is Reversibility.OUTAGE
    hybrid = next(one for one in found.told if one.guide.id == "hybrid")
    assert set(hybrid.unknown) == {"fqdn", "zone_id"}
    written = next(one.commands for one in hybrid.steps if one.title == "Write the two files")
    assert "write the call of the old module here" in written


def test_the_command(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Without a Terraform anywhere the guidance is there; in a directory without a run it is a usage error."""
    path = directory(tmp_path / "here")
    at_rest(path, *samples.SWAPPED)
    assert invoke(["rollback", "--dir", str(path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["point"] == "swapped"
    assert invoke(["rollback", "--dir", str(tmp_path), "--format", "json"]) == 2
    assert json.loads(capsys.readouterr().out)["code"] == "no-run"


@pytest.mark.parametrize("act", Act)
def test_nothing_goes_on_over_an_undo_that_did_not_end(tmp_path: Path, capsys: pytest.CaptureFixture[str], act: Act) -> None:
    """`run` refuses, and names the command that finishes it; `status` does, too."""
    path = directory(tmp_path / "here")
    at_rest(path, *samples.SWAPPED, UndoIntended(act, samples.WHO))
    assert invoke(["run", "--dir", str(path), "--format", "json"]) == 1
    problem = json.loads(capsys.readouterr().out)
    assert (problem["code"], problem["next"]) == ("undo-unfinished", f"migrator rollback --dir {path} {act.option}")
    assert invoke(["status", "--dir", str(path), "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["next"] == f"migrator rollback --dir {os.fspath(path)}"
