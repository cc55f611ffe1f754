"""The judged plan: what every report is made from."""

from dataclasses import dataclass
from typing import Literal

import msgspec

from checks.model import Finding, Severity
from checks.plan.live import Witness
from runbooks.phases import Phase

# No flag goes on over these.
NEVER_ACCEPTED = frozenset({"deployment-missing", "never-touch", "only-destroys", "partly-applied", "plan-incomplete"})


@dataclass(frozen=True)
class Summary:
    """How many of each; `read` counts data sources, the rest managed resources; import and move include combined cases."""

    create: int = 0
    update: int = 0
    delete: int = 0
    replace: int = 0
    forget: int = 0
    read: int = 0
    no_op: int = 0
    imported: int = 0
    moved: int = 0


class JudgedChange(msgspec.Struct, frozen=True, gc=False):
    """One change of the plan. `order` is None unless it replaces; `expected` is None where no contract was asked.

    `dimensions` are those that its findings touch. A large plan has many: as a struct each is made in a fifth of the time.
    """

    address: str
    deposed: str | None
    type: str
    action: str
    order: str | None
    severity: Severity
    expected: bool | None
    because: tuple[str, ...]
    findings: tuple[str, ...]
    dimensions: tuple[str, ...] = ()


@dataclass(frozen=True)
class Contract:
    """How the plan compares with what the runbook documents; addresses. `rules` are variations that explain something."""

    runbook: str
    matched: int
    missing: tuple[str, ...]
    unexpected: tuple[str, ...]
    rules: tuple[str, ...] = ()


@dataclass(frozen=True)
class Forecast:
    """What to expect while the plan is applied: an estimate; how long in all, and how long a window to book, in minutes."""

    phases: tuple[Phase, ...]
    minutes: tuple[int, int]
    book: int


@dataclass(frozen=True)
class Upgrade:
    """A provider or a module whose version `init -upgrade` moves; None where there was none, or is none any more.

    `wanted` says that the migration asks for it; `because` is why, or why not.
    """

    kind: Literal["provider", "module"]
    name: str
    before: str | None
    after: str | None
    wanted: bool
    because: str


@dataclass(frozen=True)
class Assessment:
    """Everything that is said of a plan. `level` is a severity or `none`.

    `meaning` is the plan's semantic SHA-256, in hex; empty where the plan is only judged, and nobody can approve it.
    `live` is what the deployment itself was asked, `upgrades` are the versions that planning moved; both are empty where
    that was not seen.
    """

    level: str
    complete: bool
    summary: Summary
    changes: tuple[JudgedChange, ...]
    findings: tuple[Finding, ...]
    contract: Contract | None
    meaning: str
    forecast: Forecast | None = None
    live: tuple[Witness, ...] = ()
    upgrades: tuple[Upgrade, ...] = ()

    def blocking(self, accepted: frozenset[str] = frozenset()) -> tuple[str, ...]:
        """The codes that stop a run, less those accepted and acceptable; sorted."""
        return tuple(sorted({one.code for one in self.findings if one.blocks} - (accepted - NEVER_ACCEPTED)))
