"""The states' Terraform port, on the real binary."""

import json
import os
import socket
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from checks.facts import Missing, TerraformFact
from checks.plan import decode
from checks.plan.actions import QUIET
from checks.problem import Problem
from migrator.terraform import argv, supervise
from migrator.terraform.binary import Command
from migrator.terraform.diagnostics import failed
from migrator.terraform.environment import environment
from migrator.terraform.short import Result, broken, run
from migrator.terraform.stream import read
from states.events import Process
from states.inputs import Inputs
from states.ports import Directory, StateIdentity, StreamEvent

VERSION_SECONDS = 20.0


class TerraformAdapter:
    """Drives one binary for one run's inputs. `redact` hides the run's secrets in everything Terraform says."""

    def __init__(
        self,
        command: Command,
        env: Mapping[str, str],
        inputs: Inputs,
        redact: Callable[[str], str],
        seconds: float = VERSION_SECONDS,
    ) -> None:
        self._command = command
        self._env = env
        self._inputs = inputs
        self._redact = redact
        self._seconds = seconds

    def fact(self) -> TerraformFact | Missing:
        """Ask the binary for its version; what is not a Terraform says so in a Problem."""
        result = self._run(Directory(Path(self._inputs.directory)), argv.version(), seconds=self._seconds)
        try:
            said = json.loads(result.out)
            version = str(said["terraform_version"])
        except (ValueError, KeyError, TypeError) as error:
            first = self._redact((result.out or result.err).decode(errors="replace").strip().partition("\n")[0])
            raise broken(self._command, f"`version -json` printed: {first[:200]!r}") from error
        name = Path(self._command[0]).name
        return TerraformFact("tofu" if "tofu" in name else "terraform", version, self._command[0])

    def workspace(self, where: Directory) -> str:
        """The selected Terraform workspace."""
        return self._checked(where, argv.workspace_show(), "workspace").out.decode().strip()

    def init(self, where: Directory, *, upgrade: bool) -> None:
        """`init`, or `init -upgrade`."""
        self._checked(where, argv.init(self._inputs, upgrade=upgrade), "init")

    def plan(self, where: Directory, out: Path, *, lock: bool) -> bool:
        """Plan into `out`. A plan that fails may still write its file: the exit code decides, and the file goes."""
        result = self._run(where, argv.plan(self._inputs, out, lock=lock))
        if result.code not in (0, 2):
            out.unlink(missing_ok=True)
            raise failed("plan", result, self._redact)
        out.chmod(0o600)
        return result.code == 2

    def show(self, where: Directory, plan: Path) -> bytes:
        """The plan as JSON. It holds secrets."""
        return self._checked(where, argv.show(plan), "show").out

    def changes(self, where: Directory) -> tuple[str, ...]:
        """What a plan would change now."""
        with tempfile.TemporaryDirectory(prefix="migrator-") as folder:
            plan = Path(folder) / "second.tfplan"
            if not self.plan(where, plan, lock=True):
                return ()
            return tuple(one.address for one in decode(self.show(where, plan)).changes if one.action not in QUIET) or (
                "outputs",
            )

    def state(self, where: Directory) -> StateIdentity:
        """Lineage and serial; an empty lineage and -1 where there is no state yet."""
        raw = self.pull(where)
        if not raw.strip():
            return StateIdentity("", -1)
        try:
            kept = json.loads(raw)
            return StateIdentity(str(kept["lineage"]), int(kept["serial"]))
        except (ValueError, KeyError, TypeError) as error:
            raise _unreadable_state(type(error).__name__) from None

    def pull(self, where: Directory) -> bytes:
        """`state pull`. It holds secrets."""
        return self._checked(where, argv.state_pull(), "state").out

    def begin_apply(self, where: Directory, plan: Path, into: Path) -> Process:
        """Start the apply in a session of its own."""
        command = (*self._command, *argv.apply(self._inputs, plan))
        return supervise.begin(command, where.path, environment(self._env, where), into)

    def follow_apply(self, into: Path, process: Process) -> Iterator[StreamEvent | None]:
        """Every message, redacted; a Problem where only another machine can know whether Terraform still runs."""
        if process.host != socket.gethostname() and self.exit_code(into) is None:
            raise _elsewhere(process)
        for line in supervise.lines(into, process):
            yield None if line is None else self._hidden(read(line))

    def find_apply(self, into: Path) -> Process | None:
        """The process behind `into`."""
        return supervise.find(into)

    def alive(self, process: Process) -> bool:
        """Whether it still runs, here."""
        return supervise.alive(process)

    def exit_code(self, into: Path) -> int | None:
        """How it ended."""
        return supervise.exit_code(into)

    def interrupt(self, process: Process) -> None:
        """One SIGINT."""
        supervise.interrupt(process)

    def _hidden(self, event: StreamEvent) -> StreamEvent:
        message = self._redact(event.message)
        return StreamEvent(event.kind, message, event.address, event.verb, event.id, event.elapsed, event.severity)

    def _checked(self, where: Directory, arguments: argv.Vector, stage: str) -> Result:
        result = self._run(where, arguments)
        if result.code != os.EX_OK:
            raise failed(stage, result, self._redact)
        return result

    def _run(self, where: Directory, arguments: argv.Vector, *, seconds: float | None = None) -> Result:
        return run((*self._command, *arguments), where.path, environment(self._env, where), seconds=seconds)


def _elsewhere(process: Process) -> Problem:
    return Problem(
        "apply-on-another-host",
        what=f"Terraform was started on {process.host}, and this is {socket.gethostname()}.",
        why=f"Whether pid {process.pid} still runs can only be told there.",
        next=f"on {process.host}: migrator run",
    )


def _unreadable_state(kind: str) -> Problem:
    return Problem(
        "state-unreadable",
        what="`terraform state pull` printed something that is not a state.",
        why=f"Reading it failed with {kind}; its text is not shown, since a state holds secrets.",
        next="terraform state pull | head -c 200",
    )
