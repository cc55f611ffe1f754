"""What the page says around its table: the sum of it, the kinds of findings, the modules, the runbook."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from textwrap import dedent

from checks import catalogue
from checks.model import Finding
from checks.plan.dimensions import dimensions
from checks.plan.live import LIVE_LINE
from checks.plan.model import Assessment, Upgrade
from migrator.report.addresses import modules, split
from migrator.report.fit import LINES, brief, clipped, first
from migrator.report.html_rows import GLYPHS
from migrator.report.html_stages import Stage, scale, stages
from migrator.report.layout import COMMAND
from migrator.report.risk import (
    RiskReport,
    contract_line,
    departures,
    deposed,
    forecast_title,
    headline,
    kinds,
    levels,
    live_lines,
    sections,
    upgrade_words,
    upgraded,
    verdict_line,
)
from migrator.terminal.printable import one_line

SUBJECTS, ADDRESSES, MODULES, DEEPEST, GONE = 20, 100, 150, 4, 60
GOING = ("replace", "delete", "forget")
INDENT = "\N{NO-BREAK SPACE}" * 3
VERBS = {"replace": "replaced", "delete": "destroyed", "forget": "forgotten", "update": "updated", "import": "imported",
         "move": "moved", "create": "created"}  # fmt: skip


@dataclass(frozen=True)
class Subject:
    """Where a kind of finding was found; `row` is the number of its row, None where it has none."""

    name: str
    row: int | None
    because: tuple[str, ...]


@dataclass(frozen=True)
class Paragraph:
    """A paragraph of the catalogue: a sentence or more, or commands as they are typed."""

    text: str
    command: bool

    @classmethod
    def of(cls, text: str) -> "Paragraph":
        """From the catalogue's own text."""
        command = text.startswith(COMMAND)
        return cls(dedent(text) if command else " ".join(text.split()), command)


@dataclass(frozen=True)
class Kind:
    """Everything of one code."""

    code: str
    severity: str
    title: str
    meaning: tuple[Paragraph, ...]
    remedy: str
    subjects: tuple[Subject, ...]
    left: int
    accepted: bool


@dataclass(frozen=True)
class Share:
    """A part of a bar, in percent."""

    level: str
    at: float
    width: float


@dataclass(frozen=True)
class Count:
    """How many there are of something; or of which level a dimension is."""

    key: str
    name: str
    number: int
    glyph: str = ""


@dataclass(frozen=True)
class Gone:
    """What is replaced, destroyed or forgotten; `row` is the number of its row, None where it has none."""

    action: str
    glyph: str
    level: str
    module: str
    resource: str
    row: int | None
    why: str


@dataclass(frozen=True)
class Said:
    """An answer of the deployment: good, bad, known or unknown."""

    tone: str
    text: str


@dataclass(frozen=True)
class Moved:
    """A version that planning moved."""

    what: str
    why: str
    wanted: bool


@dataclass(frozen=True)
class View:
    """The page without its rows. `shown` of `total` changes have a row."""

    subject: str
    made_at: str | None
    approval: str | None
    level: str
    complete: bool
    stops: bool
    verdict: str
    headline: str
    shown: int
    total: int
    reads: int
    unchanged: int
    levels: tuple[Count, ...]
    shares: tuple[Share, ...]
    actions: tuple[Count, ...]
    blocking: tuple[Kind, ...]
    known: tuple[Kind, ...]
    modules: tuple[Count, ...]
    contract: str
    departures: tuple[tuple[str, Sequence[str], int], ...]
    unexpected: int
    dimensions: tuple[Count, ...]
    gone: tuple[Gone, ...]
    gone_left: int
    forecast: str
    scale: tuple[str, ...]
    stages: tuple[Stage, ...]
    live: tuple[Said, ...]
    upgrades: tuple[Moved, ...]


def view(report: RiskReport, shown: int) -> View:
    """All of it; every text is printable and of bounded length."""
    found = report.found
    rows = {one.address: number for number, one in reversed([*enumerate(found.changes[:shown], 1)])}
    return View(
        subject=clipped(one_line(report.subject)),
        made_at=report.made_at,
        approval=report.approval,
        level=one_line(found.level),
        complete=found.complete,
        stops=report.stops,
        verdict=clipped(one_line(verdict_line(report))),
        headline=headline(found),
        shown=shown,
        total=len(found.changes),
        reads=found.summary.read,
        unchanged=found.summary.no_op,
        levels=tuple(Count(level, level, number) for level, number in levels(found).items()),
        shares=tuple(_shares(found)),
        actions=tuple(Count(action, VERBS[action], len(every), GLYPHS[action]) for action, _, every in sections(found)),
        blocking=tuple(_kinds(report, rows, blocks=True)),
        known=tuple(_kinds(report, rows, blocks=False)),
        modules=tuple(_modules(found, shown)),
        contract=one_line(contract_line(found) or ""),
        departures=tuple(_departures(found)),
        unexpected=sum(one.expected is False for one in found.changes),
        dimensions=tuple(Count(level, name, 0) for name, level in dimensions(found.findings).items()),
        gone=tuple(_gone(found, rows)),
        gone_left=max(sum(one.action in GOING for one in found.changes) - GONE, 0),
        forecast=forecast_title(found.forecast) if found.forecast else "",
        scale=scale(found.forecast) if found.forecast else (),
        stages=stages(found.forecast) if found.forecast else (),
        live=tuple(Said(tone, clipped(one_line(says))) for tone, says in live_lines(found)),
        upgrades=tuple(_moved(one) for one in upgraded(found)[:ADDRESSES]),
    )


def _gone(found: Assessment, rows: Mapping[str, int]) -> Iterator[Gone]:
    """By name, the worst first; with the reason that says most: what forces it, else what stands first."""
    for one in [each for each in found.changes if each.action in GOING][:GONE]:
        module, resource = split(clipped(one_line(one.address)))
        why = next((line for line in one.because if "forces replacement" in line), one.because[0] if one.because else "")
        where = f"{resource}{deposed(one)}"
        row = rows.get(one.address)
        yield Gone(one.action, GLYPHS[one.action], one.severity, module, where, row, clipped(one_line(why)))


def _moved(one: Upgrade) -> Moved:
    what, why = (clipped(one_line(text)) for text in upgrade_words(one))
    return Moved(what, why, one.wanted)


def _shares(found: Assessment) -> Iterator[Share]:
    """The bar of the levels."""
    at, total = 0.0, len(found.changes)
    for level, number in levels(found).items():
        if number:
            width = 100 * number / total
            yield Share(level, round(at, 2), round(width, 2))
            at += width


def _kinds(report: RiskReport, rows: Mapping[str, int], *, blocks: bool) -> Iterator[Kind]:
    for one, every in kinds(report.found, blocks=blocks):
        entry = catalogue.find(one.code)
        shown, left = first(every, SUBJECTS)
        yield Kind(
            code=one_line(one.code),
            severity=one.severity,
            title=entry.title if entry else one_line(one.code),
            meaning=tuple(map(Paragraph.of, entry.meaning.split("\n\n"))) if entry else (),
            remedy=brief(one).remedy,
            subjects=tuple(_subject(each, rows, LINES if blocks else 1) for each in shown),
            left=left,
            accepted=blocks and one.code not in report.blocking,
        )


def _subject(one: Finding, rows: Mapping[str, int], lines: int) -> Subject:
    """Of what does not block, the first reason and what the deployment says will do: the others stand in the row."""
    shown = brief(one)
    why = tuple(text for number, text in enumerate(shown.because) if number < lines or text.startswith(LIVE_LINE))
    return Subject(shown.subject, rows.get(one.subject), why)


def _modules(found: Assessment, shown: int) -> Iterator[Count]:
    """Every module on the way to a change that is shown, in the order of the tree, with the changes in and below it."""
    counted: Counter[tuple[str, ...]] = Counter()
    for one in found.changes[:shown]:
        way = modules(one_line(one.address))[:DEEPEST]
        counted.update(way[:length] for length in range(1, len(way) + 1))
    for way, number in sorted(counted.items())[:MODULES]:
        yield Count("/".join(way), INDENT * (len(way) - 1) + clipped(way[-1], 60), number)


def _departures(found: Assessment) -> Iterator[tuple[str, Sequence[str], int]]:
    for what, addresses in departures(found):
        shown, left = first(addresses, ADDRESSES)
        if shown:
            yield what, [clipped(one_line(one)) for one in shown], left
