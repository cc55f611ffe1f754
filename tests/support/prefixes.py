"""Applies that stop after a prefix of their actions; what the guidance then claims, held against what the world allows."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from tests.support.printed import Shell
from tests.support.sandbox import Sandbox

STORES = ("aws_rds_cluster", "aws_rds_cluster_instance", "aws_s3_bucket", "aws_kms_key", "aws_eks_cluster", "random_pet")
# Scaling what was never made is refused; the guide says so.
MAY_FAIL = ("Stop the operator", "Stop the new application", "Stop the publisher of names")
NOBODY_NOTICES = ("fully-reversible", "forward-is-safer")
FOREVER = 9999


@dataclass(frozen=True)
class Prefix:
    """How many operations of each kind succeed before all of that kind fail; `never` are types none of which succeeds."""

    create: int
    update: int
    delete: int
    never: tuple[tuple[str, str], ...] = ()

    def rules(self) -> list[Mapping[str, object]]:
        """As faults of the sandbox."""
        kinds = {"create": self.create, "update": self.update, "delete": self.delete}
        counted = [_failing(op, "*", number) for op, number in kinds.items()]
        return [*(_failing(op, kind, 0) for op, kind in self.never), *counted]


def _failing(op: str, kind: str, after: int) -> Mapping[str, object]:
    return {"op": op, "type": kind, "nth": after + 1, "times": FOREVER, "error": f"{op} is away"}


def stores(sandbox: Sandbox) -> dict[str, str]:
    """The data stores by address, and what the cloud calls them."""
    state = json.loads(sandbox.terraform("state", "pull"))
    kept = (one for one in state["resources"] if one["mode"] == "managed" and one["type"] in STORES)
    return {f"{one.get('module')}.{one['type']}.{one['name']}": one["instances"][0]["attributes"]["id"] for one in kept}


@dataclass
class Way:
    """The guidance at one point of a sandbox's run, taken at its word; `wrong` is what did not hold."""

    sandbox: Sandbox
    before: Mapping[str, str]
    wrong: list[str] = field(default_factory=list)

    def hold(self) -> dict[str, Any]:
        """Compare the claim with what users have, then go the way that is told, and see that it leads there."""
        self.sandbox.faults()
        shell = Shell.of(self.sandbox)
        told = self.sandbox.document("rollback")
        guides = {one["id"] for one in told["guides"]}
        self._served(told, shell)
        if "hybrid" in guides:
            self._leads(shell, "hybrid", "old")
        elif "roll-forward" in guides:
            self._leads(shell, "roll-forward", "new")
        elif "undo-the-swap" in guides:
            self._leads(shell, "undo-the-swap", "old")
        after = stores(self.sandbox)
        self._say({one: after.get(one) for one in self.before} == self.before, "a data store is another one, or gone")
        return told

    def _served(self, told: Mapping[str, Any], shell: Shell) -> None:
        served = '"which": "old"' in shell.answers()
        claim = told["reversibility"]
        self._say(served or claim not in NOBODY_NOTICES, f"{claim} is claimed, and users are without the application")
        self._say(all(one["seen"] != "unknown" for one in told["live"]), f"not known: {told['live']}")

    def _leads(self, shell: Shell, guide: str, which: str) -> None:
        try:
            shell.follow(guide, *MAY_FAIL)
        except AssertionError as error:
            self.wrong.append(f"{guide}: {error}")
        answer = shell.answers()
        self._say(f'"which": "{which}"' in answer, f"after {guide} the {which} application does not answer: {answer}")

    def _say(self, holds: bool, wrong: str) -> None:
        if not holds:
            self.wrong.append(wrong)


def spread(creates: int, updates: int, deletes: int) -> Iterable[Prefix]:
    """Prefixes without end: the further it goes, the finer they are; the first are the ends and the middle."""
    for number in range(FOREVER):
        yield Prefix(*(_part(number, base, whole) for base, whole in ((2, creates), (3, updates), (5, deletes))))


def _part(number: int, base: int, whole: int) -> int:
    """The number's place in the Halton sequence of the base, of a whole."""
    found, step = 0.0, 1.0
    while number:
        step /= base
        number, digit = divmod(number, base)
        found += step * digit
    return round(found * whole)
