"""What the documents show is what happens: every `console` block is typed into a shell, and compared."""

import os
import re
import subprocess
import sys
from pathlib import Path

import click
import pytest

from migrator.cli import COMMANDS, cli
from tests.support.documents import ROOT, Typed, differs, documents, typed
from tests.support.sandbox import Sandbox

READ = 'import json, sys; print(json.load(sys.stdin)["waiting_for"]["approval"])'
WAITED_FOR = f"$(migrator status --format json | python3 -c '{READ}')"
EVERY = [ROOT / "README.md", ROOT / "ARCHITECTURE.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").glob("*.md"))]
# Options of one command, told in its own --help and where they matter.
MINOR = {"--help", "--version", "--pace", "--wait", "--fail-on", "--dry-run"}


@pytest.mark.parametrize("document", documents(), ids=lambda one: one.name)
def test_a_document_shows_what_is_said(document: Path, sandbox: Sandbox, tmp_path: Path) -> None:
    """Each command of a document, typed in order, says what the document shows."""
    shell = {**sandbox.env, "PATH": f"{_program(tmp_path)}{os.pathsep}{sandbox.env['PATH']}"}
    code = 0
    for one in typed(document):
        if one.command == "echo $?":
            assert one.shown == (str(code),), one
            continue
        done = subprocess.run(("bash", "-c", f"set -o pipefail; {_steady(one, tmp_path)}"), cwd=sandbox.path, env=shell,
                              capture_output=True, text=True, check=False)  # fmt: skip
        code = done.returncode
        wrong = differs(one, done.stdout)
        assert wrong is None, f"{document.name}: $ {one.command}: {wrong}\n{done.stdout}\n{done.stderr}"


def _program(tmp_path: Path) -> Path:
    """A folder for the PATH with `migrator` in it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    program = folder / "migrator"
    program.write_text(f'#!/bin/sh\nexec {sys.executable} -m migrator "$@"\n')
    program.chmod(0o755)
    return folder


def _steady(one: Typed, tmp_path: Path) -> str:
    """The command with what is another at every run: `make demo` elsewhere, the hash that the run waits for."""
    if one.command == "make demo":
        return f"migrator demo --pace fast --dir {tmp_path}/demo"
    return re.sub(r"--approve [0-9a-f]{12,64}", f"--approve {WAITED_FOR}", one.command)


def test_every_command_is_in_the_reference() -> None:
    """The reference names every command and every option that there is, and no others."""
    text = (ROOT / "docs/reference.md").read_text()
    named = set(re.findall(r"`migrator ([a-z]+)", text))
    assert named == set(COMMANDS)
    options = {option for name in COMMANDS for option in _options(name)} - MINOR
    assert options <= set(re.findall(r"--[a-z-]+", text))


def _options(name: str) -> set[str]:
    command = cli.get_command(click.Context(cli), name)
    assert command is not None
    return {
        option for one in command.params if isinstance(one, click.Option) for option in one.opts if option.startswith("--")
    }


@pytest.mark.parametrize("document", EVERY, ids=lambda one: one.name)
def test_links_lead_somewhere(document: Path) -> None:
    """Every link to a file of this repository leads to one, and its anchor to a heading."""
    for target in re.findall(r"\]\(([^)#:]*)(?:#[^)]*)?\)", document.read_text()):
        assert not target or (document.parent / target).exists(), target
