"""The states' Terraform port, on the real binary."""

import json
import os
import shlex
import socket
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from pathlib import Path

import msgspec

from checks.facts import Missing, TerraformFact
from checks.plan import decode
from checks.plan.decode import Plan
from checks.problem import Problem
from migrator.processes.identity import alive
from migrator.scratch import temporary
from migrator.terraform import argv, supervise
from migrator.terraform.binary import Command
from migrator.terraform.diagnostics import cut, errors, failed
from migrator.terraform.inputs import environment
from migrator.terraform.run import Result, broken, first_line, run
from migrator.terraform.stream import read
from states.doubt import elsewhere
from states.events import Process
from states.inputs import Inputs
from states.ports import Note
from states.terraform import Directory, StateIdentity, StreamEvent, StreamKind

VERSION_SECONDS = 10.0
USUAL_DATA = ".terraform"


class TerraformAdapter:
    """Drives one binary for one run's inputs. `redact` hides the run's secrets in everything Terraform says.

    `note` gets each command as a note of the phase `detail`, and an empty one of the phase `idle` about twice a second
    while it runs.
    """

    def __init__(
        self,
        command: Command,
        env: Mapping[str, str],
        inputs: Inputs,
        redact: Callable[[str], str],
        note: Callable[[Note], None],
        *,
        seconds: float = VERSION_SECONDS,
    ) -> None:
        self._command = command
        self._env = env
        self._inputs = inputs
        self._redact = redact
        self._note = note
        self._seconds = seconds

    def fact(self) -> TerraformFact | Missing:
        """Ask the binary for its version; what is not a Terraform says so in a Problem."""
        result = self._run(Directory(Path(self._inputs.directory)), argv.version(), seconds=self._seconds)
        try:
            version = str(json.loads(result.out)["terraform_version"])
        except (ValueError, KeyError, TypeError) as error:
            printed = self._redact((result.out or result.err).decode(errors="replace"))
            raise broken(self._command, f"`version -json` printed: {first_line(printed)}.") from error
        name = Path(self._command[0]).resolve().name
        return TerraformFact("tofu" if "tofu" in name else "terraform", version, self._command[0])

    def workspace(self, where: Directory) -> str:
        """The selected Terraform workspace."""
        return self._checked(where, argv.workspace_show(), "workspace show").out.decode().strip()

    def init(self, where: Directory, *, upgrade: bool) -> None:
        """`init`, or `init -upgrade`."""
        self._checked(where, argv.init(self._inputs, upgrade=upgrade), "init")

    def plan(self, where: Directory, out: Path, *, lock: bool) -> bool:
        """Plan into `out`. A plan that fails may still write its file: the exit code decides, and the file goes."""
        return self._plan(where, out, argv.plan(self._inputs, out, lock=lock))

    def _plan(self, where: Directory, out: Path, arguments: argv.Vector, seconds: float | None = None) -> bool:
        done = False
        try:
            result = self._run(where, arguments, seconds=seconds)
            done = result.code in (0, 2)
        finally:
            if not done:
                out.unlink(missing_ok=True)
        if not done:
            raise failed("plan", result, self._redact)
        if not out.exists():
            printed = self._redact((result.out or result.err).decode(errors="replace"))
            raise broken(self._command, f"`plan` wrote no plan, and printed: {first_line(printed)}.")
        out.chmod(0o600)
        return result.code == 2

    def show(self, where: Directory, plan: Path) -> bytes:
        """The plan as JSON. It holds secrets."""
        raw = _whole("show", self._checked(where, argv.show(plan), "show").out)
        data = os.fspath(where.data or self._env.get("TF_DATA_DIR") or USUAL_DATA)
        return raw if data == USUAL_DATA else raw.replace(_modules(data), _modules(USUAL_DATA))

    def second(self, where: Directory) -> Plan | None:
        """What a plan with the run's variables changes now, None for nothing. It takes the state's lock while it lasts."""
        with temporary() as folder:
            out = folder / "second.tfplan"
            return decode(self.show(where, out)) if self.plan(where, out, lock=True) else None

    def baseline(self, where: Directory, tfvars: tuple[str, ...], seconds: float) -> Plan | None:
        """What a plan with these variables files changes, None for nothing. It takes no lock and leaves nothing behind."""
        with temporary() as folder:
            out = folder / "baseline.tfplan"
            arguments = argv.plan(replace(self._inputs, tfvars=tfvars), out, lock=False)
            return decode(self.show(where, out)) if self._plan(where, out, arguments, seconds) else None

    def state(self, where: Directory) -> StateIdentity:
        """Lineage and serial; an empty lineage and -1 where there is no state yet."""
        raw = self.pull(where)
        if not raw.strip():
            return StateIdentity("", -1)
        try:
            return StateIdentity.of(raw)
        except (ValueError, KeyError, TypeError) as error:
            raise _unreadable_state(type(error).__name__) from None

    def pull(self, where: Directory) -> bytes:
        """`state pull`. It holds secrets."""
        raw = self._checked(where, argv.state_pull(), "state pull").out
        return _whole("state pull", raw) if raw.strip() else raw

    def begin_apply(self, where: Directory, plan: Path, into: Path) -> Process:
        """Start the apply in a session of its own."""
        command = (*self._command, *argv.apply(self._inputs, plan))
        return supervise.begin(command, where.path, environment(self._env, where.data), into, self._redact)

    def follow_apply(self, into: Path, process: Process) -> Iterator[StreamEvent | None]:
        """Every message, redacted; a Problem where only another machine can know whether Terraform still runs.

        Where Terraform failed without a diagnostic, what it printed for people comes last, as one.
        """
        here = process.host == socket.gethostname() and (into / "stdout").exists()
        if not here and self.exit_code(into) is None:
            raise elsewhere(process.host)
        explained = False
        for line in supervise.lines(into, process):
            event = None if line is None else self._hidden(read(line))
            explained = explained or (event is not None and event.severity == "error")
            yield event
        if self.exit_code(into) != 0 and not explained:
            yield from self._last_words(into)

    def find_apply(self, into: Path) -> Process | None:
        """The process behind `into`."""
        return supervise.find(into)

    def begun(self, folder: Path) -> tuple[str, ...]:
        """The applies whose process was recorded below `folder`."""
        return supervise.begun(folder)

    def alive(self, process: Process) -> bool:
        """Whether it still runs, here."""
        return alive(process)

    def exit_code(self, into: Path) -> int | None:
        """How it ended."""
        return supervise.exit_code(into)

    def interrupt(self, process: Process) -> None:
        """One SIGINT."""
        supervise.interrupt(process)

    def lingering(self, into: Path) -> bool:
        """Whether anything of its session lives."""
        return supervise.lingering(into)

    def untaint(self, where: Directory, address: str) -> None:
        """`untaint`."""
        self._checked(where, argv.untaint(self._inputs, address), "untaint")

    def push(self, where: Directory, state: Path) -> None:
        """`state push`."""
        self._checked(where, argv.state_push(self._inputs, state), "state push")

    def unlock(self, where: Directory, ident: str) -> None:
        """`force-unlock`."""
        self._checked(where, argv.force_unlock(ident), "force-unlock")

    def _hidden(self, event: StreamEvent) -> StreamEvent:
        message = self._redact(event.message)
        return StreamEvent(event.kind, message, event.address, event.verb, event.id, event.elapsed, event.severity)

    def _last_words(self, into: Path) -> Iterator[StreamEvent]:
        said = self._redact(errors(Result(1, b"", (into / "stderr").read_bytes())))
        if said:
            yield StreamEvent(StreamKind.DIAGNOSTIC, said, severity="error")

    def _checked(self, where: Directory, arguments: argv.Vector, stage: str) -> Result:
        result = self._run(where, arguments)
        if result.code != os.EX_OK:
            raise failed(stage, result, self._redact)
        return result

    def _run(self, where: Directory, arguments: argv.Vector, *, seconds: float | None = None) -> Result:
        env = environment(self._env, where.data)
        self._note(Note(f"$ {shlex.join(('terraform', *arguments))}", phase="detail"))
        return run((*self._command, *arguments), where.path, env, redact=self._redact, seconds=seconds, tick=self._tick)

    def _tick(self) -> None:
        self._note(Note("", phase="idle"))


def _whole(stage: str, raw: bytes) -> bytes:
    """A JSON object that was printed to its end: Terraform does not notice where its output meets a full disk."""
    try:
        msgspec.json.decode(raw, type=dict[str, msgspec.Raw])
    except msgspec.MsgspecError:
        raise cut(stage) from None
    return raw


def _modules(data: str) -> bytes:
    """What `path.module` begins with, as JSON spells it."""
    return json.dumps(f"{data.rstrip('/')}/modules/")[1:-1].encode()


def _unreadable_state(kind: str) -> Problem:
    return Problem(
        "state-unreadable",
        what="`terraform state pull` printed something that is not a state.",
        why=f"Reading it failed with {kind}; its text is not shown, since a state holds secrets.",
        next="terraform state pull | head -c 200",
    )
