"""What a command costs, with all that it starts: `python -m tests.support.meter [--journal FOLDER] COMMAND ...`. Linux.

It answers one JSON object: `code`, `wall` and `cpu` in seconds, and with `--journal` the `marks` `[lines, wall, cpu]`: how
many lines the newest journal there had when. What a child leaves running is waited for, and counted.
"""

import ctypes
import json
import os
import resource
import sys
import time
from contextlib import suppress
from pathlib import Path
from typing import Any

PR_SET_CHILD_SUBREAPER = 36
BRIEF = 0.01
TICKS = os.sysconf("SC_CLK_TCK")


def measured(command: list[str], journals: Path | None) -> dict[str, Any]:
    """Run it to the end of all that it started."""
    ctypes.CDLL(None).prctl(PR_SET_CHILD_SUBREAPER, 1)
    null = os.open(os.devnull, os.O_RDWR)
    began = time.monotonic()
    pid = os.posix_spawnp(
        command[0], command, os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, null, one) for one in (0, 1, 2)]
    )
    marks: list[list[float]] = []
    code = None
    while code is None:
        time.sleep(BRIEF)
        _mark(marks, journals, pid, time.monotonic() - began)
        ended, status = os.waitpid(pid, os.WNOHANG)
        code = os.waitstatus_to_exitcode(status) if ended else None
    wall = time.monotonic() - began
    with suppress(ChildProcessError):
        while True:
            os.wait()
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return {"code": code, "wall": wall, "cpu": used.ru_utime + used.ru_stime, "marks": marks}


def _mark(marks: list[list[float]], journals: Path | None, pid: int, now: float) -> None:
    """Where the journal has grown: how long it is, and what was used so far by the process and what it waited for."""
    newest = max(journals.glob("*/journal.jsonl"), default=None) if journals else None
    if newest is None:
        return
    with suppress(OSError):
        lines = newest.read_bytes().count(b"\n")
        if not marks or marks[-1][0] != lines:
            marks.append([lines, now, _used(pid) / TICKS])


def _used(top: int) -> int:
    """Ticks of a process and all below it, those that ended included."""
    found: dict[int, tuple[int, int]] = {}
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            fields = stat.read_text().rpartition(")")[2].split()
            found[int(stat.parent.name)] = int(fields[1]), sum(map(int, fields[11:15]))
    tree = {top}
    while more := {pid for pid, (parent, _) in found.items() if parent in tree} - tree:
        tree |= more
    return sum(used for pid, (_, used) in found.items() if pid in tree)


if __name__ == "__main__":
    arguments = sys.argv[1:]
    folder = Path(arguments[1]) if arguments[0] == "--journal" else None
    sys.stdout.write(json.dumps(measured(arguments[2:] if folder else arguments, folder)))
