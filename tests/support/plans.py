"""Plans as Terraform's JSON, built by hand or by hypothesis: just what the judges look at."""

import json
import re
from typing import Any

from hypothesis import strategies as some

from checks.approved import ApprovedChange, Seal, approved_changes
from checks.plan import Plan, decode
from checks.plan.decode import Resource

REPLACE, MAKE_FIRST = ("delete", "create"), ("create", "delete")
MARK = "CANARY-7f3b-never-shown"
SEAL = Seal(b"the run's own key", lambda text: text.replace(MARK, "(sensitive)"))
INDEX = re.compile(r"\[[^\]]*\]$")

Json = dict[str, Any]


def entry(address: str, *actions: str, **parts: Any) -> Json:
    """One entry of resource_changes: parts of `change` by their names, those of the entry itself by theirs."""
    kind, name = INDEX.sub("", address).split(".")[-2:]
    outer = ("mode", "previous_address", "deposed", "action_reason")
    own = {key: parts.pop(key) for key in outer if key in parts}
    return {
        "address": address,
        "mode": "managed",
        "type": kind,
        "name": name,
        "change": {"actions": actions, **parts},
        **own,
    }


def updated(address: str, before: Json, after: Json, **parts: Any) -> Json:
    """An update of a resource."""
    return entry(address, "update", before=before, after=after, **parts)


def replaced(address: str, before: Json, after: Json, **parts: Any) -> Json:
    """A replacement, the old object first."""
    return entry(address, *REPLACE, before=before, after=after, **parts)


def document(*entries: Json, **parts: Any) -> bytes:
    """A plan's JSON as bytes."""
    return json.dumps({"format_version": "1.2", "resource_changes": entries, **parts}).encode()


def plan(*entries: Json, **parts: Any) -> Plan:
    """A decoded plan."""
    return decode(document(*entries, **parts))


def resource(one: Json) -> Resource:
    """A decoded entry."""
    return plan(one).resource_changes[0]


def kept(*entries: Json) -> tuple[ApprovedChange, ...]:
    """The changes of a plan as they are kept with its approval."""
    return approved_changes(plan(*entries), SEAL)


NAMES = some.sampled_from(["name", "name_prefix", "size", "rules", "a.b", "ports"])
LEAVES = some.none() | some.booleans() | some.integers(-9, 9) | some.text("abc", max_size=3)
VALUES = some.recursive(
    LEAVES, lambda part: some.lists(part, max_size=3) | some.dictionaries(NAMES, part, max_size=3), max_leaves=6
)
BODIES = some.dictionaries(NAMES, VALUES, max_size=4)
ADDRESSES = [f"aws_thing.{letter}" for letter in "abcdefg"]
ACTIONS = some.sampled_from([("create",), ("update",), ("delete",), ("forget",), REPLACE, MAKE_FIRST])


@some.composite
def entries(draw: some.DrawFn, address: str) -> Json:
    """Any managed change of an address, with values that are known, unknown and sensitive."""
    unknown = draw(some.dictionaries(some.sampled_from(["id", "arn", "later"]), some.just(value=True), max_size=2))
    hidden = draw(some.dictionaries(NAMES, some.just(value=True), max_size=2))
    actions = draw(ACTIONS)
    body = {"before": draw(BODIES), "after": draw(BODIES), "after_unknown": unknown, "after_sensitive": hidden}
    if actions in (("delete",), ("forget",)):
        body |= {"after": None, "after_unknown": {}}
    return entry(address, *actions, **body)


@some.composite
def changes(draw: some.DrawFn) -> list[Json]:
    """A list of changes, each of its own address."""
    chosen = draw(some.lists(some.sampled_from(ADDRESSES), unique=True, max_size=len(ADDRESSES)))
    return [draw(entries(address)) for address in chosen]
