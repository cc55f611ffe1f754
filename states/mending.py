"""Putting right what a dead Terraform or a damaged journal left: the events, and the fold of the former.

Each act has an intent and an outcome.
"""

from dataclasses import dataclass, replace

from states.inputs import Who

# What a person answers for with `--accept`, once it was put before one.
DOUBT, TAINT = "apply-in-doubt", "tainted-though-healthy"


@dataclass(frozen=True)
class Import:
    """An address of the configuration, and what is imported there."""

    address: str
    id: str


@dataclass(frozen=True)
class Doubted:
    """These addresses were put before a person, with why only a person can tell; sentences with the cloud's own ids."""

    addresses: tuple[str, ...]
    because: tuple[str, ...]


@dataclass(frozen=True)
class TaintOffered:
    """A person may have these untainted; until then they are planned to be replaced."""

    addresses: tuple[str, ...]
    because: tuple[str, ...]


@dataclass(frozen=True)
class ReconcileIntended:
    """What exists and no state knows is about to be planned as an import; what is to be untainted is about to be."""

    imports: tuple[Import, ...]
    untaints: tuple[str, ...]


@dataclass(frozen=True)
class Reconciled:
    """The untaints are done, and the plan that follows has the imports."""

    imports: tuple[Import, ...]
    untaints: tuple[str, ...]


@dataclass(frozen=True)
class Reconsidered:
    """What waits for approval is planned again, since a person answered for something."""

    then: str = "replan"


@dataclass(frozen=True)
class UnlockAsked:
    """A person wants the lock with this id removed, if it is one that this run's dead Terraform left."""

    id: str
    who: Who


@dataclass(frozen=True)
class UnlockIntended:
    """`terraform force-unlock` is about to run."""

    id: str


@dataclass(frozen=True)
class Unlocked:
    """The lock is gone."""

    id: str


@dataclass(frozen=True)
class PushIntended:
    """`errored.tfstate` is about to be pushed to the backend: it is the newer one of the same lineage."""

    lineage: str
    serial: int
    sha256: str


@dataclass(frozen=True)
class Pushed:
    """The backend has it; the file is in the run's directory under `kept`."""

    serial: int
    kept: str


@dataclass(frozen=True)
class TriedAgain:
    """A command that changes nothing failed for known causes that pass, and is about to be tried once more."""

    command: str
    failures: tuple[str, ...]


@dataclass(frozen=True)
class Repaired:
    """The journal was damaged behind this point: `lost` lines are in the file `kept` beside it, and count no more.

    `names` are the kinds of the lost events that could still be read, in their order.
    """

    kept: str
    lost: int
    names: tuple[str, ...]


@dataclass(frozen=True)
class Recovered:
    """Applies that left streams and no event in the journal: a person looked what became of them, and answers for it."""

    applies: tuple[str, ...]


Mended = (
    Doubted | TaintOffered | ReconcileIntended | Reconciled | Reconsidered | UnlockAsked | UnlockIntended | Unlocked
    | PushIntended | Pushed | TriedAgain
)  # fmt: skip


@dataclass(frozen=True)
class Mending:
    """What was put before a person, and what a person answered.

    `healthy` says of each that is `offered` why it may be kept; `untainting` are addresses that may be untainted.
    """

    doubted: tuple[str, ...] = ()
    because: tuple[str, ...] = ()
    vouched: tuple[str, ...] = ()
    offered: tuple[str, ...] = ()
    healthy: tuple[str, ...] = ()
    untainting: tuple[str, ...] = ()
    unlock: str | None = None


def mended(before: Mending, event: Mended) -> Mending:
    """After one more event."""
    match event:
        case Doubted(addresses=addresses, because=because):
            return replace(before, doubted=addresses, because=because)
        case TaintOffered(addresses=addresses, because=because):
            return replace(before, offered=addresses, healthy=because)
        case UnlockAsked(id=ident):
            return replace(before, unlock=ident)
        case Unlocked():
            return replace(before, unlock=None)
        case Reconciled(untaints=untaints):
            return replace(before, untainting=tuple(one for one in before.untainting if one not in untaints))
    return before


def accepted(before: Mending, code: str) -> Mending:
    """After a person's answer; it counts for what was put before one, and for nothing else."""
    if code == DOUBT:
        return replace(before, vouched=tuple(sorted({*before.vouched, *before.doubted})), doubted=(), because=())
    if code == TAINT:
        return replace(before, untainting=before.offered, offered=(), healthy=())
    return before
