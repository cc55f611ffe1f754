"""The risk report: everything that is told of one judged plan, and the words that all of its forms share. Pure."""

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from checks.model import Finding, Severity
from checks.plan.dimensions import dimensions
from checks.plan.live import Weight
from checks.plan.model import Assessment, Forecast, JudgedChange, Upgrade
from migrator.terminal.printable import one_line

if TYPE_CHECKING:
    from checks.facts import Place

SECTIONS = (
    ("replace", "Replaced (destroyed and created anew)"),
    ("delete", "Destroyed"),
    ("forget", "Forgotten (left alone in the cloud, dropped from the state)"),
    ("update", "Updated in place"),
    ("import", "Imported"),
    ("move", "Moved"),
    ("create", "Created"),
)
NOBODY: frozenset[str] = frozenset()
NOTED = 50
LIVE = "What the deployment itself says"
TONES = {Weight.RAISES: "bad", Weight.UNKNOWN: "unknown", Weight.LOWERS: "good", Weight.NAMED: "known"}
UPGRADES = "Versions that planning moved"


@dataclass(frozen=True)
class RiskReport:
    """What every form of the report is made from.

    `approval` is the hash that approves the plan, None where nobody can approve it here. `subject` names what was judged;
    `file` is the document that was judged, where it is one; `made_at` is when, where that is told. `bar` is the level that
    stops, None where only findings do. `places` says where the root module's blocks stand, by their address. `limit` bounds
    the lists of the JSON document.
    """

    found: Assessment
    approval: str | None = None
    accepted: frozenset[str] = NOBODY
    subject: str = "the plan"
    file: str | None = None
    made_at: str | None = None
    bar: Severity | None = None
    places: Mapping[str, "Place"] = field(default_factory=dict)
    limit: int | None = None

    @property
    def command(self) -> str:
        """Which command's document this is."""
        return "assess" if self.approval is None else "plan"

    @cached_property
    def blocking(self) -> tuple[str, ...]:
        """The codes that stop, less those accepted."""
        return self.found.blocking(self.accepted)

    @property
    def stops(self) -> bool:
        """Whether whoever asked is to stop: something blocks, or the level reaches the bar."""
        level = self.found.level
        return bool(self.blocking) or (level != "none" and self.reaches(Severity(level)))

    def reaches(self, severity: Severity) -> bool:
        """Whether a severity reaches the bar."""
        return self.bar is not None and severity.rank >= self.bar.rank

    def stopped_by(self, one: Finding) -> bool:
        """Whether this finding is a reason to stop."""
        return (one.blocks and one.code in self.blocking) or self.reaches(one.severity)


def headline(found: Assessment) -> str:
    """How many of each, in one line."""
    counts = found.summary
    line = f"{counts.create} to create, {counts.update} to update, {counts.delete} to destroy, {counts.replace} to replace"
    more = [(counts.forget, "to forget"), (counts.imported, "to import"), (counts.moved, "to move")]
    return ", ".join([line, *(f"{number} {what}" for number, what in more if number)])


def levels(found: Assessment) -> dict[Severity, int]:
    """How many changes there are of each level, the worst first, levels without one too."""
    counted = Counter(one.severity for one in found.changes)
    return {one: counted[one] for one in Severity}


def levels_line(found: Assessment) -> str:
    """The same in words; empty where nothing changes."""
    return ", ".join(f"{number} {level}" for level, number in levels(found).items() if number)


def dimensions_line(found: Assessment) -> str:
    """The level of each dimension; empty where nothing touches any."""
    every = dimensions(found.findings)
    return ", ".join(f"{name} {level}" for name, level in every.items()) if set(every.values()) != {"none"} else ""


def forecast_title(one: Forecast) -> str:
    """That it is an estimate, how long it may take, and what to book."""
    return f"While it is applied, as an estimate: {minutes(one.minutes)} in all; book {one.book} min"


def forecast_phases(found: Assessment) -> Iterator[tuple[str, str, str, str]]:
    """How long, what it is and the outage, its cause, and what to do if it fails, of each phase."""
    for one in found.forecast.phases if found.forecast else ():
        outage = "no outage" if one.outage == "none" else one.outage
        yield minutes(one.minutes), f"{one.name}: {outage}", one.because, one.if_it_fails


def minutes(span: tuple[int, int]) -> str:
    """From and to: `5-10 min`."""
    return f"{span[0]}-{span[1]} min"


def live_lines(found: Assessment) -> Iterator[tuple[str, str]]:
    """Whether each answer is good or bad for the plan, and what it says; bad ones first, then what is not known."""
    order = list(TONES)
    for one in sorted(found.live, key=lambda one: order.index(one.weight)):
        yield TONES[one.weight], f"{one.topic}: {one.says}" if one.weight is Weight.UNKNOWN else one.says


def upgrade_words(one: Upgrade) -> tuple[str, str]:
    """What moves, and whether the migration asks for it."""
    wanted = "wanted by the migration" if one.wanted else "not part of the migration"
    return f"{one.name} {one.before or '(none)'} -> {one.after or '(none)'}", f"{wanted}: {one.because}"


def upgraded(found: Assessment) -> tuple[Upgrade, ...]:
    """Those that the migration does not ask for first."""
    return tuple(sorted(found.upgrades, key=lambda one: one.wanted))


def notes(found: Assessment) -> Iterator[str]:
    """What the deployment says and which versions moved, a line each, for forms without sections of their own."""
    yield from (f"{tone}: {says}" for tone, says in live_lines(found))
    yield from (": ".join(upgrade_words(one)) for one in upgraded(found)[:NOTED])


def sections(found: Assessment) -> Iterator[tuple[str, str, list[JudgedChange]]]:
    """Action, title and changes of each section that has changes; the worst change first."""
    by_action: dict[str, list[JudgedChange]] = {}
    for one in found.changes:
        by_action.setdefault(one.action, []).append(one)
    for action, title in SECTIONS:
        if action in by_action:
            yield action, title, by_action[action]


def deposed(one: JudgedChange) -> str:
    """The mark of an object that a replacement has left behind."""
    return f" (deposed {one.deposed})" if one.deposed else ""


def touching(one: JudgedChange) -> str:
    """The dimensions that a change touches, in brackets; empty where it touches none."""
    return f" ({one_line(', '.join(one.dimensions))})" if one.dimensions else ""


def remarks(one: JudgedChange) -> tuple[str, ...]:
    """The order of a replacement, and that nobody expected it."""
    return (*((one.order,) if one.order else ()), *(("UNEXPECTED",) if one.expected is False else ()))


def kinds(found: Assessment, *, blocks: bool) -> Iterator[tuple[Finding, tuple[Finding, ...]]]:
    """Findings by their code, those that block or those that do not: the first of each kind, and all of it."""
    by_code: dict[str, list[Finding]] = {}
    for one in found.findings:
        if one.blocks is blocks:
            by_code.setdefault(one.code, []).append(one)
    for every in by_code.values():
        yield every[0], tuple(every)


def risks(found: Assessment) -> Iterator[tuple[Severity, str, str]]:
    """Each kind of hazard that does not block, once: severity, code and how often, what to do about it."""
    for one, every in kinds(found, blocks=False):
        count = len(every)
        yield one.severity, f"{one.code} ({count:,} times)" if count > 1 else one.code, one.remedy


def contract_line(found: Assessment) -> str | None:
    """How the plan compares with what the runbook documents; None where no runbook was asked."""
    one = found.contract
    if one is None:
        return None
    if any(finding.code == "contract-unknown" for finding in found.findings):
        return f"{one.runbook}: this version of the module is not known; judged by hazards alone"
    rules = f"; by rule: {', '.join(one.rules)}" if one.rules else ""
    counted = f"{one.matched} as documented, {len(one.unexpected)} not documented, {len(one.missing)} missing"
    return f"{one.runbook}: {counted}{rules}"


def departures(found: Assessment) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """What is not documented and what is missing, by address, where the version is known."""
    one = found.contract
    if one is None or any(finding.code == "contract-unknown" for finding in found.findings):
        return ()
    return (("not documented", one.unexpected), ("missing", one.missing))


def verdict_line(report: RiskReport) -> str:
    """The sum of it."""
    if report.blocking:
        return f"Blocked by: {', '.join(report.blocking)}"
    taken = ", ".join(sorted(set(report.found.blocking()) & report.accepted))
    return f"Nothing blocks{f' (accepted: {taken})' if taken else ''}; the highest risk is {report.found.level}."
