"""`terraform show -json PLAN`, decoded: complete, and closed against whatever is not known.

`planned_values` and `prior_state`, two thirds of a large plan, repeat what the changes say: they are checked for being JSON,
and dropped.
"""

from typing import Any

import msgspec

from checks.plan.format import ABSENT, Body, Plan, Resource
from checks.plan.unreadable import BROKEN, explained, other_format, recognised, refusal, state, twice

__all__ = ["ABSENT", "Body", "Plan", "Resource", "decode", "parts", "shallow", "value"]

MARK = b"\xef\xbb\xbf"
# What is known and not kept: values that the changes say as well, and an experiment of Terraform 1.2 and 1.3.
DROPPED = ("planned_values", "prior_state", "proposed_unknown", "condition_results")
NOTHING = msgspec.Raw()
KEPT = tuple(one.name for one in msgspec.structs.fields(Plan) if one.name != "format_version")


class Format(msgspec.Struct, forbid_unknown_fields=True, omit_defaults=True):
    """What every document says of itself."""

    format_version: str


# The document in its parts, each of them raw.
Parts = msgspec.defstruct("Parts", [(name, msgspec.Raw, NOTHING) for name in (*KEPT, *DROPPED)], bases=(Format,))
PARTS: msgspec.json.Decoder[Any] = msgspec.json.Decoder(Parts)
PLAN = msgspec.json.Decoder(Plan)
VALUE: msgspec.json.Decoder[Any] = msgspec.json.Decoder()
LEVEL: msgspec.json.Decoder[Any] = msgspec.json.Decoder(
    dict[str, msgspec.Raw] | list[msgspec.Raw] | str | int | float | bool | None
)
# All that the JSON form of an empty state says, in the same format version.
MERELY = frozenset({"terraform_version", "checks"})


def decode(raw: bytes) -> Plan:
    """The plan; a Problem of exit code 2 where it is not one that is understood.

    At its peak this holds the input and a third of it again; a caller that keeps no name of its own for the input lets it
    go before the plan is built.
    """
    found = recognised(raw)
    if found:
        raise found
    lean = _lean(memoryview(raw)[len(MARK) :] if raw.startswith(MARK) else raw)
    del raw
    try:
        plan = PLAN.decode(lean)
    except BROKEN as error:
        raise refusal(lean, error) from None
    _once(plan)
    return plan


def _lean(raw: bytes | memoryview) -> bytes:
    """The same document without the parts that are not needed."""
    try:
        whole = PARTS.decode(raw)
    except BROKEN as error:
        raise refusal(raw, error) from None
    found = other_format(whole.format_version)
    if found:
        raise found
    if {name for name in (*KEPT, *DROPPED) if getattr(whole, name) is not NOTHING} <= MERELY:
        raise state("It says nothing about changes: it may be an empty state")
    for name in DROPPED:
        setattr(whole, name, NOTHING)
    return msgspec.json.encode(whole)


def _once(plan: Plan) -> None:
    """Terraform names each object once: of two entries that somebody put together one may be false."""
    seen: set[tuple[str, str | None]] = set()
    for one in plan.resource_changes:
        if (one.address, one.deposed) in seen:
            raise twice(one.address)
        seen.add((one.address, one.deposed))


def value(raw: msgspec.Raw) -> Any:
    """A raw body as plain Python; a Problem where it is no text."""
    try:
        return VALUE.decode(raw)
    except BROKEN as error:
        return _nothing(raw, error)


def parts(raw: msgspec.Raw) -> dict[str, msgspec.Raw]:
    """A raw object's values by name, each still raw; empty for everything that is no object."""
    found = shallow(raw)
    return found if isinstance(found, dict) else {}


def shallow(raw: msgspec.Raw) -> Any:
    """A raw body one level deep: an object or an array of what is still raw, or a single value; None for nothing."""
    try:
        return LEVEL.decode(raw)
    except BROKEN as error:
        return _nothing(raw, error)


def _nothing(raw: msgspec.Raw, error: Exception) -> None:
    """What cannot be decoded is no value at all, or it is broken."""
    if raw != NOTHING:
        raise explained(b"", error) from None
