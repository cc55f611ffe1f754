"""The life of sandboxes: brought up by the command line or by hand, and what is left of them afterwards."""

import json
import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

from migrator.sandbox import lifecycle
from migrator.sandbox.paths import Home
from states.events import Process
from tests.support.sandbox import Said

CLEAN = ("plan", "-detailed-exitcode", "-var-file=pre-operator.tfvars")


def begun(*arguments: str, env: Mapping[str, str] | None = None) -> "subprocess.Popen[str]":
    """Start `migrator sandbox ARGUMENTS`, in a process group of its own."""
    return subprocess.Popen(
        (sys.executable, "-m", "migrator", "sandbox", *arguments), env={**os.environ, **(env or {})}, text=True,
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip


def said(*arguments: str, env: Mapping[str, str] | None = None) -> Said:
    """Run `migrator sandbox ARGUMENTS` to its end."""
    process = begun(*arguments, env=env)
    out, err = process.communicate()
    return Said(process.returncode, out, err)


def hooked(tmp_path: Path, text: str) -> dict[str, str]:
    """An environment in which every Python process runs this first."""
    folder = tmp_path / "hook"
    folder.mkdir()
    folder.joinpath("sitecustomize.py").write_text(text)
    return {"PYTHONPATH": f"{folder}{os.pathsep}{os.environ.get('PYTHONPATH', '')}"}


def daemon(home: Home) -> Process:
    """The daemon."""
    return Process(**json.loads(home.ready.read_text())["process"])


def processes(home: Home) -> list[int]:
    """Every process that works in this sandbox, by its command line or working directory."""
    found = []
    for one in Path("/proc").glob("[0-9]*"):
        try:
            line, where = one.joinpath("cmdline").read_bytes().decode(), str(one.joinpath("cwd").readlink())
        except OSError:
            continue
        # The directory itself, or a path in it: not one that only begins alike.
        if f"{home.directory}\0" in line or f"{home.directory}/" in f"{line} {where}/":
            found.append(int(one.name))
    return found


def up(path: Path) -> list[str]:
    """Bring one up; what was told."""
    told: list[str] = []
    lifecycle.up(path, pace="fast", tell=told.append)
    return told
