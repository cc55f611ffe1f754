"""The one shape of every error that reaches a person: a code, what happened, why, and the exact next command."""

from enum import IntEnum


class Exit(IntEnum):
    """What a finished command says to the shell that called it."""

    DONE = 0
    FAILED = 1
    USAGE = 2
    BLOCKED = 3
    WAITING = 4
    UNHEALTHY = 5
    INTERRUPTED = 130


class Problem(Exception):
    """Something a person has to read, in four parts.

    code  a name from `checks.catalogue`, stable across releases
    what  what happened, one sentence
    why   the cause as far as it is known; it may span lines, and holds no secret
    next  the exact command to type, or the one thing to do
    exit  the exit code that the command line answers with
    """

    def __init__(self, code: str, *, what: str, why: str, next: str, exit: Exit = Exit.FAILED) -> None:  # noqa: A002 - the contract's own names
        super().__init__(f"{code}: {what}")
        self.code = code
        self.what = what
        self.why = why
        self.next = next
        self.exit = exit
