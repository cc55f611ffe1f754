"""preflight, plan, verify: judge the world without changing it."""

import os
import sys
from dataclasses import dataclass
from pathlib import Path

import click

from checks.facts import Missing
from checks.facts.health.before import Before
from checks.model import Verdict
from checks.plan.witnesses import hear
from checks.problem import Exit, Problem
from migrator.again import spelled
from migrator.answer import Answer, answers
from migrator.approvers import Nobody
from migrator.commands.options import Given, acceptances, chosen, chosen_of_health, consented, migration, need_tfvars
from migrator.commands.told import limited, now, tell
from migrator.control import Unasked
from migrator.durations import seconds
from migrator.journal import Runs
from migrator.journal.files import new_key
from migrator.report.preflight import Preflight, look_document, look_junit, look_markdown, look_text
from migrator.report.risk import RiskReport
from migrator.report.text import verify_text
from migrator.report.verify import health_document, health_junit, health_markdown
from migrator.scratch import scratch_name
from migrator.standing import MENDED_BY_OVERRIDE
from migrator.terminal.progress import Progress, watched
from migrator.wiring import World, world
from states.events import Saved
from states.health import examine
from states.inputs import Inputs, Who
from states.ports import Ports
from states.preflight import looked
from states.preview import look
from states.stored import load_before


def _duration(_context: click.Context, _option: click.Parameter, text: str) -> float:
    try:
        return seconds(text)
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


class NoFiles:
    """A command that keeps nothing: every file of a run is a mistake of the program."""

    def path(self, name: str) -> Path:
        """Never."""
        raise AssertionError(name)

    def write(self, name: str, content: bytes) -> Saved:  # noqa: ARG002 - the port's shape
        """Never."""
        raise AssertionError(name)

    def read(self, name: str) -> bytes:
        """Never."""
        raise AssertionError(name)

    def key(self) -> bytes:
        """One that nothing is kept under."""
        return new_key()

    def scratch(self) -> Path:
        """A fresh name outside the workspace."""
        return scratch_name()


@dataclass(frozen=True)
class Dry:
    """What a command needs that keeps nothing."""

    world: World
    inputs: Inputs
    ports: Ports

    @classmethod
    def make(cls, given: Given, shown: Progress, *, from_cluster: bool = False) -> "Dry":
        """Wire the world for one look at it."""
        inputs = consented(given.inputs(), given, os.environ)
        need_tfvars(inputs)
        made = world(inputs, os.environ, given.terraform_bin, shown.note, from_cluster=from_cluster)
        return cls(made, inputs, made.ports(NoFiles(), Nobody(), Who(None, "", ""), shown.note, control=Unasked()))


@click.command()
@migration
@click.option("--only", multiple=True, metavar="CODE|GROUP", help="Only these checks; repeats.")
@click.option("--skip", multiple=True, metavar="CODE|GROUP", help="Leave these checks out; repeats.")
@click.option("--accept", multiple=True, metavar="CODE=REASON", help="Judge as `run` would with the same acceptance.")
@click.option("--from-cluster", is_flag=True, help="Run a pod in the cluster, once, to see which hosts the nodes reach.")
@answers
@watched
def preflight(
    *,
    given: Given,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    accept: tuple[str, ...],
    from_cluster: bool,
    answer: Answer,
    shown: Progress,
) -> int:
    """Gather facts, judge them all, print what was proved, what failed, what could not be told.

    Touches nothing; with --from-cluster one pod is made in the cluster and removed again.
    """
    choice, accepted = chosen(only, skip), frozenset(code for code, _ in acceptances(accept))
    dry = Dry.make(given, shown, from_cluster=from_cluster)
    with shown:
        look = looked(dry.inputs, dry.ports, dry.world.runbook, choice)
    found = Preflight.of(look, spelled(look.verdict, sys.argv[1:]), accepted)
    answer.give(
        text=lambda: look_text(found, answer.paint),
        md=lambda: look_markdown(found),
        json=lambda: look_document(found),
        junit=lambda: look_junit(found),
    )
    return int(Exit.BLOCKED if look.verdict.blocking(accepted) else Exit.DONE)


@click.command()
@migration
@limited
@answers
@watched
def plan(given: Given, limit: int | None, answer: Answer, shown: Progress) -> int:
    """The dry run: what this migration would create, update, destroy and replace, and how risky that is. Touches nothing.

    Every Terraform of it runs in a scratch copy. Exit code 3 where something blocks.
    """
    return dry_run(given, answer, shown, limit)


def dry_run(given: Given, answer: Answer, shown: Progress, limit: int | None = None) -> int:
    """Preflight and preview, answered as one risk report."""
    dry = Dry.make(given, shown)
    with shown:
        before = looked(dry.inputs, dry.ports, dry.world.runbook)
        verdict = spelled(before.verdict, sys.argv[1:])
        if verdict.blocking():
            raise preflight_blocks(verdict)
        live = hear(before.gathered.facts, dry.ports.clock.now())
        seen = look(dry.inputs, dry.ports, dry.world.runbook, dry.ports.files.scratch(), live)
    report = RiskReport(
        seen.assessment,
        approval=seen.offer.approval,
        subject=str(dry.world.workspace.path),
        made_at=now(),
        places=dry.world.workspace.places(),
        limit=limit,
    )
    tell(report, answer)
    return int(Exit.BLOCKED if report.stops else Exit.DONE)


def preflight_blocks(verdict: Verdict) -> Problem:
    """A dry run cannot go on from here: what blocks it, and the remedies."""
    blocking = verdict.blocking()
    lines = [
        f"{one.code} ({one.subject}): {'; '.join(one.because)}\n  remedy: {one.remedy}"
        for one in verdict.findings
        if one.blocks
    ]
    lines += [f"{one.code}: could not be told: {one.reason}" for one in verdict.unknown if one.blocks]
    return Problem(
        blocking[0] if len(blocking) == 1 else "preflight-blocks",
        what=f"Preflight blocks: {', '.join(blocking)}.",
        why="\n".join(lines),
        next=next_after(verdict),
        exit=Exit.BLOCKED,
    )


def next_after(verdict: Verdict) -> str:
    """The command that removes the first obstacle."""
    if MENDED_BY_OVERRIDE & set(verdict.blocking()):
        return "the same command with --override yes  # writes migrator_override.tf, which mends these files' own faults"
    return f"migrator explain {verdict.blocking()[0]}"


@click.command()
@migration
@click.option("--wait", "patience", default="0", metavar="DURATION", callback=_duration, help="Wait so long: 90s, 10m, 1h.")
@click.option("--only", multiple=True, metavar="CODE|GROUP", help="Only these checks; repeats.")
@click.option("--skip", multiple=True, metavar="CODE|GROUP", help="Leave these checks out; repeats.")
@click.option("--accept", multiple=True, metavar="CODE=REASON", help="Judge as `run` would with the same acceptance.")
@answers
@watched
def verify(
    *,
    given: Given,
    patience: float,
    only: tuple[str, ...],
    skip: tuple[str, ...],
    accept: tuple[str, ...],
    answer: Answer,
    shown: Progress,
) -> int:
    """Prove that the migrated deployment is healthy: a second plan is empty, the application runs, users reach it.

    Exit code 5 where it is not. What was before is compared with what the newest run's preflight kept.
    """
    codes, accepted = chosen_of_health(only, skip), frozenset(code for code, _ in acceptances(accept))
    dry = Dry.make(given, shown)
    with shown:
        before = kept_before(Path(dry.inputs.directory))
        verdict = spelled(examine(dry.ports, dry.world.runbook, before, patience=patience, codes=codes), sys.argv[1:])
    answer.give(
        text=lambda: verify_text(verdict, answer.paint, accepted),
        md=lambda: health_markdown(verdict, accepted),
        json=lambda: health_document(verdict, accepted),
        junit=lambda: health_junit(verdict, accepted),
    )
    return int(Exit.UNHEALTHY if verdict.blocking(accepted) else Exit.DONE)


def kept_before(directory: Path) -> Before | Missing:
    """What the newest run's preflight saw."""
    runs = Runs(directory)
    names = runs.names()
    return load_before(runs.files(max(names))) if names else Missing("no run here has seen what was before")
