"""`terraform show -json PLAN`, decoded: complete, and closed against whatever is not known.

Bodies stay raw bytes until a change is looked at: most of a large plan is never parsed twice. Format 1.x of
developer.hashicorp.com/terraform/internals/json-format.
"""

from typing import Any

import msgspec

from checks.problem import Exit, Problem

ABSENT = msgspec.Raw(b"null")


class Importing(msgspec.Struct):
    """The import that a change is part of."""

    id: str | None = None


class Body(msgspec.Struct):
    """The `change` object; values are raw JSON."""

    actions: list[str] = []
    before: msgspec.Raw = ABSENT
    after: msgspec.Raw = ABSENT
    after_unknown: msgspec.Raw = ABSENT
    before_sensitive: msgspec.Raw = ABSENT
    after_sensitive: msgspec.Raw = ABSENT
    replace_paths: list[list[str | int]] = []
    importing: Importing | None = None


class Resource(msgspec.Struct):
    """One entry of resource_changes."""

    address: str
    mode: str
    type: str
    name: str
    change: Body
    previous_address: str | None = None
    module_address: str | None = None
    deposed: str | None = None
    action_reason: str | None = None


class Plan(msgspec.Struct):
    """What is judged of a plan. `complete`, `errored` and `applyable` are absent from older Terraforms: None."""

    format_version: str
    resource_changes: list[Resource] = []
    output_changes: dict[str, Body] = {}
    deferred_changes: list[msgspec.Raw] = []
    complete: bool | None = None
    errored: bool | None = None
    applyable: bool | None = None

    @property
    def changes(self) -> tuple["Resource", ...]:
        """Every entry, in the plan's order."""
        return tuple(self.resource_changes)


DECODER = msgspec.json.Decoder(Plan)


def decode(raw: bytes) -> Plan:
    """The plan; the Problem `plan-unreadable` or `plan-format-unknown` where it is not one that is understood."""
    try:
        plan = DECODER.decode(raw)
    except msgspec.MsgspecError as error:
        raise _unreadable(str(error)) from None
    if plan.format_version.partition(".")[0] != "1":
        raise Problem(
            "plan-format-unknown",
            what=f"The plan has format version {plan.format_version}; only 1.x is understood.",
            why="Another major version may mean other things by the same words; guessing would be unsafe.",
            next="pip install --upgrade wandb-migrator",
            exit=Exit.USAGE,
        )
    return plan


def value(raw: msgspec.Raw) -> Any:
    """A raw body as plain Python."""
    return msgspec.json.decode(raw) if bytes(raw) else None


def _unreadable(why: str) -> Problem:
    return Problem(
        "plan-unreadable",
        what="This is not a plan in Terraform's JSON form.",
        why=f"{why}.",
        next="terraform show -json PLANFILE > plan.json; migrator assess plan.json",
        exit=Exit.USAGE,
    )
