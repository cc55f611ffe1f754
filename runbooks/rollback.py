"""What is known about the way back: what each thing that happened means for it, and the guides that lead there, typed."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum


class Reversibility(StrEnum):
    """What can be undone, from all of it to none: the order here is the order of getting worse."""

    FULL = "fully-reversible"
    FORWARD_SAFER = "forward-is-safer"
    OUTAGE = "reversible-with-outage"
    FORWARD_ONLY = "forward-only"
    IRREVERSIBLE = "irreversible"

    @property
    def rank(self) -> int:
        """0 is the best."""
        return list(Reversibility).index(self)


# What may stand in a guide as `{{name}}`: a value of the run, or a file that is made for it.
NAMES = frozenset(
    {"directory", "run", "backup", "tfvars", "old_tfvars", "namespace", "cluster", "region", "zone_id", "fqdn", "snapshot"}
    | {"old_namespace", "old_deployment", "old_replicas"}
)
FILES = frozenset({"application", "flags", "records"})


@dataclass(frozen=True)
class Point:
    """What a situation of the whole run means for the way back: `id` is one that `checks.rollback` tells by the journal."""

    id: str
    reversibility: Reversibility
    because: str


@dataclass(frozen=True)
class Rule(Point):
    """What an action of the apply means for the way back once it was done.

    Every condition that is given has to hold: a finding of the change among `codes`, its type among `types`, its action
    among `actions`, and an address that ends with one of `ends`.
    """

    codes: tuple[str, ...] = ()
    types: tuple[str, ...] = ()
    actions: tuple[str, ...] = ()
    ends: tuple[str, ...] = ()

    def fits(self, address: str, kind: str, action: str, findings: tuple[str, ...]) -> bool:
        """Whether this change is one that the rule is about."""
        return (
            (not self.codes or not set(findings).isdisjoint(self.codes))
            and (not self.types or kind in self.types)
            and (not self.actions or action in self.actions)
            and (not self.ends or address.endswith(self.ends))
        )


@dataclass(frozen=True)
class GuideStep:
    """One thing to do: `only` are facts one of which has to hold, empty for always; `commands` is shell."""

    title: str
    what: str
    commands: str
    worked: str
    otherwise: str
    only: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Guide:
    """A way to go: `when` are facts one of which asks for it, `unless` facts that rule it out; `text` is Markdown."""

    id: str
    title: str
    when: frozenset[str]
    unless: frozenset[str]
    reversibility: Reversibility
    source: str
    date: date
    text: str
    steps: tuple[GuideStep, ...]


@dataclass(frozen=True)
class Rollback:
    """The way back of one migration: points, rules, and guides in the order in which they are told."""

    points: tuple[Point, ...] = ()
    rules: tuple[Rule, ...] = ()
    guides: tuple[Guide, ...] = ()

    def point(self, name: str) -> Point:
        """The point of that id; LookupError where the runbook says nothing about it."""
        for one in self.points:
            if one.id == name:
                return one
        raise LookupError(name)
