"""The bytes of a plan: from a file, or from standard input."""

import sys
from io import BufferedReader
from pathlib import Path
from typing import TextIO, cast

from checks.plan.unreadable import foreign
from checks.problem import Exit, Problem

# What is read at most: a plan of a million changes.
LIMIT = 2_000_000_000
# What tells that something is no plan.
HEAD = 65_536
MAKE = "terraform show -json PLANFILE > plan.json; migrator assess plan.json"


def read_plan(source: str) -> bytes:
    """Everything that a file, or `-` for standard input, holds; a Problem where it cannot be read, or is too much."""
    try:
        return _standard_input() if source == "-" else _file(Path(source))
    except OSError as error:
        raise Problem(
            "plan-unreadable",
            what=f"{source} cannot be read.",
            why=f"{error.strerror}.",
            next=MAKE,
            exit=Exit.USAGE,
        ) from error
    except MemoryError:
        raise _too_large("It does not fit into the memory of this machine.") from None


def _standard_input() -> bytes:
    given: TextIO | None = sys.stdin
    if given is None or given.isatty():
        raise Problem(
            "plan-unreadable",
            what=f"Standard input is {'closed' if given is None else 'a terminal'}; a plan was expected there.",
            why="- reads the plan from a pipe or a file.",
            next="terraform show -json PLANFILE | migrator assess -",
            exit=Exit.USAGE,
        )
    return _streamed(cast("BufferedReader", given.buffer))


def _file(path: Path) -> bytes:
    """A plain file is refused by its size and its beginning, before the rest of it is read."""
    _bounded(b"", path.stat().st_size)
    with path.open("rb") as file:
        if not path.is_file():
            return _streamed(file)
        _begins(file.read(HEAD))
    return path.read_bytes()


def _streamed(reader: BufferedReader) -> bytes:
    """What a pipe gives, refused by its beginning and by its length."""
    _begins(reader.peek())
    raw = reader.read(LIMIT + 1)
    return _bounded(raw, len(raw))


def _begins(head: bytes) -> None:
    found = foreign(head)
    if found:
        raise found


def _bounded(raw: bytes, size: int) -> bytes:
    if size > LIMIT:
        raise _too_large(f"It has more than {LIMIT // 10**9} GB.")
    return raw


def _too_large(why: str) -> Problem:
    return Problem(
        "plan-too-large",
        what="The plan is too large to be judged as one.",
        why=f"{why} A plan of 50,000 changes has about 0.1 GB: this is probably another file.",
        next="ls -l PLAN.json  # where it is a plan: one configuration for each part of the deployment",
        exit=Exit.USAGE,
    )
