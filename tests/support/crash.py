"""Starts a run on the world in memory as `migrator run` does, lets it die or fail at a named instant, starts it again."""

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from enum import StrEnum

import runbooks
from checks.problem import Problem
from migrator.commands.asked import Asked
from migrator.commands.run import _lost, _resume
from states.engine import Recorder, drive
from states.events import Approved, Offer, Started, State
from states.inputs import Inputs
from states.run import Run, after, fold
from states.table import steps
from states.terraform import Directory
from tests.support.ports import Stage
from tests.support.small_plans import EFFECTS, PET
from tests.support.terraform_port import trouble
from tests.support.world import HERE, INPUTS, OVERRIDE_FILE, POST_FILE, PRE_FILE, RUN, WHO, Death

RUNBOOK = runbooks.load("wandb-aws-operator")
STEPS = steps(RUNBOOK)
SWAPPED = (("write", OVERRIDE_FILE), ("rename", POST_FILE), ("rename", PRE_FILE + ".disabled"), ("undo", OVERRIDE_FILE))
IN_DOUBT = "apply-in-doubt"


class Survival(StrEnum):
    """What becomes of a Terraform whose migrator dies."""

    WORKS_ON = "works on"  # and is still at it when the next start looks
    FINISHES = "finishes"  # before the next start looks
    DIES = "dies"


@dataclass
class Scenario:
    """One run from its first start to its end, and everything that is held of it."""

    survival: Survival = Survival.WORKS_ON
    inputs: Inputs = field(default_factory=lambda: replace(INPUTS, remove_override=True))
    stage: Stage = field(default_factory=Stage)

    def start(self, hook: Callable[[str], None] = lambda _: None, *accept: str) -> Run:
        """One start, as the command makes it; Death and Problem come out of it."""
        self._reopen(hook)
        if not self.stage.journal.kept:
            self.stage.journal.append(Started("run", "0", self.inputs, WHO))
        recorder = Recorder(self.stage.journal, lambda _stamped, _run: None)
        asked = Asked(accept=tuple((code, "looked") for code in accept))
        _resume(recorder, asked, WHO, _lost(recorder.run, asked, self.stage.terraform, RUN))
        return drive(recorder, self.stage.ports(), STEPS)

    def _reopen(self, hook: Callable[[str], None]) -> None:
        self.stage.world.dead = False
        self.stage.world.hook = hook
        self.stage.journal.broken = False

    def dies(self, hook: Callable[[str], None], *accept: str) -> bool:
        """Start, and die where the hook says; False where it got to the end."""
        try:
            self.start(hook, *accept)
        except Death:
            self._survive()
            return True
        return False

    def _survive(self) -> None:
        for one in self.stage.terraform.applies.values():
            if self.survival is Survival.DIES:
                one.kill()
            elif self.survival is Survival.FINISHES:
                one.finish()

    def goes_on(self, hook: Callable[[str], None] = lambda _: None, starts: int = 8) -> Run:
        """Start until it is done: what dies is started again, what is in doubt put right and answered for, causes mended."""
        accepted: tuple[str, ...] = ()
        for _ in range(starts):
            try:
                return self.start(hook, *accepted)
            except Death:
                self._survive()
            except Problem as problem:
                accepted = (IN_DOUBT,) if problem.code == IN_DOUBT else ()
                self.stage.terraform.mend()
        raise AssertionError(f"not done after {starts} starts")

    @property
    def left(self) -> bool:
        """Whether a plan would still change something."""
        return bool(self.stage.terraform.changes(Directory(HERE)))

    def faults(self, approvals: int = 1) -> list[str]:
        """Everything that does not hold at the end."""
        world, terraform = self.stage.world, self.stage.terraform
        events = [one.event for one in self.stage.journal.kept]
        said = {
            f"not done but {fold(self.stage.journal.events()).state}": not self._done(),
            f"effects {Counter(world.effects)}": Counter(_outside(world.effects))
            != Counter((*EFFECTS, *self._file_effects())),
            f"a saved plan was started twice: {terraform.started}": len({*terraform.started}) != len(terraform.started),
            f"scratch directories are left: {world.scratches}": bool(world.scratches),
            "approval was not given as often as needed": sum(isinstance(one, Approved) for one in events) != approvals,
            "somebody was asked again after an approval": len(self.asked_again) != approvals - 1,
            f"something is left to do: {sorted(world.state)}": world.state != terraform.wanted["post"],
            f"snapshots {sorted(self.stage.belongings.made)}": list(self.stage.belongings.made) != ["migrator-run"],
            "a Terraform still runs": any(one.alive for one in terraform.applies.values()),
        }
        return [text for text, wrong in said.items() if wrong]

    @property
    def asked_again(self) -> list[Offer]:
        """The offers that were put before a person though an approval stood in the journal."""
        return [offer for offer, approved in self.stage.approver.asked if approved]

    def _file_effects(self) -> tuple[tuple[str, str], ...]:
        return SWAPPED if self.inputs.remove_override else SWAPPED[:-1]

    def _done(self) -> bool:
        """Whether the run is done; on the way, every prefix of the journal is folded."""
        kept = self.stage.journal.events()
        run = fold(kept[:1])
        for one in kept[1:]:
            run = after(run, one)
        return run.state is State.DONE


def _outside(effects: list[tuple[str, ...]]) -> list[tuple[str, ...]]:
    """What is nowhere but in the state may be made again where that was lost."""
    local = ("create", PET)
    return [one for number, one in enumerate(effects) if one != local or local not in effects[:number]]


def at(name: str, *, fail: bool = False) -> Callable[[str], None]:
    """A hook that kills the process at that instant, or lets what happens there fail with a Problem."""

    def hook(instant: str) -> None:
        if instant == name:
            raise trouble("injected") if fail else Death(instant)

    return hook


def after_instants(number: int) -> Callable[[str], None]:
    """A hook that kills the process at its so-and-so-manieth instant; those of concurrent probes do not count."""
    left = [number]

    def hook(instant: str) -> None:
        if instant.startswith(("probes.", "terraform.fact")):
            return
        left[0] -= 1
        if left[0] < 0:
            raise Death(instant)

    return hook


def instants(make: Callable[[], Scenario] = Scenario) -> tuple[str, ...]:
    """Every instant of a run to its end, but for its first line: without that there is no run."""
    scenario = make()
    scenario.goes_on()
    assert not scenario.faults(), scenario.faults()
    return tuple(sorted(one for one in scenario.stage.world.passed if not one.startswith("journal Started")))
