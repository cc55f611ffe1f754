"""The groups of checks, in the order in which they are told, and which facts each of them judges.

Facts are gathered for a group as a whole; a code belongs to the group whose file of the catalogue declares it.
"""

from collections.abc import Callable, Iterable
from typing import NamedTuple

from checks import catalogue
from checks.facts import Facts
from checks.model import Result
from checks.preflight import (
    baseline,
    channel,
    configuration,
    dns,
    egress,
    identity,
    kubernetes,
    live,
    state,
    surroundings,
    tools,
)
from runbooks.model import Runbook


class Group(NamedTuple):
    """Checks that are told together; `needs` names the fields of `Facts` that they judge, beside what is known anyway."""

    name: str
    needs: frozenset[str]
    judge: Callable[[Facts, Runbook], Iterable[Result]]


GROUPS = (
    Group("configuration", frozenset(), configuration.judge),
    Group("tools", frozenset({"tools"}), tools.judge),
    Group("identity", frozenset({"identity"}), identity.judge),
    Group("state", frozenset({"state"}), state.judge),
    Group("baseline", frozenset({"baseline"}), baseline.judge),
    Group("dns", frozenset({"dns"}), dns.judge),
    Group("live", frozenset({"live"}), live.judge),
    Group("kubernetes", frozenset({"kubernetes"}), kubernetes.judge),
    Group("egress", frozenset({"egress"}), egress.judge),
    Group("channel", frozenset({"channel"}), channel.judge),
    Group("surroundings", frozenset({"surroundings"}), surroundings.judge),
)


class Choice(NamedTuple):
    """Which checks are asked for: `codes` of the catalogue; every one of a preflight where nothing was said."""

    codes: frozenset[str]

    @classmethod
    def of(cls, only: Iterable[str] = (), skip: Iterable[str] = ()) -> "Choice":
        """From codes and names of groups; LookupError names the first that is neither."""
        kept = catalogue.codes_of(catalogue.preflight(), only) or frozenset(catalogue.preflight())
        return cls(kept - catalogue.codes_of(catalogue.preflight(), skip))

    @property
    def groups(self) -> tuple[Group, ...]:
        """The groups that have a check which is asked for."""
        named = {catalogue.preflight()[code] for code in self.codes}
        return tuple(one for one in GROUPS if one.name in named)

    @property
    def needs(self) -> frozenset[str]:
        """The facts that have to be gathered."""
        return frozenset(need for one in self.groups for need in one.needs)

    @property
    def skipped(self) -> tuple[str, ...]:
        """The codes that are left out, sorted."""
        return tuple(sorted(catalogue.preflight().keys() - self.codes))


def judge(facts: Facts, runbook: Runbook, choice: Choice) -> Iterable[Result]:
    """What every chosen check says."""
    return (one for group in choice.groups for one in group.judge(facts, runbook) if one.code in choice.codes)
