"""Markdown for tickets, pull requests and docs. What others wrote stands in code spans, where nothing of it is markup."""

import re
from collections.abc import Iterable, Iterator

from checks.catalogue import Entry
from checks.model import Finding
from checks.plan.model import Assessment, JudgedChange
from migrator.report.layout import COMMAND
from migrator.report.plan import contract_lines, deposed, headline, ordered, remarks, risks, verdict_line
from migrator.terminal.printable import one_line, printable

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
    return "".join(one if one.startswith("`") and one.endswith("`") and len(one) > 1 else _plain(one) for one in parts)


def _plain(text: str) -> str:
    return MARKUP.sub(r"\\\1", text)


def assessment_markdown(found: Assessment) -> str:
    """The report for a pull request or a ticket."""
    found = printable(found)
    lines = [f"# {headline(found)}", "", f"Risk: **{found.level}**", ""]
    lines += ["| severity | action | address | why |", "|---|---|---|---|"]
    lines += [_row(one) for _, changes in ordered(found) for one in changes]
    lines += _listed("What blocks", [_blocking(one) for one in found.findings if one.blocks])
    lines += _listed("What to know before", [f"{level} {span(what)}: {prose(how)}" for level, what, how in risks(found)])
    first, *rest = (*contract_lines(found), "")
    lines += ["", _plain(first), "", *map(_address, filter(None, rest))] if first else []
    return "\n".join([*lines, "", f"**{verdict_line(found)}**"])


def _row(one: JudgedChange) -> str:
    why = "<br>".join(cell(because) for because in (*remarks(one), *one.because))
    return f"| {one.severity} | {one.action} | {cell(one.address + deposed(one))} | {why} |"


def _blocking(one: Finding) -> str:
    because = "; ".join(span(because) for because in one.because)
    return f"{one.severity} {span(one.code)} {span(one.subject)}: {because}. {prose(one.remedy)}"


def _listed(title: str, lines: list[str]) -> list[str]:
    return ["", f"## {title}", "", *(f"- {one}" for one in lines)] if lines else []


def _address(line: str) -> str:
    what, _, address = line.partition(": ")
    return f"- {what.strip()}: {span(address)}"


def plan_markdown(found: Assessment, approval: str) -> str:
    """The same with the approval hash."""
    return f"{assessment_markdown(found)}\n\nApproval: `{approval}`"


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
