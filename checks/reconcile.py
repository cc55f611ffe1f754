"""What becomes of what an apply began and a plan would begin again. Nothing is created twice because nobody looked.

The plan has refreshed the state: what it does not want to create is in the state, and what was updated or deleted in the
meantime it knows. What is left are creations that a journal tells of and the state does not, and what is tainted. Of these
the cloud is asked, and each gets one outcome:

recreate  it is not there, or making it again makes no second one: the plan may stand
adopt     it is there, and no state knows it: an import, which is a change of the plan, and so approved like any other
untaint   Terraform did not see it become ready, and it is: no plan can say so, so a person is offered it
wait      it is still being made, or goes
ask       nobody can tell, or two would be left: a person has to look
"""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from checks.facts.answers import Missing, NotThere
from checks.facts.existing import Condition, Existing
from checks.model import Finding, Severity
from checks.plan.actions import action
from checks.plan.decode import Plan, Resource, value
from runbooks.identity import Identity

# The import form of what the service knows by its own id alone.
ID = "{id}"
TAINTED = "replace_because_tainted"
UNFIT = "it cannot be told which one it would be"


class Outcome(StrEnum):
    """See above."""

    RECREATE = "recreate"
    ADOPT = "adopt"
    UNTAINT = "untaint"
    WAIT = "wait"
    ASK = "ask"


@dataclass(frozen=True)
class Begun:
    """A creation that a journal tells of. `ended` is None where nobody saw it end, else `completed` or `errored`."""

    address: str
    ended: str | None = None
    id: str | None = None
    vouched: bool = False


@dataclass(frozen=True)
class Doubt:
    """One thing to be looked for. `keys` are what is known of it.

    `occupied` says that the state has something else at its address, which is to be replaced; `held` is the id of that.
    """

    begun: Begun
    type: str
    identity: Identity | None
    keys: Mapping[str, str]
    occupied: bool = False
    held: str | None = None
    tainted: bool = False

    @property
    def findable(self) -> bool:
        """Whether the cloud can be asked for it: everything that tells it from others is known, or an id that does alone."""
        if self.identity is None:
            return False
        return self.keys.keys() == set(self.identity.keys) or (self.id is not None and self.identity.form == ID)

    @property
    def id(self) -> str | None:
        """What the service calls it, where that is known."""
        return self.held if self.tainted else self.begun.id


@dataclass(frozen=True)
class Settlement:
    """What becomes of one address. `id` is what adopt imports; `why` is a sentence with the service's own id in it."""

    address: str
    outcome: Outcome
    why: str
    id: str = ""


def doubts(plan: Plan, begun: Mapping[str, Begun], identities: Mapping[str, Identity]) -> tuple[Doubt, ...]:
    """What the plan would create although it was begun before, and what it would replace for being tainted."""
    creating = (one for one in plan.resource_changes if one.deposed is None and action(one) in ("create", "replace"))
    return tuple(_doubt(one, begun[one.address], identities.get(one.type)) for one in creating if one.address in begun)


def _doubt(change: Resource, begun: Begun, identity: Identity | None) -> Doubt:
    tainted = change.action_reason == TAINTED
    before, after = _object(change.change.before), _object(change.change.after)
    held = before.get("id")
    keys = _keys(identity, before if tainted else after)
    occupied = action(change) == "replace"
    return Doubt(begun, change.type, identity, keys, occupied, held if isinstance(held, str) else None, tainted)


def _object(raw: object) -> dict[str, object]:
    found = value(raw)  # type: ignore[arg-type]
    return found if isinstance(found, dict) else {}


def _keys(identity: Identity | None, values: Mapping[str, object]) -> dict[str, str]:
    names = identity.keys if identity else ()
    return {name: str(values[name]) for name in names if isinstance(values.get(name), str | int | float)}


def unasked(doubt: Doubt) -> Settlement | None:
    """The settlement of what the cloud need not, or cannot, be asked for; None where it is to be asked."""
    kind = doubt.identity.kind if doubt.identity else None
    if kind == "setting" and not doubt.tainted:
        return _settled(doubt, Outcome.RECREATE, "a setting of something else: it is written again, and is the same")
    if kind == "local":
        return _settled(doubt, Outcome.RECREATE, "it is nowhere but in the state")
    if doubt.tainted:
        return None if doubt.findable else _settled(doubt, Outcome.RECREATE, "it is tainted, and how it is cannot be asked")
    if doubt.findable:
        return None
    if doubt.identity and doubt.identity.within and doubt.identity.within not in doubt.keys:
        return _settled(doubt, Outcome.RECREATE, "a part of what is new itself; another one went, or goes, with the old one")
    return _failed_or_unclear(doubt, UNFIT if doubt.identity else f"how to look for {doubt.type} is not known here")


def settle(doubt: Doubt, found: Existing | NotThere | Missing) -> Settlement:
    """What becomes of it, by what the cloud said."""
    if isinstance(found, Missing):
        if doubt.tainted:
            return _settled(doubt, Outcome.RECREATE, f"it is tainted, and how it is could not be told: {found.why}")
        return _unclear(doubt, f"whether it exists could not be told: {found.why}")
    if isinstance(found, NotThere):
        return _settled(doubt, Outcome.RECREATE, "it does not exist")
    if found.condition is Condition.BUSY:
        return _settled(doubt, Outcome.WAIT, f"{found.id} is {found.said}")
    return _tainted(doubt, found) if doubt.tainted else _there(doubt, found)


def _tainted(doubt: Doubt, found: Existing) -> Settlement:
    if found.condition is Condition.READY:
        return _settled(doubt, Outcome.UNTAINT, f"{found.id} is {found.said}, and the state calls it tainted")
    return _settled(doubt, Outcome.RECREATE, f"{found.id} is {found.said}, and tainted")


def _there(doubt: Doubt, found: Existing) -> Settlement:
    if doubt.occupied and doubt.held == found.id:
        return _settled(doubt, Outcome.RECREATE, "the new one does not exist; what does is the one that is to go")
    if doubt.occupied:
        return _unclear(doubt, f"{found.id} exists beside {doubt.held or 'the old one'}, and only the older is in the state")
    if found.condition is Condition.FAILED or doubt.identity is None:
        return _unclear(doubt, f"{found.id} exists, is {found.said}, and is not in the state")
    return _adopted(doubt, doubt.identity, found)


def _adopted(doubt: Doubt, identity: Identity, found: Existing) -> Settlement:
    try:
        ident = identity.import_id(found.id, dict(doubt.keys))
    except LookupError:
        return _unclear(doubt, f"{found.id} exists and is not in the state; what to import it by cannot be told")
    whose = "; it may be what was there before the apply failed" if doubt.begun.ended == "errored" else ""
    return _settled(doubt, Outcome.ADOPT, f"{found.id} exists, is {found.said}, and is not in the state{whose}", ident)


def _failed_or_unclear(doubt: Doubt, why: str) -> Settlement:
    """What Terraform itself said to have failed it may try again, where there is no way to know better."""
    if doubt.begun.ended == "errored":
        return _settled(doubt, Outcome.RECREATE, f"Terraform said that it failed; {why}")
    return _unclear(doubt, why)


def _unclear(doubt: Doubt, why: str) -> Settlement:
    """A person is asked once: who has answered for it is not asked again."""
    if doubt.begun.vouched:
        return _settled(doubt, Outcome.RECREATE, f"{why}; a person answered for it")
    return _settled(doubt, Outcome.ASK, why)


def _settled(doubt: Doubt, outcome: Outcome, why: str, ident: str = "") -> Settlement:
    return Settlement(doubt.begun.address, outcome, why, ident)


def keepable(address: str, why: str) -> Finding:
    """The finding beside a replacement that a person need not have."""
    return Finding(
        "tainted-though-healthy",
        Severity.MEDIUM,
        blocks=False,
        subject=address,
        because=(why,),
        remedy="migrator run --accept tainted-though-healthy='why it is to be kept'  # untaints it, and goes on",
    )
