"""An apply that outlives us: started behind the wrapper, followed through its files, found again after our own death."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path

from checks.problem import Problem
from migrator.processes import wrapper
from migrator.processes.identity import alive
from states.events import Process

IDLE = 0.2


def begin(command: tuple[str, ...], cwd: Path, env: Mapping[str, str], into: Path) -> Process:
    """Start a command behind the wrapper; returns once its identity is on disk."""
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    starter = (sys.executable, "-I", "-S", str(Path(wrapper.__file__)), str(into), "--", *command)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    own = os.open(into / "wrapper", flags, 0o600)
    try:
        outer = subprocess.Popen(
            starter, cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=own, stderr=own, start_new_session=True
        )
    finally:
        os.close(own)
    while not (into / "process.json").exists():
        if outer.poll() is not None:
            raise _not_started(into)
        time.sleep(0.02)
    return read_process(into / "process.json")


def _not_started(into: Path) -> Problem:
    said = (into / "wrapper").read_text(errors="replace").strip().splitlines()
    return Problem(
        "terraform-not-started",
        what="Terraform could not be started; nothing was changed.",
        why=said[-1] if said else "The process that starts it ended at once.",
        next="mend the cause, then: migrator run",
    )


def read_process(path: Path) -> Process:
    """The identity that the wrapper wrote."""
    kept = json.loads(path.read_text())
    return Process(int(kept["pid"]), str(kept["started"]), str(kept["boot"]), str(kept["host"]))


def find(into: Path) -> Process | None:
    """The process that was started with `into`; None where none came to life."""
    path = into / "process.json"
    return read_process(path) if path.exists() else None


def exit_code(into: Path) -> int | None:
    """What it ended with, negative for a signal; None where nobody saw it end."""
    path = into / "exit"
    return int(path.read_text()) if path.exists() else None


def lines(into: Path, process: Process) -> Iterator[bytes | None]:
    """Every whole line of its standard output from the first on; None when idle; ends once the process has ended."""
    rest = b""
    with (into / "stdout").open("rb") as out:
        while True:
            over = not alive(process)
            part = out.read()
            *whole, rest = (rest + part).split(b"\n")
            yield from whole
            if over and not part:
                break
            if not part:
                yield None
                time.sleep(IDLE)
    _let_the_wrapper_write(into)


def _let_the_wrapper_write(into: Path) -> None:
    """The wrapper needs a moment after the process's end; it may also be dead."""
    until = time.monotonic() + 5
    while not (into / "exit").exists() and time.monotonic() < until and _wrapper_lives(into):
        time.sleep(0.02)


def _wrapper_lives(into: Path) -> bool:
    needle = os.fsencode(f"{into}\0--\0")
    proc = Path("/proc")
    if not proc.is_dir():
        return True
    for entry in proc.iterdir():
        if entry.name.isdigit():
            try:
                if needle in (entry / "cmdline").read_bytes():
                    return True
            except OSError:
                continue
    return False


def interrupt(process: Process) -> None:
    """One SIGINT to Terraform's own pid, behind a shim (a version manager, a script) too; none where it has ended."""
    if alive(process):
        os.kill(_terraform_below(process.pid), signal.SIGINT)


def _terraform_below(pid: int) -> int:
    """The deepest descendant that is a terraform or tofu; its plugins are called otherwise."""
    for child in _children(pid):
        if _name(child) in ("terraform", "tofu"):
            return _terraform_below(child)
    return pid


def _children(pid: int) -> tuple[int, ...]:
    try:
        return tuple(int(one) for one in Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
    except OSError:
        return ()


def _name(pid: int) -> str:
    try:
        return Path(os.fsdecode(Path(f"/proc/{pid}/cmdline").read_bytes().partition(b"\0")[0])).name
    except OSError:
        return ""
