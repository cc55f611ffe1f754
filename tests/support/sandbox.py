"""A sandbox of a test's own, and the command line run in it as a process: what a person at a shell would see."""

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrator.journal import Runs
from migrator.sandbox import lifecycle
from migrator.sandbox.paths import Home
from tests.support.warm import warm

LICENCE_CANARY = "sandbox-licence-canary"
TFVARS = ("--tfvars", "post-operator.tfvars")


@dataclass(frozen=True)
class Said:
    """How a command ended: its exit code and what it wrote."""

    code: int
    out: str
    err: str

    def document(self) -> dict[str, Any]:
        """Standard output as the one JSON document that it must be."""
        parsed: dict[str, Any] = json.loads(self.out)
        return parsed


@dataclass(frozen=True)
class Sandbox:
    """A running sandbox; `env` is the environment of a shell in it."""

    path: Path
    env: Mapping[str, str] = field(repr=False)

    def start(self, *arguments: str, env: Mapping[str, str] | None = None) -> "subprocess.Popen[str]":
        """Start `migrator ARGUMENTS` in the sandbox's directory, without a terminal."""
        return subprocess.Popen(
            (sys.executable, "-m", "migrator", *arguments), cwd=self.path, env={**self.env, **(env or {})}, text=True,
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip

    def migrator(self, *arguments: str, env: Mapping[str, str] | None = None) -> Said:
        """Run `migrator ARGUMENTS` to its end."""
        ended = warm().run(arguments, self.path, {**self.env, **(env or {})})
        if ended is not None:
            return Said(*ended)
        process = self.start(*arguments, env=env)
        out, err = process.communicate()
        return Said(process.returncode, out, err)

    def document(self, *arguments: str) -> dict[str, Any]:
        """The JSON document that a command answers, whatever its exit code."""
        return self.migrator(*arguments, "--format", "json").document()

    def terraform(self, *arguments: str, env: Mapping[str, str] | None = None, at: Path | None = None) -> str:
        """Run the sandbox's Terraform, in its directory or `at` another; its standard output."""
        done = self.tried(*arguments, env=env, at=at)
        assert done.code == 0, done
        return done.out

    def tried(self, *arguments: str, env: Mapping[str, str] | None = None, at: Path | None = None) -> Said:
        """Run the sandbox's Terraform, whatever comes of it."""
        command = (str(self.home.bin / "terraform"), *arguments)
        where, whole = at or self.path, {**self.env, **(env or {})}
        done = subprocess.run(command, cwd=where, env=whole, text=True, capture_output=True, check=False)
        return Said(done.returncode, done.stdout, done.stderr)

    def approved(self, *arguments: str) -> str:
        """Run until approval is wanted, with the override consented to; the hash."""
        waiting = self.migrator("run", *TFVARS, "--override", "yes", *arguments, "--format", "json")
        assert waiting.code == 4, waiting
        approval: str = waiting.document()["waiting_for"]["approval"]
        return approval

    def offer(self) -> str:
        """The hash of the plan that the newest run waits to have approved."""
        kept = Runs(self.path).latest()
        assert kept is not None
        assert kept.run.offer is not None
        return kept.run.offer.approval

    def faults(self, *rules: Mapping[str, Any]) -> None:
        """Put faults in force, from the first operation from now on."""
        lifecycle.set_faults(self.home, json.dumps(list(rules)))

    def log(self) -> list[dict[str, str | None]]:
        """The world's operation log."""
        operations: list[dict[str, str | None]] = lifecycle.status(self.home)["log"]
        return operations

    def creations(self) -> Counter[str | None]:
        """How often each resource was created since the deployment was there, failed attempts left out."""
        log = self.log()
        first = next(number for number, one in enumerate(log) if one["op"] != "create")
        return Counter(one["address"] for one in log[first:] if (one["op"], one["result"]) == ("create", "ok"))

    def file(self, name: str) -> Path:
        """A file of the newest run."""
        newest: Path = max((self.path / ".migrator").glob("*/journal.jsonl"))
        return newest.parent / name

    @property
    def home(self) -> Home:
        """The sandbox's own files."""
        return Home(self.path)


@contextmanager
def up(path: Path, layout: str = "documented") -> Iterator[Sandbox]:
    """What `migrator sandbox up` makes at a path, or finds there; stopped at the end."""
    lifecycle.up(path, pace="fast", tell=lambda _: None, layout=layout)
    home = Home(path)
    try:
        yield Sandbox(path, lifecycle.whole_environment(home))
    finally:
        lifecycle.down(home)
