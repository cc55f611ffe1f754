"""Runs with --no-swap: the commit that brought the new configuration is named, and the printed commands take it back."""

import json
import os
import subprocess
from dataclasses import replace
from pathlib import Path

import pytest

from migrator.cli import invoke
from migrator.journal import Runs
from migrator.rollback.guidance import guidance
from states.events import Started
from tests.support import samples
from tests.support.at_rest import directory

AUTHOR = {f"GIT_{who}_{what}": "someone" for who in ("AUTHOR", "COMMITTER") for what in ("NAME", "EMAIL")}
SWAP = (("post-operator.tf.disabled", "post-operator.tf"), ("pre-operator.tf", "pre-operator.tf.disabled"))


def git(path: Path, *arguments: str) -> str:
    """What git says."""
    env = {**os.environ, **AUTHOR, "HOME": str(path), "GIT_CONFIG_NOSYSTEM": "1"}
    done = subprocess.run(("git", "-C", path, *arguments), env=env, check=True, capture_output=True, text=True)
    return done.stdout.strip()


def commit(path: Path, message: str) -> str:
    """Everything, committed; the commit."""
    git(path, "add", "-A")
    git(path, "commit", "--quiet", "--message", message)
    return git(path, "rev-parse", "HEAD")


def migrated(path: Path) -> tuple[Path, str]:
    """A repository in which the new configuration was enabled by a commit, and another commit came after; that commit."""
    here = directory(path)
    git(here, "init", "--quiet")
    commit(here, "as it was")
    for before, after in SWAP:
        (here / before).rename(here / after)
    found = commit(here, "enable the operator")
    (here / "NOTES").write_text("unrelated\n")
    commit(here, "notes")
    return here, found


def in_place(path: Path) -> Runs:
    """A run with --no-swap in that directory."""
    runs = Runs(path)
    inputs = replace(samples.INPUTS, directory=str(path), swap=False)
    journal = runs.create(Started(samples.RUN, "0.1.0", inputs, samples.WHO))
    for one in samples.SWAPPED:
        journal.append(one)
    return runs


def test_the_commit_is_named_and_reverted(tmp_path: Path) -> None:
    """It is the last one that touched the two files, not the last one; reverted, the old configuration is the active one."""
    here, found = migrated(tmp_path / "it's $(here)")
    told = guidance(in_place(here).newest_or(None), os.environ, working=False).told
    steps = next(one.steps for one in told if one.guide.id == "revert-the-commit")
    assert all(found in one.commands for one in steps)
    (here / ".git/info/exclude").write_text(".migrator\n")
    env = {**os.environ, **AUTHOR, "HOME": str(here)}
    for one in steps:
        subprocess.run(("bash", "-ec", one.commands), cwd=tmp_path, env=env, check=True, capture_output=True)
    assert (here / "pre-operator.tf").is_file()
    assert not (here / "post-operator.tf").exists()


def test_the_undo_names_it(tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    """`--undo-swap` moves nothing, and says which commit to revert."""
    here, found = migrated(tmp_path / "here")
    in_place(here)
    program = tmp_path / "terraform"
    program.write_text("#!/bin/sh\nexit 1\n")
    program.chmod(0o755)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    given = ["rollback", "--dir", str(here), "--undo-swap", "--yes", "--terraform-bin", str(program), "--format", "json"]
    assert invoke(given) == 2
    problem = json.loads(capsys.readouterr().out)
    assert (problem["code"], problem["next"]) == ("swap-not-ours", f"git -C {here} revert --no-edit {found}")


@pytest.mark.parametrize("path", ["", "/nowhere"])
def test_without_git(tmp_path: Path, path: str) -> None:
    """The commands are told all the same, with a name to be filled in."""
    here, _ = migrated(tmp_path / "here")
    told = guidance(in_place(here).newest_or(None), {"PATH": path}, working=False).told
    guide = next(one for one in told if one.guide.id == "revert-the-commit")
    assert guide.unknown == ("commit",)
    assert guide.steps[1].commands.endswith("revert --no-edit COMMIT")
