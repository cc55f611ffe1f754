"""The manifest of a backup: written last, so that only a whole backup has one; compared with every file before use."""

import hashlib
from collections.abc import Callable
from dataclasses import dataclass, replace

import msgspec

from checks.problem import Problem
from states.saving import Absent, Collected, Part, Snapshot, Workload

NAME = "manifest.json"
SCHEMA = "migrator.backup/1"
# What a file that cannot be read is called.
MISSING = "run-file-missing"


@dataclass(frozen=True)
class Manifest:
    """What a backup holds, without any of it. `id` is the run's, or the backup's own; `sum` is SHA-256 of all the rest."""

    schema: str
    id: str
    at: str
    migrator: str
    directory: str
    collected: Collected
    snapshot: Snapshot | None
    quiesced: Workload | None
    sum: str = ""

    @property
    def parts(self) -> tuple[Part, ...]:
        """The files."""
        return self.collected.parts

    @property
    def absent(self) -> tuple[Absent, ...]:
        """What is not in it."""
        return self.collected.absent


def encode(manifest: Manifest) -> bytes:
    """The file, with its sum."""
    return msgspec.json.format(msgspec.json.encode(replace(manifest, sum=_sum(manifest)))) + b"\n"


def _sum(manifest: Manifest) -> str:
    return hashlib.sha256(msgspec.json.encode(replace(manifest, sum=""))).hexdigest()


def verified(place: str, read: Callable[[str], bytes]) -> Manifest:
    """The manifest of the backup in `place`, after each file was compared; a Problem names every file that is not as saved.

    `read` gives a file of the backup, and a Problem where it is gone.
    """
    found = _decoded(place, _read(place, read))
    wrong = [why for one in found.parts if (why := _wrong(one, read))]
    if wrong:
        raise _damaged(place, "\n".join(wrong))
    return found


def _read(place: str, read: Callable[[str], bytes]) -> bytes:
    try:
        return read(NAME)
    except Problem as gone:
        if gone.code != MISSING:
            raise
        raise Problem(
            "backup-partial",
            what=f"The backup in {place} is not whole: it has no {NAME}.",
            why="The manifest is written last; whatever made this backup was stopped before that, or the file is gone.",
            next="migrator backup  # a new one",
        ) from gone


def _decoded(place: str, raw: bytes) -> Manifest:
    try:
        found = msgspec.json.decode(raw, type=Manifest)
    except (msgspec.MsgspecError, UnicodeDecodeError) as error:
        raise _damaged(place, f"{NAME}: {error}") from error
    if found.schema != SCHEMA:
        raise _damaged(place, f"{NAME}: it is a {found.schema}, and {SCHEMA} is known")
    if found.sum != _sum(found):
        raise _damaged(place, f"{NAME}: it is not what was written")
    return found


def _wrong(one: Part, read: Callable[[str], bytes]) -> str | None:
    try:
        content = read(one.file)
    except Problem as problem:
        if problem.code != MISSING:
            raise
        return f"{one.file}: it is gone"
    if (len(content), hashlib.sha256(content).hexdigest()) == (one.size, one.sha256):
        return None
    return f"{one.file}: it is not what was saved"


def _damaged(place: str, why: str) -> Problem:
    return Problem(
        "backup-damaged",
        what=f"The backup in {place} is damaged.",
        why=why,
        next="migrator backup list  # use another one; migrator backup makes a new one",
    )
