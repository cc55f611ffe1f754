"""What is seen right now, against what a run's journal says.

It makes an answer worse, and better only where it disproves a doubt. What is not known is said, and changes nothing.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum

from checks.facts import Missing, NotThere
from checks.facts.progress import Acted, Files, Progress
from checks.facts.standing import Before, Standing, StateNow
from checks.plan.model import JudgedChange
from checks.rollback import Fact, WayBack, answered, facts_of
from runbooks.rollback import Rollback

WHOLE = "available"
BEGUN_NOT_DONE = "begun-not-done"


class Seen(StrEnum):
    """How a look compares with what was there before the run."""

    AS_BEFORE = "as-before"
    CHANGED = "changed"
    UNKNOWN = "unknown"


@dataclass(frozen=True)
class Sight:
    """One look: what at, how it compares, and what was seen, in a sentence."""

    about: str
    seen: Seen
    says: str


@dataclass(frozen=True)
class Look:
    """Everything that was looked at, with the facts that it adds and the ids of those that it disproves."""

    sights: tuple[Sight, ...]
    facts: Mapping[str, str]
    disproved: frozenset[str]


def weighed(
    progress: Progress,
    changes: Iterable[JudgedChange],
    before: Before | None,
    standing: Standing,
    known: Rollback,
    *,
    settled: bool,
) -> tuple[WayBack, tuple[Sight, ...]]:
    """The way back by journal and world together, and what was looked at.

    `settled` says that nothing of the run is at work: only then a look disproves that something that was begun was done.
    """
    whole = with_state(progress, changes, before, standing.state)
    look = looked(whole, before, standing)
    facts = facts_of(whole, known)
    kept = [_disproved(one, known) if settled and one.id in look.disproved and not one.certain else one for one in facts]
    added = [_added(ident, why, known) for ident, why in look.facts.items() if ident not in {one.id for one in kept}]
    return answered((*added, *kept), known), look.sights


def with_state(
    progress: Progress, changes: Iterable[JudgedChange], before: Before | None, state: StateNow | Missing | None
) -> Progress:
    """With what only the state tells: approved creates that are in it, approved deletes that are not any more."""
    if not isinstance(state, StateNow) or before is None or state.lineage != before.lineage:
        return progress
    seen = {one.address for one in progress.acted}
    done = {"create": lambda at: at in state.addresses, "delete": lambda at: at not in state.addresses}
    more = (
        Acted(one.address, one.type, one.action, one.findings, (*one.because, "only the state tells of it"), certain=True)
        for one in changes
        if one.address not in seen and one.action in done and done[one.action](one.address)
    )
    return replace(progress, acted=(*progress.acted, *more))


def looked(progress: Progress, before: Before | None, standing: Standing) -> Look:
    """Each answer beside what is expected."""
    every = tuple(_every(progress, before, standing))
    facts = {fact: sight.says for sight, fact in every if fact and sight.seen is Seen.CHANGED}
    disproved = frozenset(fact for sight, fact in every if fact and sight.seen is Seen.AS_BEFORE)
    return Look(tuple(sight for sight, _ in every), facts, disproved)


def _every(progress: Progress, before: Before | None, standing: Standing) -> Iterator[tuple[Sight, str]]:
    """Each sight, with the fact that it stands for where something changed."""
    yield from _state(progress, before, standing.state)
    ours = bool(progress.acted)
    yield from _gone(standing.gone, "old-application-gone" if ours else "objects-missing")
    yield from _record(before, standing.record, "record-moved" if ours else "record-missing")
    yield from _balancer(standing.balancer)
    yield from _retention(before, standing.retention)
    yield from _new(standing.new_application)
    yield from _snapshot(standing.snapshot, started=_started(progress) or bool(_known(standing.new_application)))


def _state(progress: Progress, before: Before | None, now: StateNow | Missing | None) -> Iterator[tuple[Sight, str]]:
    if now is None or before is None:
        return
    if isinstance(now, Missing):
        yield _unknown("state", now), ""
    elif now.serial < 0:
        yield Sight("state", Seen.CHANGED, "there is no state: a plan would create everything again"), "state-lost"
    elif (now.lineage, now.serial) == (before.lineage, before.serial):
        yield Sight("state", Seen.AS_BEFORE, f"the state has serial {now.serial}, as it was planned at"), ""
    else:
        ours = (bool(progress.acted) and now.lineage == before.lineage) or progress.files is Files.REVERTED
        says = f"the state has serial {now.serial}, and was planned at {before.serial}"
        other = "" if now.lineage == before.lineage else f"; its lineage is another one, {now.lineage}"
        yield Sight("state", Seen.CHANGED, says + other), "" if ours else "state-moved"


def _gone(gone: tuple[str, ...] | Missing | None, fact: str) -> Iterator[tuple[Sight, str]]:
    if isinstance(gone, Missing):
        yield _unknown("old-application", gone), ""
    elif gone is not None:
        says = f"not in the cluster: {', '.join(gone)}" if gone else "everything of the old application is in the cluster"
        yield Sight("old-application", Seen.CHANGED if gone else Seen.AS_BEFORE, says), fact


def _record(before: Before | None, found: str | NotThere | Missing | None, fact: str) -> Iterator[tuple[Sight, str]]:
    wanted = before.target if before else None
    if isinstance(found, Missing):
        yield _unknown("record", found), ""
    elif isinstance(found, NotThere):
        yield Sight("record", Seen.CHANGED, f"the name that users type is not in the zone: {found.what}"), fact
    elif found is not None and wanted not in (None, found):
        yield Sight("record", Seen.CHANGED, f"the name that users type leads to {found}, and led to {wanted}"), fact
    elif found is not None:
        yield Sight("record", Seen.AS_BEFORE, f"the name that users type leads to {found}"), fact


def _balancer(found: str | NotThere | Missing | None) -> Iterator[tuple[Sight, str]]:
    if isinstance(found, Missing):
        yield _unknown("balancer", found), ""
    elif isinstance(found, NotThere):
        yield Sight("balancer", Seen.CHANGED, f"the old load balancer is not there: {found.what}"), "balancer-gone"
    elif found is not None:
        yield Sight("balancer", Seen.AS_BEFORE, f"the old load balancer is there: {found}"), ""


def _retention(before: Before | None, now: int | NotThere | Missing | None) -> Iterator[tuple[Sight, str]]:
    if before is None or before.retention is None or now is None:
        return
    if isinstance(now, Missing):
        yield _unknown("retention", now), ""
    elif isinstance(now, NotThere):
        yield Sight("retention", Seen.CHANGED, f"the database is not there: {now.what}"), "other-delete"
    elif now < before.retention:
        says = f"the database keeps {now} days of backups, and kept {before.retention}"
        yield Sight("retention", Seen.CHANGED, says), "backups-gone"
    else:
        yield Sight("retention", Seen.AS_BEFORE, f"the database keeps {now} days of backups"), "backups-gone"


def _new(found: tuple[str, ...] | Missing | None) -> Iterator[tuple[Sight, str]]:
    """Its absence disproves nothing: the operator may be about to bring it."""
    if isinstance(found, Missing):
        yield _unknown("new-application", found), ""
    elif found:
        says = f"the new application is in the cluster, and migrates the schema when it starts: {', '.join(found)}"
        yield Sight("new-application", Seen.CHANGED, says), "new-application-started"
    elif found is not None:
        yield Sight("new-application", Seen.AS_BEFORE, "nothing of the new application is in the cluster"), ""


def _snapshot(status: str | NotThere | Missing | None, *, started: bool) -> Iterator[tuple[Sight, str]]:
    """A snapshot that is gone is missed only where a restore is the way back."""
    fact = "snapshot-gone" if started else ""
    if isinstance(status, Missing):
        yield _unknown("snapshot", status), ""
    elif isinstance(status, NotThere):
        yield Sight("snapshot", Seen.CHANGED, f"the run's snapshot is not there: {status.what}"), fact
    elif status is not None:
        whole = Seen.AS_BEFORE if status == WHOLE else Seen.CHANGED
        yield Sight("snapshot", whole, f"the run's snapshot of the database is `{status}`"), fact


def _started(progress: Progress) -> bool:
    return any(one.address.endswith("helm_release.wandb") for one in progress.acted)


def _known(found: tuple[str, ...] | Missing | None) -> tuple[str, ...]:
    return found if isinstance(found, tuple) else ()


def _unknown(about: str, why: Missing) -> Sight:
    return Sight(about, Seen.UNKNOWN, why.why)


def _added(ident: str, why: str, known: Rollback) -> Fact:
    meant = known.meaning(ident)
    return Fact(ident, "", meant.reversibility, (meant.because, f"seen just now: {why}"))


def _disproved(fact: Fact, known: Rollback) -> Fact:
    meant = known.meaning(BEGUN_NOT_DONE)
    return Fact(BEGUN_NOT_DONE, fact.subject, meant.reversibility, (meant.because,), certain=True)
