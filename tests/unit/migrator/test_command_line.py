"""The command line's frame: what help costs, what every failure becomes."""

import json
import subprocess
import sys
from pathlib import Path

import click
import pytest

from migrator import cli
from migrator.cli import COMMANDS, invoke
from tests.support.plans import document, entry

CLOUD = ("boto3", "botocore", "kubernetes", "rich", "structlog", "grpc", "pygohcl", "urllib3", "dns", "jinja2")
HEAVY = ("boto3", "botocore", "kubernetes", "rich", "structlog", "moto", "grpc", "msgspec", "pygohcl", "urllib3")


@pytest.mark.parametrize("arguments", [["--help"], ["--version"], []])
def test_help_imports_nothing_heavy(arguments: list[str]) -> None:
    """Help, version and a bare `migrator` import neither cloud nor terminal nor log libraries."""
    script = f"import sys; from migrator.cli import invoke; invoke({arguments!r}); print('|', *sys.modules, file=sys.stderr)"
    done = subprocess.run((sys.executable, "-c", script), capture_output=True, text=True, check=True)
    loaded = set(done.stderr.rpartition("|")[2].split())
    assert "click" in loaded
    assert loaded.isdisjoint(HEAVY)


@pytest.mark.parametrize(
    ("arguments", "without"),
    [
        (["status"], (*CLOUD, "yaml", "checks.plan", "checks.facts")),
        (["graph"], (*CLOUD, "yaml", "checks.plan", "checks.facts")),
        (["explain", "never-touch"], (*CLOUD, "checks.plan", "checks.facts")),
        (["assess", "PLAN", "--format", "json"], (*CLOUD, "yaml", "checks.facts", "checks.plan.against", "states", "xml")),
        (["rollback", "--help"], ("migrator.probes", "migrator.wiring")),
        (["journal", "verify", "--help"], ("migrator.probes", "migrator.wiring")),
    ],
    ids=lambda one: one[0],
)
def test_a_command_imports_only_what_it_needs(arguments: list[str], without: tuple[str, ...], tmp_path: Path) -> None:
    """What looks at a journal imports no judgment; what judges a file asks nobody, and makes only the form asked for."""
    (tmp_path / "PLAN").write_bytes(document(entry("aws_instance.a", "create")))
    script = f"import sys; from migrator.cli import invoke; invoke({arguments!r}); print('|', *sys.modules, file=sys.stderr)"
    done = subprocess.run((sys.executable, "-c", script), capture_output=True, text=True, check=True, cwd=tmp_path)
    loaded = set(done.stderr.rpartition("|")[2].split())
    assert done.stdout
    assert loaded.isdisjoint(without)


def test_help_lists_every_command(capsys: pytest.CaptureFixture[str]) -> None:
    """`migrator --help` has a line for each command, and each command has help of its own."""
    assert invoke(["--help"]) == 0
    shown = capsys.readouterr().out
    for name, (_, text) in COMMANDS.items():
        assert f"  {name} " in shown
        assert text.split()[0] in shown


@pytest.mark.parametrize("name", COMMANDS)
def test_each_command_helps(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    """`migrator COMMAND --help` answers, exit code 0."""
    assert invoke([name, "--help"]) == 0
    assert "--help" in capsys.readouterr().out


def failing(error: BaseException) -> click.Command:
    """A command that fails so."""

    @click.command()
    @click.option("--format")
    def fails(format: str | None) -> None:  # noqa: A002 - the option's own name
        raise error

    return fails


@pytest.mark.parametrize(
    ("error", "code", "exit_code"),
    [
        (RuntimeError("CANARY-secret"), "unexpected", 1),
        (OSError(28, "No space left on device", "/x/y"), "input-output", 1),
        (KeyboardInterrupt(), "interrupted", 130),
        (click.Abort(), "interrupted", 130),
        (ModuleNotFoundError("No module named 'moto'", name="moto"), "extra-missing", 1),
        (click.UsageError("so not"), "usage", 2),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, BaseException) else str(one),
)
def test_every_failure_has_four_parts(
    error: BaseException, code: str, exit_code: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    """Whatever goes wrong, a person gets four parts and no traceback, a machine one document; no exception's text leaks."""
    monkeypatch.setattr(cli.LazyGroup, "get_command", lambda *_: failing(error))
    assert invoke(["status"]) == exit_code
    shown = capsys.readouterr()
    assert shown.out == ""
    assert [part in shown.err for part in (f"error: {code}", "what:", "why:", "next:")] == [True] * 4
    assert "Traceback" not in shown.err
    assert "CANARY" not in shown.err
    assert invoke(["status", "--format", "json"]) == exit_code
    assert json.loads(capsys.readouterr().out)["code"] == code


def test_a_closed_pipe_is_no_traceback(tmp_path: Path) -> None:
    """`migrator graph | head -1` ends quietly."""
    command = f"{sys.executable} -m migrator graph | head -1; echo ${{PIPESTATUS[0]}}"
    done = subprocess.run(("bash", "-c", command), cwd=tmp_path, capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[0] == "stateDiagram-v2"
    assert done.stderr == ""
