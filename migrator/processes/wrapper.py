"""Runs one command, and records who it is and how it ended: `python -I -S wrapper.py INTO -- COMMAND ...`.

It outlives whoever started it. It needs nothing but the standard library, ignores the signals that end a terminal's
processes, and never sends one. INTO gets `process.json` before the wait and `exit` after it, each written as a whole.
"""

import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

IGNORED = (signal.SIGINT, signal.SIGHUP, signal.SIGTERM, signal.SIGQUIT)


def started(pid: int) -> str:
    """When a process started, in the kernel's own terms; empty where there is no such process.

    Linux: field 22 of /proc/PID/stat, in clock ticks since boot. Elsewhere: what ps says.
    """
    stat = Path(f"/proc/{pid}/stat")
    if Path("/proc/self/stat").exists():
        try:
            fields = stat.read_text().rpartition(")")[2].split()
        except OSError:
            return ""
        return "" if fields[0] == "Z" else fields[19]
    shown = subprocess.run(["ps", "-o", "stat=,lstart=", "-p", str(pid)], capture_output=True, text=True, check=False)
    return "" if shown.stdout.strip().startswith("Z") else shown.stdout.partition(" ")[2].strip()


def boot() -> str:
    """What names this boot of this machine."""
    path = Path("/proc/sys/kernel/random/boot_id")
    if path.exists():
        return path.read_text().strip()
    shown = subprocess.run(["sysctl", "-n", "kern.boottime"], capture_output=True, text=True, check=False)
    return shown.stdout.strip()


def write(path: Path, text: str) -> None:
    """A whole file, durable on return, readable by its owner only."""
    temporary = path.with_suffix(".new")
    descriptor = os.open(temporary, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    os.write(descriptor, text.encode())
    os.fsync(descriptor)
    os.close(descriptor)
    temporary.replace(path)
    folder = os.open(path.parent, os.O_RDONLY)
    os.fsync(folder)
    os.close(folder)


def _default_signals() -> None:
    for one in IGNORED:
        signal.signal(one, signal.SIG_DFL)


def main(into: Path, command: list[str]) -> None:
    """Run the command to its end."""
    for one in IGNORED:
        signal.signal(one, signal.SIG_IGN)
    flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND
    out, err = (os.open(into / name, flags, 0o600) for name in ("stdout", "stderr"))
    # A session of its own: no terminal's Ctrl-C reaches it, only a signal that is sent to its very pid.
    process = subprocess.Popen(
        command,
        stdin=subprocess.DEVNULL,
        stdout=out,
        stderr=err,
        start_new_session=True,
        preexec_fn=_default_signals,  # noqa: PLW1509 - no threads here
    )
    identity = {"pid": process.pid, "started": started(process.pid), "boot": boot(), "host": socket.gethostname()}
    write(into / "process.json", json.dumps(identity))
    write(into / "exit", str(process.wait()))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[3:])
