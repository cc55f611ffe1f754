"""The demonstration's acts. Every command is a process of its own, exactly as typed; its output is the person's."""

import json
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path

from checks.outage import Measured, measured
from checks.problem import Exit, Problem
from migrator.journal import Kept, Runs
from migrator.outage.places import Places
from migrator.outage.record import looks
from migrator.sandbox import lifecycle
from migrator.sandbox.paths import Home
from states.events import State

TFVARS = ("--tfvars", "post-operator.tfvars")
KILL_AFTER = 20
# A killed display leaves its line unfinished and the cursor hidden.
CURSOR = "\n\x1b[?25h"
Say = Callable[[str], None]


@dataclass(frozen=True)
class Shown:
    """What came of it: seconds for all of it, what the outage probe measured, and the run that it leaves behind."""

    seconds: float
    measured: Measured | None
    kept: Kept


@dataclass(frozen=True)
class Stage:
    """Where the acts are played."""

    home: Home
    env: Mapping[str, str]
    say: Say

    def type(self, expected: Exit, *arguments: str) -> None:
        """Type a command and wait for it; a Problem where it ends otherwise than it should."""
        self.say(f"\n$ migrator {' '.join(arguments)}")
        code = self._start(*arguments).wait()
        self.say(f"(exit code {code}: {expected.name.lower()})")
        if code != expected:
            raise _otherwise(arguments, code, expected)

    def type_and_kill(self, *arguments: str) -> None:
        """Type a command and kill it, as nobody should, in the middle of the apply."""
        self.say(f"\n$ migrator {' '.join(arguments)}")
        process = self._start(*arguments)
        while process.poll() is None and self._finished() < KILL_AFTER:
            time.sleep(0.02)
        if process.poll() is not None:
            raise _otherwise(arguments, process.returncode, Exit.DONE)
        process.send_signal(signal.SIGKILL)
        process.wait()
        told = f"migrator is dead; {self._finished()} resources were finished, some are in flight"
        self.say(f"{CURSOR if sys.stderr.isatty() else ''}$ kill -9 {process.pid}     # {told}")

    def _start(self, *arguments: str) -> "subprocess.Popen[bytes]":
        return subprocess.Popen(
            (sys.executable, "-m", "migrator", *arguments), cwd=self.home.directory, env=self.env, stdin=subprocess.DEVNULL
        )

    def newest(self) -> Kept | None:
        """The run as its journal tells it."""
        return Runs(self.home.directory).latest()

    def _finished(self) -> int:
        kept = self.newest()
        return sum(kept.run.completed().values()) if kept else 0

    def approval(self) -> str:
        """The hash that the run waits for."""
        kept = self.newest()
        if kept is None or kept.run.offer is None:
            raise ValueError("the run has not planned yet")
        return kept.run.offer.approval[:12]


def play(directory: Path, pace: str, say: Say) -> Shown:
    """All acts, on a fresh sandbox in `directory`, which is stopped at the end; its files stay."""
    began = time.monotonic()
    home = Home(directory.absolute())
    _clear(home)
    say("# A deployment in miniature: real Terraform; AWS, cluster, DNS and W&B are stand-ins on this machine.")
    say(f"\n$ migrator sandbox up {directory}")
    lifecycle.up(home.directory, pace=pace, tell=lambda text: say(f"           {text}"))
    try:
        stage = Stage(home, lifecycle.whole_environment(home), say)
        _acts(stage)
        kept = stage.newest()
    finally:
        lifecycle.down(home)
    if kept is None or kept.run.state is not State.DONE:
        raise ValueError("the run is not done")
    return Shown(time.monotonic() - began, measured(looks(Places(kept.files.path("")).record)), kept)


def _acts(stage: Stage) -> None:
    stage.say("\n# 1. The documented files, as they come. Preflight proves what can be proved, and blocks.")
    stage.type(Exit.BLOCKED, "preflight", *TFVARS)
    stage.say(
        "\n# 2. The remedy it asks for: one generated file. The run goes on to the risk report and waits for a person."
    )
    stage.type(Exit.WAITING, "run", *TFVARS, "--override", "yes")
    stage.say("\n# 3. A person approves exactly this plan. In the middle of the apply, migrator is killed.")
    stage.type_and_kill("run", "--approve", stage.approval(), "--ticket", "DEMO-1")
    stage.say("\n# 4. Terraform did not die with it. The same command finds it, attaches, and brings the migration home.")
    stage.type(Exit.DONE, "run")


def _clear(home: Home) -> None:
    """Remove what an earlier demonstration left; a Problem where the directory is somebody else's."""
    if not home.directory.exists():
        return
    if any(home.directory.iterdir()) and not home.cloud.exists():
        raise Problem(
            "sandbox-not-empty",
            what=f"{home.directory} is not empty, and no demonstration made it.",
            why="A demonstration begins with a fresh directory, and removes only what an earlier one left.",
            next="migrator demo --dir ./another",
            exit=Exit.USAGE,
        )
    if home.cloud.exists():
        lifecycle.down(home)
    shutil.rmtree(home.directory)


def _otherwise(arguments: tuple[str, ...], code: int, expected: Exit) -> Problem:
    return Problem(
        "demo-failed",
        what=f"`migrator {' '.join(arguments)}` ended with exit code {code}; {int(expected)} was expected.",
        why="What it said stands above. The sandbox's own log is in .sandbox/daemon.log.",
        next="make demo  # again; it begins with a fresh sandbox",
    )


def replaced(kept: Kept) -> list[tuple[str, tuple[str, ...]]]:
    """The resources that were replaced, with why."""
    plan = json.loads(kept.files.read("assessment.json"))
    return [(one["address"], tuple(one["because"])) for one in plan["changes"] if one["action"] == "replace"]
