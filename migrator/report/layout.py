"""How text is laid out for a terminal: at most 100 columns, addresses and commands whole, times that can be read."""

import textwrap
from collections.abc import Iterable, Iterator
from datetime import datetime

from migrator.terminal.paint import Paint

WIDTH = 100
COMMAND = "    "  # in the catalogue a line indented so is a command


def wrapped(text: str, indent: str, hang: str = "  ") -> list[str]:
    """A paragraph, wrapped and indented, later lines by `hang` more; long words (addresses, paths) stay whole."""
    return textwrap.wrap(
        text, WIDTH, initial_indent=indent, subsequent_indent=indent + hang, break_long_words=False, break_on_hyphens=False
    )


def headed(head: str, style: str, text: str, indent: str, paint: Paint) -> list[str]:
    """A paragraph whose first words are painted; colours do not count as columns."""
    first, *more = wrapped(f"{head} {text}", indent)
    return [first.replace(head, paint(head, style), 1), *more]


def section(title: str, style: str, lines: Iterable[str], paint: Paint) -> list[str]:
    """A blank line, a title and its lines; nothing at all where there are no lines."""
    kept = list(lines)
    return ["", paint(title, style), *kept] if kept else []


def paragraphs(text: str, indent: str) -> Iterator[str]:
    """Text of the catalogue: paragraphs wrapped, commands as they are."""
    pending: list[str] = []
    for line in [*text.splitlines(), ""]:
        if line.strip() and not line.startswith(COMMAND):
            pending.append(line)
            continue
        yield from wrapped(" ".join(pending), indent, "") if pending else ()
        pending = []
        yield f"{indent}{line}".rstrip()


def trimmed(lines: Iterable[str]) -> list[str]:
    """Lines without blank ones at both ends."""
    return "\n".join(lines).strip("\n").splitlines()


def moment(at: str) -> str:
    """An RFC 3339 time to the second: `2026-01-02 03:04:05Z`."""
    return f"{at[:10]} {at[11:19]}Z" if len(at) > len("2026-01-02T03:04:05") else at


def lasted(since: str, until: str) -> str:
    """From one RFC 3339 time to another: `42 s`, `5 min 02 s` or `1 h 05 min`; empty where one of them is no time."""
    try:
        seconds = int((datetime.fromisoformat(until) - datetime.fromisoformat(since)).total_seconds())
    except (ValueError, TypeError):
        return ""
    if seconds < 60:
        return f"{seconds} s"
    minutes, rest = divmod(seconds, 60)
    return f"{minutes} min {rest:02} s" if minutes < 60 else f"{minutes // 60} h {minutes % 60:02} min"


def period(since: str | None, until: str | None) -> str:
    """When something began and how long it took; empty where it has not begun."""
    if since is None:
        return ""
    return f"{moment(since)}  {lasted(since, until)}".rstrip() if until else f"since {moment(since)}"
