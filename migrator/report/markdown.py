"""Markdown for tickets, pull requests and docs. What others wrote stands in code spans, where nothing of it is markup."""

import re
from collections.abc import Iterable, Iterator

from checks.catalogue import Entry
from migrator.report.layout import COMMAND
from migrator.terminal.printable import one_line

TICKS = re.compile(r"`+")
CODE_SPAN = re.compile(r"(`[^`]*`)")
MARKUP = re.compile(r"([\\*<\[]|(?<!\w)_|_(?!\w))")


def span(text: str) -> str:
    """A code span that shows the text as it is: with more backticks than the text has in a row."""
    shown = one_line(text).strip()
    fence = "`" * (1 + max((len(one) for one in TICKS.findall(shown)), default=0))
    pad = " " if "`" in shown else ""
    return f"{fence}{pad}{shown}{pad}{fence}" if shown else ""


def cell(text: str) -> str:
    """A code span in a table, where only a pipe needs more."""
    return span(text).replace("|", "\\|")


def fenced(text: str) -> str:
    """A block of plain text that nothing in the text can end."""
    fence = "`" * max(3, 1 + max((len(one) for one in TICKS.findall(text)), default=0))
    return f"{fence}text\n{text}\n{fence}"


def prose(text: str) -> str:
    """Our own text: its code spans stay, everything else is escaped; commands stay as they are."""
    return "\n".join(one if one.startswith(COMMAND) else _escaped(one) for one in text.splitlines())


def _escaped(line: str) -> str:
    parts = CODE_SPAN.split(line)
    return "".join(one if one.startswith("`") and one.endswith("`") and len(one) > 1 else plain(one) for one in parts)


def plain(text: str) -> str:
    """A sentence of ours in which nothing is markup."""
    return MARKUP.sub(r"\\\1", text)


def explain_markdown(entry: Entry) -> str:
    """One code."""
    return "\n".join(_entry(entry))


def codes_markdown(every: Iterable[Entry]) -> str:
    """All codes, one anchor each."""
    return "\n\n".join("\n".join(_entry(one)) for one in every)


def _entry(one: Entry) -> Iterator[str]:
    yield f"## {one.code}"
    yield ""
    yield f"*{one.kind}*: **{_escaped(one.title)}**"
    yield from ("", f"Group `{one.group}`. Proved on: {prose(one.proved or '')}") if one.group else ()
    yield ""
    yield prose(one.meaning)
    yield ""
    yield "What to do:"
    yield ""
    yield prose(one.remedy)
