"""How a run ends for the shell and for the person: exit code, answer, and what comes next."""

import shlex
from dataclasses import dataclass

from checks.problem import Exit
from migrator.answer import Answer
from migrator.report import plan_text, preflight_text, run_document
from migrator.standing import next_command, standing
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
        body = self._waiting(answer) if self.run.state is State.WAITING else self._blocked(answer)
        return f"{body}\n\nnext: {next_command(self.run)}"

    def _waiting(self, answer: Answer) -> str:
        offer = self.run.offer
        return plan_text(load_assessment(self.files), offer.approval if offer else "", answer.paint)

    def _blocked(self, answer: Answer) -> str:
        if self.run.came_from is State.PREFLIGHT:
            return preflight_text(load_verdict(self.files, PREFLIGHT), answer.paint)
        return self._waiting(answer)

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
        f"  2. {runbook.latest_note}",
        f"  3. The report: migrator report --dir {shlex.quote(run.inputs.directory)}",
        f"     The journal, the backup and the captured streams: {files.path('')}",
    ]


def commit_lines(run: Run, runbook: Runbook) -> tuple[str, ...]:
    """The git commands for the renames, the lock file and the override, exactly as this run made them."""
    layout = runbook.layout
    steps = run.swapped.steps if run.swapped else ()
    renamed = any(step.kind == "rename" for step in steps)
    override = [step.target for step in steps if step.kind == "write"]
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
    answer.give(text=lambda: ending.text(answer), json=lambda: run_document(standing(run, running=False)))
    return int(EXITS.get(run.state, Exit.FAILED))
