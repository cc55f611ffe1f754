"""A sandbox of a test's own, and the command line run in it as a process: what a person at a shell would see."""

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from migrator.sandbox import lifecycle
from migrator.sandbox.paths import Home

LICENCE_CANARY = "sandbox-licence-canary"
TFVARS = ("--tfvars", "post-operator.tfvars")
FOREIGN = ("AWS_", "TF_", "MIGRATOR_", "KUBE", "HTTP", "http", "NO_PROXY", "no_proxy", "SSL_")


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
        process = self.start(*arguments, env=env)
        out, err = process.communicate()
        return Said(process.returncode, out, err)

    def document(self, *arguments: str) -> dict[str, Any]:
        """The JSON document that a command answers, whatever its exit code."""
        return self.migrator(*arguments, "--format", "json").document()

    def terraform(self, *arguments: str, env: Mapping[str, str] | None = None) -> str:
        """Run the sandbox's Terraform; its standard output."""
        command = (str(self.home.bin / "terraform"), *arguments)
        return subprocess.run(
            command, cwd=self.path, env={**self.env, **(env or {})}, text=True, capture_output=True, check=True
        ).stdout

    def approved(self, *arguments: str) -> str:
        """Run until approval is wanted, with the override consented to; the hash."""
        waiting = self.migrator("run", *TFVARS, "--override", "yes", *arguments, "--format", "json")
        assert waiting.code == 4, waiting
        approval: str = waiting.document()["waiting_for"]["approval"]
        return approval

    def faults(self, *rules: Mapping[str, Any]) -> None:
        """Put faults in force, from the first operation from now on."""
        lifecycle.set_faults(self.home, json.dumps(list(rules)))

    def log(self) -> list[dict[str, str | None]]:
        """The world's operation log."""
        operations: list[dict[str, str | None]] = lifecycle.status(self.home)["log"]
        return operations

    def file(self, name: str) -> Path:
        """A file of the newest run."""
        newest: Path = max((self.path / ".migrator").glob("*/journal.jsonl"))
        return newest.with_name(name)

    @property
    def home(self) -> Home:
        """The sandbox's own files."""
        return Home(self.path)


@contextmanager
def running(path: Path) -> Iterator[Sandbox]:
    """A sandbox with the documented pre-operator configuration applied; stopped at the end."""
    lifecycle.up(path, pace="fast", tell=lambda _: None)
    home = Home(path)
    base = {key: value for key, value in os.environ.items() if not key.startswith(FOREIGN)}
    try:
        yield Sandbox(path, {**base, **lifecycle.environment(home)})
    finally:
        lifecycle.down(home)
