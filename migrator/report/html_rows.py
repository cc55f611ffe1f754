"""The rows of the page's table: one change each, its evidence as before and after where it is that."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from checks.plan.actions import HIDDEN, LATER
from checks.plan.model import JudgedChange
from migrator.report.addresses import modules, split
from migrator.report.fit import clipped
from migrator.terminal.printable import one_line

DIFFERENCE = re.compile(r"(?P<path>.+?): (?P<before>.*?) -> (?P<after>.*?)(?P<forces> forces replacement)?$")
GLYPHS = {
    "replace": "±",
    "delete": "\N{MINUS SIGN}",
    "forget": "∅",
    "update": "~",
    "import": "⇣",
    "move": "→",
    "create": "+",
}
WORDLESS = frozenset({HIDDEN, LATER, "null"})
EVIDENCE = 20


@dataclass(frozen=True)
class Difference:
    """One attribute before and after."""

    path: str
    before: str
    after: str
    forces: bool

    @property
    def wordless(self) -> tuple[bool, bool]:
        """Whether before and after are no values that anybody wrote: hidden, not yet known, or nothing."""
        return self.before in WORDLESS, self.after in WORDLESS


@dataclass(frozen=True)
class Row:
    """A change as the table shows it; `modules` is the way to it, for the filter."""

    id: str
    level: str
    action: str
    glyph: str
    order: str | None
    module: str
    resource: str
    deposed: str | None
    modules: str
    differences: tuple[Difference, ...]
    notes: tuple[str, ...]
    findings: tuple[str, ...]
    expected: bool | None
    dimensions: tuple[str, ...]

    @property
    def told(self) -> bool:
        """Whether there is more to say than the row says."""
        return bool(self.differences or self.notes)


def row(number: int, one: JudgedChange) -> Row:
    """The row of a change; every text is printable and of bounded length."""
    module, resource = split(clipped(one_line(one.address)))
    lines = [clipped(one_line(text)) for text in one.because[:EVIDENCE]]
    return Row(
        id=f"c{number}",
        level=one.severity,
        action=one.action,
        glyph=GLYPHS.get(one.action, ""),
        order=one.order,
        module=module,
        resource=resource,
        deposed=one_line(one.deposed) if one.deposed else None,
        modules="/".join(modules(one_line(one.address))),
        differences=tuple(_differences(lines)),
        notes=tuple(text for text in lines if not DIFFERENCE.match(text)),
        findings=tuple(map(one_line, one.findings)),
        expected=one.expected,
        dimensions=tuple(map(one_line, one.dimensions)),
    )


def _differences(lines: list[str]) -> Iterator[Difference]:
    for found in filter(None, map(DIFFERENCE.match, lines)):
        yield Difference(found["path"], found["before"], found["after"], found["forces"] is not None)
