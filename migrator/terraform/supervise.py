"""An apply that outlives us: started behind the wrapper, followed through its files, found again after our own death."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

from checks.problem import Problem
from migrator.processes import wrapper
from migrator.processes.identity import alive
from migrator.processes.wrapper import boot, started
from states.events import Process

IDLE, BRIEF = 0.2, 0.02


def begin(command: tuple[str, ...], cwd: Path, env: Mapping[str, str], into: Path, redact: Callable[[str], str]) -> Process:
    """Start a command behind the wrapper; returns once its identity is on disk."""
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    starter = (sys.executable, "-I", "-S", str(Path(wrapper.__file__)), str(into), "--", *command)
    own = os.open(into / "wrapper", os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
    try:
        outer = subprocess.Popen(
            starter, cwd=cwd, env=dict(env), stdin=subprocess.DEVNULL, stdout=own, stderr=own, start_new_session=True
        )
    finally:
        os.close(own)
    while outer.poll() is None and not (into / "process.json").exists():
        time.sleep(BRIEF)
    process = _kept(into / "process.json")
    if process is None:
        raise _not_started(into, redact)
    return process


def _not_started(into: Path, redact: Callable[[str], str]) -> Problem:
    said = redact((into / "wrapper").read_text(errors="replace")).strip().splitlines()
    return Problem(
        "terraform-failed",
        what="Terraform could not be started; nothing was changed.",
        why=said[-1] if said else "The process that starts it ended at once.",
        next="mend the cause, then: migrator run",
    )


def _kept(path: Path) -> Process | None:
    """An identity that the wrapper wrote; None where there is none."""
    if not path.exists():
        return None
    kept = json.loads(path.read_text())
    return Process(int(kept["pid"]), str(kept["started"]), str(kept["boot"]), str(kept["host"]))


def find(into: Path) -> Process | None:
    """The process that was started with `into`. None where none came to life, and then none ever will."""
    into.mkdir(mode=0o700, parents=True, exist_ok=True)
    if not (into / "claim").exists() and wrapper.claim(into):
        return None
    while not (into / "process.json").exists() and _wrapper_lives(into):
        time.sleep(BRIEF)
    return _kept(into / "process.json")


def begun(folder: Path) -> tuple[str, ...]:
    """The names of the folders in which a process came to life."""
    return tuple(sorted(one.parent.name for one in folder.glob("apply-*/claim") if find(one.parent) is not None))


def exit_code(into: Path) -> int | None:
    """What it ended with, negative for a signal; None where nobody saw it end."""
    path = into / "exit"
    if not path.exists():
        return None
    kind, _, number = path.read_text().rpartition(" ")
    return -int(number) if kind else int(number)


def lines(into: Path, process: Process) -> Iterator[bytes | None]:
    """Every whole line of its standard output from the first on; None when idle; ends once the process has ended.

    By then its exit code is recorded, unless the wrapper is dead too. A last line without its newline is left out.
    """
    rest = b""
    with (into / "stdout").open("rb") as out:
        while True:
            over = not alive(process)  # asked before reading: what it wrote last is not missed
            part = out.read()
            *whole, rest = (rest + part).split(b"\n")
            yield from whole
            if over and not part:
                break
            if not part:
                yield None
                time.sleep(IDLE)
    while exit_code(into) is None and _wrapper_lives(into):
        time.sleep(BRIEF)


def _wrapper_lives(into: Path) -> bool:
    """Whether a wrapper claimed the start and still runs; our own claim is no wrapper's: it says that nothing will start."""
    claimed = _kept(into / "claim")
    return claimed is not None and claimed.pid != os.getpid() and alive(claimed)


def lingering(into: Path) -> bool:
    """Whether anything of the session that the command led still lives here: a provider that lost its Terraform.

    False where the system does not show sessions as files. A session's number is given to nobody else while it lasts.
    """
    leader = _kept(into / "process.json")
    if leader is None or (leader.boot, leader.host) != (boot(), socket.gethostname()):
        return False
    if started(leader.pid) not in ("", leader.started):
        return False
    return any(_session(one) == leader.pid for one in Path("/proc").glob("[0-9]*/stat"))


def _session(stat: Path) -> int | None:
    """The session of a process; None for one that has ended."""
    try:
        fields = stat.read_text().rpartition(")")[2].split()
    except OSError:
        return None
    return None if fields[0] in "ZX" else int(fields[3])


def interrupt(process: Process) -> None:
    """One SIGINT to Terraform's own pid, behind a shim (a version manager, a script) too; none where it has ended."""
    if alive(process):
        os.kill(_terraform_at(process.pid), signal.SIGINT)


def _terraform_at(pid: int) -> int:
    """The deepest descendant that was given the same last argument, the plan's path: a shim hands it on.

    Plugins and provisioners are not given it. Where the system does not show processes as files: the pid itself.
    """
    last = _arguments(pid)[-1:]
    deeper = next((child for child in _children(pid) if last and _arguments(child)[-1:] == last), None)
    return pid if deeper is None else _terraform_at(deeper)


def _children(pid: int) -> list[int]:
    """By every process's parent, since /proc/PID/task/TID/children names only one thread's."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(fields[1]) == pid:
            found.append(int(stat.parent.name))
    return found


def _arguments(pid: int) -> list[bytes]:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().rstrip(b"\0").split(b"\0")
    except OSError:
        return []
