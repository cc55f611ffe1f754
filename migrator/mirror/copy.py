"""A journal's copy in the bucket: its lines in objects, each named by the number of its first line.

A name is written once and never again, so no position of a journal has two writers; the chain of hashes proves the order.
"""

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from checks.problem import Problem
from migrator.journal.reading import NAME, lines
from migrator.mirror.bucket import Bucket

DIGITS = 8
# How many objects are asked for at the same time.
AT_ONCE = 8


def folder(run: str) -> str:
    """Where a run's objects are."""
    return f"{run}/journal/"


class Copy:
    """Sends a journal's whole lines after the first `size` bytes, which the bucket has already. Threads may share it."""

    def __init__(self, bucket: Bucket, directory: Path, lines: int, size: int) -> None:
        self._bucket = bucket
        self._path = directory / NAME
        self._folder = folder(directory.name)
        self._lines = lines
        self._size = size
        self._lock = threading.Lock()

    def push(self) -> None:
        """Send what is not there yet, as one object. The Problem `mirror-diverged` where its place is somebody else's."""
        with self._lock:
            whole = self._rest()
            if not whole:
                return
            name = f"{self._folder}{self._lines:0{DIGITS}}.jsonl"
            if self._bucket.put(name, whole) is None and self._there(name) != whole:
                raise diverged(self._bucket, self._path, self._lines)
            self._lines += whole.count(b"\n")
            self._size += len(whole)

    def _rest(self) -> bytes:
        """Whole lines only: another thread may be in the middle of one."""
        return b"".join(one for one in lines(self._path, self._size) if one.endswith(b"\n"))

    def _there(self, name: str) -> bytes:
        """What is there, where a put was refused: our own, if only its answer was lost; a longer one of ours is not."""
        found = self._bucket.get(name).found
        return found.body if found else b""


def fetched(bucket: Bucket, run: str) -> bytes:
    """The whole journal; the Problem `mirror-damaged` where an object is missing. Whoever reads it checks its lines."""
    parts: list[bytes] = []
    number = 0
    names = bucket.names(folder(run))
    with ThreadPoolExecutor(AT_ONCE) as pool:
        for name, answer in zip(names, pool.map(bucket.get, names), strict=True):
            if answer.found is None or name != f"{folder(run)}{number:0{DIGITS}}.jsonl":
                raise _gap(bucket, name, number)
            parts.append(answer.found.body)
            number += answer.found.body.count(b"\n")
    return b"".join(parts)


def _gap(bucket: Bucket, name: str, lines: int) -> Problem:
    return Problem(
        "mirror-damaged",
        what=f"{bucket.place}/{name} does not follow on what is before it: {lines} lines.",
        why="An object of the journal is missing or changed; nothing goes on from a journal with a gap.",
        next="go on where the journal itself is, or put the object back from a version of the bucket",
    )


def diverged(bucket: Bucket, path: Path, lines: int) -> Problem:
    """Two went on with a run, each by itself."""
    return Problem(
        "mirror-diverged",
        what=f"{path} and its mirror {bucket.place} have different lines after line {lines}.",
        why="Another machine went on with this run. What stands only here was written after that, and is not in the mirror.",
        next=f"migrator journal show; migrator journal show --journal {bucket.place}  # compare; to go on from the mirror, "
        f"put {path.parent} aside, then: migrator run --journal {bucket.place}",
    )
