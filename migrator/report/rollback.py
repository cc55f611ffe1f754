"""The way back of one run, told: text for two in the morning, Markdown for a ticket, a document, a page."""

import shlex
import textwrap
from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace

from checks.rollback import Fact, WayBack
from checks.standing import Sight
from migrator.report.documents import write
from migrator.report.finding import Document
from migrator.report.layout import WIDTH, section, wrapped
from migrator.report.markdown import prose, span
from migrator.rollback.filled import Step, Told
from migrator.terminal.paint import Paint
from migrator.terminal.printable import one_line, printable
from runbooks.rollback import Reversibility

HEADLINES = {
    Reversibility.FULL: "Yes: everything can be put back, and nobody notices.",
    Reversibility.FORWARD_SAFER: "Yes, but going on is the smaller risk.",
    Reversibility.OUTAGE: "Yes: the old application can come back, with an outage until then.",
    Reversibility.FORWARD_ONLY: "Not simply: go forward; the old application may need its database restored.",
    Reversibility.IRREVERSIBLE: "Something is gone for good, whatever is done.",
}
STYLES = {
    Reversibility.FULL: "good",
    Reversibility.FORWARD_SAFER: "low",
    Reversibility.OUTAGE: "medium",
    Reversibility.FORWARD_ONLY: "high",
    Reversibility.IRREVERSIBLE: "critical",
}
FIRST = "Let it end first"
UNASKED = "Nobody was asked (--offline): this is by the journal alone."
NOTHING_ASKED = "There was nothing to ask: this run has not planned yet."
# How many things that mean the same are told one by one.
FEW = 3


@dataclass(frozen=True)
class Guidance:
    """The answer to "can I go back?" for one run at one point.

    `working` says that a migrator is at work on it right now; `terraform` is the pid of its Terraform, where that applies.
    `sights` is what was seen of the world, None where nobody looked.
    """

    run: str
    directory: str
    state: str
    way: WayBack
    told: tuple[Told, ...]
    working: bool = False
    terraform: int | None = None
    sights: tuple[Sight, ...] | None = None

    @property
    def moving(self) -> str | None:
        """What still changes the deployment, and how to let it end before anything is undone; None where nothing does."""
        where = shlex.join(["--dir", self.directory])
        if self.working:
            return f"A process is at work on this run: the answer is that of this moment. {FIRST}: `migrator pause {where}`"
        if self.terraform is not None:
            return (
                f"Terraform (pid {self.terraform}) still applies this run's plan, and no migrator follows it: "
                f"the answer is that of this moment. {FIRST}: `migrator resume {where}`"
            )
        return None

    @property
    def headline(self) -> str:
        """The answer; where something is gone for good, what the rest of it allows comes first."""
        rest = [one.reversibility for one in self.way.facts if one.reversibility is not Reversibility.IRREVERSIBLE]
        if not rest or self.way.reversibility is not Reversibility.IRREVERSIBLE:
            return HEADLINES[self.way.reversibility]
        return f"{HEADLINES[max(rest, key=lambda one: one.rank)]} {HEADLINES[Reversibility.IRREVERSIBLE]}"


def rollback_text(found: Guidance, paint: Paint) -> str:
    """For a terminal: the answer, why, and the commands as they are to be typed."""
    lines = [paint(f"Can run {found.run} go back?", "bold"), f"  {one_line(found.directory)}, in `{found.state}`", ""]
    lines += [paint(found.headline, STYLES[found.way.reversibility])]
    lines += wrapped(found.moving, "") if found.moving else []
    lines += section("What happened", "bold", (line for one in _told_facts(found.way) for line in _fact(one)), paint)
    lines += section("What stands now", "bold", (line for one in looks(found) for line in wrapped(one, "  ")), paint)
    for one in found.told:
        lines += section(one.guide.title, "bold", _guide(one), paint)
    return "\n".join(lines)


def looks(found: Guidance) -> tuple[str, ...]:
    """What was seen of the world, one line each; or that nothing was."""
    if found.sights is None:
        return (UNASKED,)
    return tuple(f"{one.about}, {one.seen}: {one_line(one.says)}" for one in found.sights) or (NOTHING_ASKED,)


def _told_facts(way: WayBack) -> Iterator[Fact]:
    """The facts for a reader: of many that mean the same only how many they are."""
    for ident in dict.fromkeys(one.id for one in way.facts):
        same = [one for one in way.facts if one.id == ident]
        if len(same) > FEW:
            begun = sum(not one.certain for one in same)
            doubt = f", {begun} of them begun and not seen to end" if begun else ""
            yield replace(same[0], subject=f"{len(same)} resources{doubt}", because=same[0].because[:1])
        else:
            yield from same


def _fact(fact: Fact) -> Iterator[str]:
    shown = printable(fact)
    yield from wrapped(f"{shown.reversibility}: {shown.subject or 'the run'}", "  ")
    for because in shown.because:
        yield from wrapped(because, "      ")


def _guide(told: Told) -> Iterator[str]:
    yield f"  {told.guide.reversibility} ({told.guide.id}, {told.guide.date})"
    for paragraph in _paragraphs(told.guide.text):
        yield from wrapped(paragraph, "  ")
    if told.unknown:
        yield from wrapped(f"not known here, and to be filled in: {', '.join(one.upper() for one in told.unknown)}", "  ")
    for number, step in enumerate(told.steps, 1):
        yield from _step(number, step)


def _step(number: int, step: Step) -> Iterator[str]:
    yield from ("", f"  {number}. {step.title}")
    yield from textwrap.wrap(step.what, WIDTH, initial_indent="     ", subsequent_indent="     ")
    yield from ("", *step.commands.splitlines(), "")
    yield from wrapped(f"worked when {step.worked}", "     ")
    yield from wrapped(f"if not: {step.otherwise}", "     ")


def _paragraphs(text: str) -> Iterator[str]:
    for block in text.split("\n\n"):
        yield from (" ".join(one.split()) for one in (block.splitlines() if block.startswith("- ") else [block]))


def rollback_markdown(found: Guidance) -> str:
    """For a ticket or a page of a runbook."""
    lines = [f"# Can run {found.run} go back?", "", f"{span(found.directory)}, in `{found.state}`", ""]
    lines += [f"**{found.headline}**", *(["", found.moving] if found.moving else []), "", "## What happened", ""]
    for one in _told_facts(found.way):
        subject = span(one.subject) if one.subject else "the run"
        lines += [f"- **{one.reversibility}**: {subject}: {'; '.join(prose(one_line(because)) for because in one.because)}"]
    lines += ["", "## What stands now", "", *(f"- {prose(one)}" for one in looks(found))]
    for told in found.told:
        lines += ["", *_guide_markdown(told)]
    return "\n".join(lines)


def _guide_markdown(told: Told) -> Iterator[str]:
    yield from (
        f"## {told.guide.title}",
        "",
        f"*{told.guide.reversibility}*. Source, {told.guide.date}: {told.guide.source}",
        "",
    )
    yield told.guide.text
    if told.unknown:
        yield from ("", f"Not known here, and to be filled in: {', '.join(one.upper() for one in told.unknown)}.")
    for number, step in enumerate(told.steps, 1):
        fence = "````" if "```" in step.commands else "```"
        yield from ("", f"### {number}. {step.title}", "", step.what, "", f"{fence}sh", step.commands, fence, "")
        yield from (f"It worked when {step.worked}", "", f"If not: {step.otherwise}")


def rollback_document(found: Guidance) -> str:
    """`migrator.rollback/1`."""
    return write(
        "rollback",
        {
            "run": found.run,
            "directory": found.directory,
            "state": found.state,
            "point": found.way.point,
            "reversibility": found.way.reversibility,
            "answer": found.headline,
            "working": found.moving is not None,
            "live": None if found.sights is None else [asdict(one) for one in found.sights],
            "facts": [_fact_document(one) for one in found.way.facts],
            "guides": [_guide_document(one) for one in found.told],
        },
    )


def _fact_document(one: Fact) -> Document:
    return {
        "id": one.id,
        "subject": one.subject or None,
        "reversibility": one.reversibility,
        "certain": one.certain,
        "because": list(one.because),
    }


def _guide_document(told: Told) -> Document:
    guide = told.guide
    return {
        "id": guide.id,
        "title": guide.title,
        "reversibility": guide.reversibility,
        "source": guide.source,
        "date": guide.date.isoformat(),
        "text": guide.text,
        "unknown": list(told.unknown),
        "steps": [asdict(one) for one in told.steps],
    }


def rollback_html(found: Guidance) -> str:
    """One page that works offline and loads nothing."""
    from migrator.report.html import PAGE, environment, policy  # noqa: PLC0415 - only where a page is wanted

    style = PAGE.joinpath("page.css").read_text(encoding="utf-8")
    tone = STYLES[found.way.reversibility]
    given = {"style": style, "policy": policy(style, ""), "tone": tone, "paragraphs": _paragraphs, "looks": looks(found)}
    given["facts"] = tuple(_told_facts(found.way))
    return environment().get_template("rollback.html").render(found=found, **given)
