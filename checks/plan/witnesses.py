"""What preflight's facts say to a plan: the answers that weigh on its findings."""

from collections.abc import Iterable, Iterator
from datetime import datetime, timedelta

from checks.facts import Facts, Missing, NotThere
from checks.facts.kubernetes import Budget
from checks.facts.live import BucketFact, DatabaseFact, SnapshotFact
from checks.plan.live import Live, Weight, Witness, spell

FRESH, OLD = timedelta(hours=24), timedelta(days=7)


def hear(facts: Facts, now: datetime) -> Live:
    """The answers, known or not."""
    name = facts.known.values.namespace or ""
    return Live(now, tuple(_all(facts, name, now)))


def _all(facts: Facts, name: str, now: datetime) -> Iterator[Witness]:
    yield _snapshot(facts.live.snapshots, name, now)
    yield from _database(facts.live.database, name)
    yield _versioning(facts.live.bucket)
    yield _budgets(facts.kubernetes.budgets, name)


def _snapshot(every: tuple[SnapshotFact, ...] | Missing, name: str, now: datetime) -> Witness:
    if isinstance(every, Missing):
        return Witness("snapshot", name, every.why, Weight.UNKNOWN)
    newest = max((one for one in every if one.status == "available"), key=lambda one: one.made, default=None)
    if newest is None:
        return Witness("snapshot", name, f"there is no manual snapshot of {name}", Weight.RAISES)
    age = now - newest.made
    weight = Weight.LOWERS if age <= FRESH else Weight.RAISES if age > OLD else Weight.NAMED
    return Witness("snapshot", name, f"newest snapshot {newest.name} is {spell(age)} old", weight)


def _database(fact: DatabaseFact | NotThere | Missing, name: str) -> Iterator[Witness]:
    if not isinstance(fact, DatabaseFact):
        for topic in ("automatic backups", "deletion protection", "standby"):
            yield Witness(topic, name, _why(fact), Weight.UNKNOWN)
        return
    yield _backups(fact)
    says = f"deletion protection of {name} is {'on: AWS refuses to delete it' if fact.protected else 'off'}"
    yield Witness("deletion protection", name, says, Weight.LOWERS if fact.protected else Weight.NAMED)
    spread = f"{name} has instances in several zones" if fact.several_zones else f"{name} has no standby in another zone"
    yield Witness("standby", name, spread, Weight.LOWERS if fact.several_zones else Weight.NAMED)


def _backups(fact: DatabaseFact) -> Witness:
    if fact.retention:
        says = f"automatic backups of {fact.name} reach back {fact.retention} days"
        return Witness("automatic backups", fact.name, says, Weight.NAMED)
    return Witness("automatic backups", fact.name, f"{fact.name} has no automatic backups", Weight.RAISES)


def _versioning(fact: BucketFact | NotThere | Missing) -> Witness:
    if not isinstance(fact, BucketFact):
        return Witness("versioning", "", _why(fact), Weight.UNKNOWN)
    says = f"versioning of {fact.name} is {'on' if fact.versioned else 'off'}"
    return Witness("versioning", fact.name, says, Weight.LOWERS if fact.versioned else Weight.RAISES)


def _budgets(every: Iterable[Budget] | Missing, name: str) -> Witness:
    topic = "disruption budgets"
    if isinstance(every, Missing):
        return Witness(topic, name, every.why, Weight.UNKNOWN)
    known = tuple(every)
    tight = [f"{one.namespace}/{one.name}" for one in known if one.allowed == 0]
    if tight:
        more = f" and {len(tight) - 1} more" if len(tight) > 1 else ""
        return Witness(topic, name, f"PodDisruptionBudget {tight[0]}{more} lets no pod go", Weight.RAISES)
    says = f"each of {len(known)} PodDisruptionBudgets lets a pod go" if known else "no PodDisruptionBudget keeps a pod"
    return Witness(topic, name, says, Weight.NAMED)


def _why(fact: NotThere | Missing) -> str:
    return fact.why if isinstance(fact, Missing) else f"{fact.what} does not exist"
