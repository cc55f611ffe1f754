"""A bench for Terraform: a configuration that needs no provider, a real Terraform, and an environment of its own."""

import json
import os
import signal
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from migrator.redact import Redactor
from migrator.terraform.adapter import TerraformAdapter
from migrator.terraform.binary import Command
from states.events import Process
from states.inputs import Inputs
from states.ports import Note
from states.terraform import Directory, StreamEvent

CANARY = "CANARY-licence-3f7a"
# One resource that is quick, then one whose creation takes until there is a file `go`.
SLOW = """
variable "wandb_license" {
  type = string
}
resource "terraform_data" "quick" {
  input = 1
}
resource "terraform_data" "slow" {
  input = sha256(var.wandb_license)
  depends_on = [terraform_data.quick]
  provisioner "local-exec" {
    command = "touch ${path.root}/working; until [ -e ${path.root}/go ]; do sleep 0.05; done"
  }
}
"""


@dataclass
class Bench:
    """One workspace and what drives Terraform in it."""

    path: Path
    env: dict[str, str]
    command: Command
    notes: list[Note] = field(default_factory=list)

    @property
    def where(self) -> Directory:
        """The workspace."""
        return Directory(self.path)

    @property
    def into(self) -> Path:
        """Where the streams of the apply go."""
        return self.path / "run" / "apply-1"

    @property
    def saved(self) -> Path:
        """The saved plan."""
        return self.path / "saved.tfplan"

    def adapter(self, command: Command | None = None, seconds: float = 60.0) -> TerraformAdapter:
        """The adapter for the workspace's variables; the licence is the one secret."""
        inputs = Inputs(str(self.path), ("it.tfvars",))
        redact = Redactor([CANARY])
        return TerraformAdapter(command or self.command, self.env, inputs, redact, self.notes.append, seconds=seconds)

    def write(self, configuration: str) -> None:
        """Lay the configuration down, with its variables."""
        (self.path / "main.tf").write_text(configuration)
        (self.path / "it.tfvars").write_text(f'wandb_license = "{CANARY}"\n')

    def planned(self) -> TerraformAdapter:
        """An adapter with the slow configuration initialised and planned."""
        self.write(SLOW)
        adapter = self.adapter()
        adapter.init(self.where, upgrade=True)
        assert adapter.plan(self.where, self.saved, lock=True)
        return adapter

    def go(self) -> None:
        """Let the slow resource finish."""
        (self.path / "go").touch()

    def until_working(self) -> None:
        """Wait until the slow resource is being created."""
        until((self.path / "working").exists)


def until(condition: Callable[[], bool]) -> None:
    """Wait for a condition, generously."""
    deadline = time.monotonic() + 90
    while not condition():
        assert time.monotonic() < deadline, "it never came true"
        time.sleep(0.02)


def kill(process: Process) -> None:
    """SIGKILL, if it is there."""
    with suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)


def wrapper_of(into: Path) -> Process:
    """The wrapper that claimed the start."""
    return Process(**json.loads((into / "claim").read_text()))


def everything(stream: Iterator[StreamEvent | None]) -> list[StreamEvent]:
    """All messages to the end."""
    return [one for one in stream if one is not None]
