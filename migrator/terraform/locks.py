"""The locks that Terraform puts on a state: what stands in them, and whether a local one is alive."""

import fcntl
import json
import os
import struct
import sys
from pathlib import Path
from typing import Any

from checks.facts import Missing, NotThere
from checks.facts.state import Lock

NOTHING = NotThere("a lock of the state")
NAMES = ("ID", "Who", "Created", "Operation")
# struct flock, which the C library of each system lays out in its own way.
FLOCK = "@qqihh" if sys.platform == "darwin" else "@hhqqi"


def read(place: str, content: bytes, *, left: bool = False) -> Lock:
    """What its holder wrote into a lock; what cannot be read is said to be unknown."""
    try:
        info: Any = json.loads(content)
    except (ValueError, RecursionError):
        info = None
    said = info if isinstance(info, dict) else {}
    ident, who, since, operation = (str(said.get(name) or "unknown")[:200] for name in NAMES)
    return Lock(place, ident, who, since, operation, left)


def local(state: Path) -> Lock | NotThere | Missing:
    """The lock of a state in a file. It lives as long as a process holds the file's own lock; its note may outlive it."""
    note = state.with_name(f".{state.name}.lock.info")
    try:
        holder = _holder(state)
        content = note.read_bytes() if note.is_file() else b""
    except OSError as error:
        return Missing(f"the lock of {state} cannot be looked at: {error.strerror}")
    if holder is None:
        return read(os.fspath(note), content, left=True) if content else NOTHING
    found = read(os.fspath(note), content)
    return found if content else Lock(os.fspath(state), "unknown", f"process {holder}", "unknown", "unknown", False)


def _holder(state: Path) -> int | None:
    """The pid of whoever has a POSIX lock on a file. Asking takes none."""
    if not state.is_file():
        return None
    with state.open("rb") as file:
        asked = _packed(fcntl.F_WRLCK)
        kind, pid = _unpacked(fcntl.fcntl(file, fcntl.F_GETLK, asked))
    return None if kind == fcntl.F_UNLCK else pid


def _packed(kind: int) -> bytes:
    fields = (0, 0, 0, kind, os.SEEK_SET) if sys.platform == "darwin" else (kind, os.SEEK_SET, 0, 0, 0)
    return struct.pack(FLOCK, *fields)


def _unpacked(answer: bytes) -> tuple[int, int]:
    fields = struct.unpack(FLOCK, answer)
    return (fields[3], fields[2]) if sys.platform == "darwin" else (fields[0], fields[4])
