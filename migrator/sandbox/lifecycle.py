"""Bringing a sandbox up, looking at it, breaking it, taking it down. Functions answer data; the command line prints."""

import os
import shlex
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from checks.problem import Exit, Problem
from migrator.journal.runs import FOLDER
from migrator.outage import probe
from migrator.sandbox import addresses, layouts, process, shims
from migrator.sandbox.faults import load
from migrator.sandbox.paths import Home
from migrator.sandbox.process import places, running
from migrator.sandbox.shell import NO_FILES, bare, environment, export_lines, whole_environment
from migrator.sandbox.store import Store

DOCUMENTED = layouts.DOCUMENTED
STATE = ("terraform.tfstate", "terraform.tfstate.backup", ".terraform.tfstate.lock.info")
SECONDS = 120.0
Tell = Callable[[str], None]


def up(directory: Path, *, pace: str, tell: Tell, layout: str | None = None) -> None:
    """A running sandbox with the pre-operator configuration applied; where there is one already, only what is missing.

    `layout` is that of a new one, `documented` where nothing is said; one that is there keeps its own.
    """
    process.require_extra()
    home = Home(directory.absolute())
    _refuse_foreign(home)
    home.path.mkdir(mode=0o700, parents=True, exist_ok=True)
    with _alone(home, tell) as lock:
        if home.cloud.exists() and addresses.unfinished(home):
            tell("an earlier up was cut short: starting over")
            _forget(home)
        _refuse_other(home, layout)
        _bring_up(home, pace, layout or "documented", tell, lock)


def _refuse_foreign(home: Home) -> None:
    directory = home.directory
    foreign = [] if home.path.exists() or not directory.exists() else sorted(one.name for one in directory.iterdir())
    if foreign:
        raise Problem(
            "sandbox-not-empty",
            what=f"{directory} is not empty.",
            why=f"It has {foreign[0]}; a sandbox wants a directory of its own.",
            next="migrator sandbox up ./sandbox",
            exit=Exit.USAGE,
        )


def _refuse_other(home: Home, layout: str | None) -> None:
    if layout is None or not home.cloud.exists():
        return
    there = Store(home.cloud).setting(layouts.SETTING)
    if there != layout:
        raise Problem(
            "sandbox-not-empty",
            what=f"{home.directory} is not empty.",
            why=f"It has a sandbox with the layout {there}; another layout wants a directory of its own.",
            next=f"migrator sandbox up ./sandbox-{layout} --layout {layout}",
            exit=Exit.USAGE,
        )


@contextmanager
def _alone(home: Home, tell: Tell) -> Iterator[int]:
    """Whoever else brings this sandbox up has ended, its Terraform, too. The lock's descriptor, to be inherited."""
    until = time.monotonic() + SECONDS
    while True:
        with process.locked(home.up_lock) as lock:
            if lock is not None:
                yield lock
                return
        if time.monotonic() > until:
            raise process.not_started("Another `migrator sandbox up`, or the Terraform of one, is at work in it.")
        tell("waiting for another `migrator sandbox up`")
        time.sleep(1)


def _forget(home: Home) -> None:
    """Back to nothing: a cloud without its state cannot be brought up again."""
    process.stop(home)
    for path in (*home.path.glob("cloud.db*"), home.records, home.faults, *(home.directory / name for name in STATE)):
        path.unlink(missing_ok=True)


def _bring_up(home: Home, pace: str, layout: str, tell: Tell, lock: int) -> None:
    fresh = not home.cloud.exists()
    if fresh:
        _lay_out(home, layout)
    if running(home):
        tell("the sandbox is running already")
    else:
        tell("starting the cloud: registry, providers, AWS, cluster, DNS, application")
        start(home)
    if fresh:
        tell(f"terraform init and apply: the {layout} pre-operator configuration")
        _apply(home, lock)
        addresses.remember(home)
    # Last: what was there before the demonstration need not be watched.
    Store(home.cloud).set("pace", pace)


def _lay_out(home: Home, layout: str) -> None:
    for name, text in layouts.files(layout, DOCUMENTED).items():
        (home.directory / name).write_text(text)
    Store(home.cloud).set(layouts.SETTING, layout)


def start(home: Home) -> None:
    """Start the daemon and wait until all its servers listen."""
    process.start(home, {**bare(os.environ), **NO_FILES})
    shims.write(home, int(places(home)["cluster"]))


def _apply(home: Home, lock: int) -> None:
    for arguments in (("init",), ("apply", "-auto-approve", "-var-file=pre-operator.tfvars")):
        command = (str(home.bin / "terraform"), *arguments, "-input=false", "-no-color")
        result = subprocess.run(
            command, cwd=home.directory, env=whole_environment(home), pass_fds=(lock,), stdin=subprocess.DEVNULL,
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        if result.returncode != 0:
            raise Problem(
                "sandbox-not-started",
                what=f"terraform {arguments[0]} failed in the sandbox.",
                why=result.stderr.strip() or result.stdout.strip(),
                next=f"migrator sandbox up {shlex.quote(str(home.directory))}  # again: it starts over",
            )


def status(home: Home) -> dict[str, Any]:
    """Whether it runs, and everything that was done to its cloud."""
    if not home.cloud.exists():
        raise process.not_running(home, "There is no sandbox in it.")
    return {"running": running(home), "directory": str(home.directory), "log": addresses.joined(home)}


def set_faults(home: Home, text: str) -> None:
    """Put faults in force; an empty list takes them away. Counting starts anew."""
    try:
        load(text)
    except ValueError as error:
        raise Problem(
            "faults-unreadable",
            what="The faults file cannot be used.",
            why=f"{error}.",
            next='a JSON list, such as [{"op": "create", "type": "aws_eks_addon", "nth": 1, "error": "Throttling"}]',
            exit=Exit.USAGE,
        ) from error
    if not home.path.exists():
        raise process.not_running(home, "There is no sandbox in it.")
    temporary = home.faults.with_suffix(".new")
    temporary.write_text(text)
    temporary.replace(home.faults)


def down(home: Home) -> bool:
    """Stop the daemon and wait until it is gone; False where none ran. Files stay; outage probes end."""
    for run in home.directory.glob(f"{FOLDER}/*"):
        probe.end(run)
    return process.stop(home)


__all__ = ["down", "environment", "export_lines", "running", "set_faults", "start", "status", "up", "whole_environment"]
