"""Spelling out "the same command": what a person has to type next, exactly."""

import re
import shlex
from collections.abc import Sequence
from dataclasses import replace

from checks.model import Verdict

SAME = re.compile(r"the same command(?: again| with (?P<option>--[\w-]+)(?: (?P<value>[\w./-]*(?:='[^']*')?))?)?")


def exact(text: str, arguments: Sequence[str]) -> str:
    """The text with every "the same command", "... again" and "... with --option value" replaced by the command itself.

    `arguments` are those of the command that was typed; an option that is to be given takes the place of the one given.
    """
    return SAME.sub(lambda found: _command(arguments, found["option"], found["value"]), text)


def spelled(verdict: Verdict, arguments: Sequence[str]) -> Verdict:
    """The verdict with every remedy spelled out."""
    return replace(verdict, findings=tuple(replace(one, remedy=exact(one.remedy, arguments)) for one in verdict.findings))


def _command(arguments: Sequence[str], option: str | None, value: str | None) -> str:
    kept = shlex.join(["migrator", *_without(arguments, option)])
    return " ".join(filter(None, (kept, option, value)))


def _without(arguments: Sequence[str], option: str | None) -> list[str]:
    """The arguments less an option and its value; `--accept` may be given many times."""
    if option is None:
        return list(arguments)
    if option == "--accept":
        return _with_reasons(arguments)
    kept: list[str] = []
    skip = False
    for one in arguments:
        if not skip and one != option and not one.startswith(f"{option}="):
            kept.append(one)
        skip = one == option
    return kept


def _with_reasons(arguments: Sequence[str]) -> list[str]:
    """The arguments less each `--accept` that has no reason: it would be refused again."""
    kept: list[str] = []
    for one in arguments:
        if kept[-1:] == ["--accept"] and not _reasoned(one):
            kept.pop()
        elif not one.startswith("--accept=") or _reasoned(one.removeprefix("--accept=")):
            kept.append(one)
    return kept


def _reasoned(acceptance: str) -> bool:
    code, _, reason = acceptance.partition("=")
    return bool(code.strip() and reason.strip())
