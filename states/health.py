"""Looking at a deployment's health, and waiting for what is on its way.

All groups are asked at the same time. What does not hold yet is asked again as soon as the cluster changes, or after a
while; what holds is asked again once more at the end, so that the verdict is of one time.
"""

from datetime import timedelta

from checks.facts import Missing
from checks.facts.health import Health
from checks.facts.health.before import Before
from checks.health.groups import chosen, groups_of, judge
from checks.health.model import Judged
from checks.health.order import told
from checks.model import Verdict
from runbooks.model import Runbook
from states.clocks import Clocks
from states.gather import asked, assemble
from states.ports import Note, Ports

TELL_EVERY = timedelta(seconds=10)
# Between two looks: what is not of the cluster is asked again after a second at first, and more rarely the longer it takes.
SHORTEST, LONGEST, SLOWER = 1.0, 10.0, 20.0


def examine(
    ports: Ports, runbook: Runbook, before: Before | Missing, *, patience: float, codes: frozenset[str] | None = None
) -> Verdict:
    """Judge the deployment's health, waiting up to `patience` seconds for what comes; all checks, or those of `codes`."""
    return _Vigil(ports, runbook, before, patience, chosen() if codes is None else codes).verdict()


class _Vigil:
    def __init__(
        self, ports: Ports, runbook: Runbook, before: Before | Missing, patience: float, codes: frozenset[str]
    ) -> None:
        self._codes = codes
        self._ports = ports
        self._runbook = runbook
        self._facts = Health(ports.workspace.values(), before)
        self._began = ports.clock.now()
        self._ends = self._began + timedelta(seconds=patience)
        self._told = self._began - TELL_EVERY
        self._clocks = Clocks(runbook.verification)

    def verdict(self) -> Verdict:
        every = groups = groups_of(self._codes)
        while True:
            judged = self._look(groups)
            now = self._ports.clock.now()
            open_ = self._clocks.open(judged, now)
            if now >= self._ends or (not open_ and groups == every):
                return Verdict.of(told(judged, self._runbook.verification.codes))
            if open_:
                self._wait(open_)
            groups = groups_of(one.code for one in open_) if open_ else every

    def _look(self, groups: frozenset[str]) -> tuple[Judged, ...]:
        questions = self._ports.probes.health_questions(self._facts.values, groups)
        self._facts = assemble(self._facts, asked(questions))
        return judge(self._facts, self._runbook, self._codes)

    def _wait(self, open_: tuple[Judged, ...]) -> None:
        now = self._ports.clock.now()
        if now - self._told >= TELL_EVERY:
            self._told = now
            for line in self._clocks.lines(open_, now):
                self._ports.note(Note(line))
        waited, left = (now - self._began).total_seconds(), (self._ends - now).total_seconds()
        self._ports.probes.changed(min(SHORTEST + waited / SLOWER, LONGEST, left))
