"""Runs one command, and records who it is and how it ended: `python -I -S wrapper.py INTO -- COMMAND ...`.

It outlives whoever started it. It needs nothing but the standard library, ignores the signals that end a terminal's
processes, and never sends one. In INTO, each as a whole: `claim` says who may start the command, `process.json` who
the command is (durable before the wait), `exit` how it ended: its exit code, or `signal N`.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import NoReturn

IGNORED = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT)


def started(pid: int) -> str:
    """When a process started, in the kernel's own terms; empty where there is no such process, or a zombie.

    Linux: field 22 of /proc/PID/stat, in clock ticks since boot. Elsewhere: what ps says.
    """
    if Path("/proc/self/stat").exists():
        try:
            fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] in "ZX" else fields[19]
    shown = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "" if shown.stdout.strip().startswith("Z") else shown.stdout.strip().partition(" ")[2].strip()


def boot() -> str:
    """What names this boot of this machine."""
    path = Path("/proc/sys/kernel/random/boot_id")
    if path.exists():
        return path.read_text().strip()
    shown = subprocess.run(["sysctl", "-n", "kern.boottime"], capture_output=True, text=True, check=False)
    return shown.stdout.strip()


def identity(pid: int) -> str:
    """Who a process is, as JSON."""
    return json.dumps({"pid": pid, "started": started(pid), "boot": boot(), "host": socket.gethostname()})


def write(path: Path, text: str) -> None:
    """A whole file, durable on return, readable by its owner only."""
    temporary = _filled(path, text)
    temporary.replace(path)
    _sync_folder(path.parent)


def claim(into: Path) -> bool:
    """Be the one who decides whether the command of INTO is ever started; False where somebody else was first.

    The wrapper claims before it starts; whoever finds no process claims, so that none comes to life afterwards.
    """
    temporary = _filled(into / "claim", identity(os.getpid()))
    try:
        os.link(temporary, into / "claim")
    except FileExistsError:
        return False
    finally:
        temporary.unlink()
    _sync_folder(into)
    return True


def _filled(path: Path, text: str) -> Path:
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC | os.O_CLOEXEC, 0o600)
    os.write(descriptor, text.encode())
    os.fsync(descriptor)
    os.close(descriptor)
    return temporary


def _sync_folder(path: Path) -> None:
    folder = os.open(path, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _start(into: Path, command: list[str]) -> tuple[int, int]:
    """The pid of the command, which waits, and the gate: a byte lets it run, closing it ends it without having run."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC
    out, err = (os.open(into / name, flags, 0o600) for name in ("stdout", "stderr"))
    gate_out, gate_in = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(gate_in)
        _become(command, gate_out, out, err)
    os.close(gate_out)
    return pid, gate_in


def _become(command: list[str], gate: int, out: int, err: int) -> NoReturn:
    """The child: a session of its own, so that no terminal's Ctrl-C reaches it, and the command once it is recorded."""
    try:
        os.setsid()
        for one in (*IGNORED, signal.SIGPIPE):
            signal.signal(one, signal.SIG_DFL)
        for source, target in ((os.open(os.devnull, os.O_RDONLY), 0), (out, 1), (err, 2)):
            os.dup2(source, target)
        if os.read(gate, 1):
            os.execvp(command[0], command)  # noqa: S606 - no shell is wanted
    except OSError as error:
        os.write(2, f"{command[0]}: {error.strerror}\n".encode())
    finally:
        os._exit(127)


def main(into: Path, command: list[str]) -> int:
    """Run the command to its end; 0 once that is recorded, whatever it was.

    The command runs only once `process.json` is on the disk: no Terraform is ever there that nobody can find.
    """
    for one in IGNORED:
        signal.signal(one, signal.SIG_IGN)
    if shutil.which(command[0]) is None:
        sys.exit(f"{command[0]} is not a program that can be run")
    if not claim(into):
        sys.exit("somebody has given this start up already")
    pid, gate = _start(into, command)
    write(into / "process.json", identity(pid))
    with suppress(BrokenPipeError):  # killed before it ran: that is how it ended
        os.write(gate, b".")
    code = os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1])
    write(into / "exit", str(code) if code >= 0 else f"signal {-code}")
    return 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[3:]))
