"""How a run ends for the shell and for the person: exit code, answer, and what comes next."""

import shlex
from dataclasses import dataclass, replace

from checks.model import Verdict
from checks.problem import Exit
from migrator.again import spelled
from migrator.answer import Answer
from migrator.report.documents import run_document
from migrator.report.layout import section, wrapped
from migrator.report.plan import risk_text
from migrator.report.preflight import warned, warned_text
from migrator.report.risk import RiskReport
from migrator.report.text import again_lines, preflight_text
from migrator.standing import arguments, because, next_command, standing
from migrator.terminal.printable import one_line, printable
from runbooks.model import Runbook
from states.events import State
from states.ports import RunFiles
from states.run import Run
from states.stored import PREFLIGHT, load_assessment, load_verdict

EXITS = {State.DONE: Exit.DONE, State.WAITING: Exit.WAITING, State.BLOCKED: Exit.BLOCKED}


@dataclass(frozen=True)
class Ending:
    """Everything that is said where a run comes to rest."""

    run: Run
    files: RunFiles
    runbook: Runbook
    already: bool

    def text(self, answer: Answer) -> str:
        """What happened, and what comes next."""
        if self.run.state is State.DONE:
            return self._done(answer)
        body = self._preflight(answer) if self.run.came_from is State.PREFLIGHT else self._plan(answer)
        again = section("Approval is wanted again", "bold", again_lines(printable(because(self.run)), "  "), answer.paint)
        return "\n".join([body, *again, "", f"next: {one_line(next_command(self.run))}"])

    def document(self) -> str:
        """`migrator.run/1`."""
        return run_document(standing(self.run, running=False), self._judged())

    def _judged(self) -> Verdict | None:
        """The judgment that the run rests on: what blocks it, or what is to be approved."""
        if self.run.state not in (State.BLOCKED, State.WAITING):
            return None
        if self.run.came_from is State.PREFLIGHT:
            return self._verdict()
        return Verdict((*warned(self._verdict()), *load_assessment(self.files).findings))

    def _plan(self, answer: Answer) -> str:
        """The risk report; only a plan that can be approved has its hash shown."""
        report = RiskReport(load_assessment(self.files), accepted=self.run.accepted_codes)
        if self.run.state is not State.WAITING or self.run.offer is None:
            return risk_text(report, answer.paint)
        text = risk_text(replace(report, approval=self.run.offer.approval), answer.paint)
        return f"{text}\n{warned_text(self._verdict(), answer.paint)}".rstrip("\n")

    def _preflight(self, answer: Answer) -> str:
        return preflight_text(self._verdict(), answer.paint, self.run.accepted_codes)

    def _verdict(self) -> Verdict:
        """Preflight's verdict; "the same command" in its remedies is the one that makes this very run."""
        return spelled(load_verdict(self.files, PREFLIGHT), ["run", *arguments(self.run.inputs)])

    def _done(self, answer: Answer) -> str:
        if self.already:
            return f"Run {self.run.id} is done already; nothing was changed.\n\nnext: {next_command(self.run)}"
        return "\n".join(
            [answer.paint("The migration is done.", "good"), "", *afterwards(self.run, self.files, self.runbook)]
        )


def afterwards(run: Run, files: RunFiles, runbook: Runbook) -> list[str]:
    """What to do once the migration is done: commit what changed, know what is not the latest, find the papers."""
    return [
        "What comes next:",
        "  1. Commit what changed in the Terraform directory:",
        *(f"       {line}" for line in commit_lines(run, runbook)),
        *wrapped(f"2. {runbook.latest_note}", "  ", "   "),
        f"  3. The report: migrator report --dir {shlex.quote(run.inputs.directory)}",
        f"     The journal, the backup and the captured streams: {files.path('')}",
    ]


def commit_lines(run: Run, runbook: Runbook) -> tuple[str, ...]:
    """The git commands for the renames, the lock file and the override, exactly as this run made them."""
    layout = runbook.layout
    steps = run.swapped.steps if run.swapped else ()
    renamed = any(step.kind == "rename" for step in steps)
    override = [step.target for step in steps if step.kind == "write" and not run.inputs.remove_override]
    where = shlex.quote(run.inputs.directory)
    added = shlex.join([".terraform.lock.hcl", *override])
    if not renamed:
        return (f"cd {where} && git add {added} && git commit -m 'Migrate to the operator'",)
    return (
        f"cd {where}",
        # The files are moved already: git only has to be told.
        f"git add -A {shlex.join([layout.pre, layout.pre + layout.suffix, layout.post, layout.post + layout.suffix])}",
        f"git add {added}",
        "git commit -m 'Migrate to the operator'",
    )


def conclude(ending: Ending, answer: Answer) -> int:
    """Answer, and give the exit code."""
    run = ending.run
    answer.give(text=lambda: ending.text(answer), json=ending.document)
    return int(EXITS.get(run.state, Exit.FAILED))
