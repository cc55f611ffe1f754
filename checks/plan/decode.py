"""`terraform show -json PLAN`, decoded: complete, and closed against whatever is not known.

Bodies stay raw bytes until a change is looked at: most of a large plan is never parsed twice. Format 1.x of
developer.hashicorp.com/terraform/internals/json-format, every field of it by name: one that is not listed is refused.
"""

from typing import Any, Literal

import msgspec

from checks.problem import Exit, Problem

ABSENT = msgspec.Raw(b"null")


class Importing(msgspec.Struct, forbid_unknown_fields=True):
    """The import that a change is part of, by id or by identity."""

    id: str | None = None
    unknown: bool = False
    identity: msgspec.Raw = ABSENT


class Body(msgspec.Struct, forbid_unknown_fields=True):
    """The `change` object; values are raw JSON."""

    actions: list[str] = []
    before: msgspec.Raw = ABSENT
    after: msgspec.Raw = ABSENT
    after_unknown: msgspec.Raw = ABSENT
    before_sensitive: msgspec.Raw = ABSENT
    after_sensitive: msgspec.Raw = ABSENT
    replace_paths: list[list[str | int]] = []
    importing: Importing | None = None
    generated_config: str | None = None
    before_identity: msgspec.Raw = ABSENT
    after_identity: msgspec.Raw = ABSENT


class Resource(msgspec.Struct, forbid_unknown_fields=True):
    """One entry of resource_changes."""

    address: str
    mode: Literal["managed", "data"]
    type: str
    name: str
    change: Body
    previous_address: str | None = None
    module_address: str | None = None
    deposed: str | None = None
    action_reason: str | None = None
    index: msgspec.Raw = ABSENT
    index_unknown: bool = False
    provider_name: str | None = None


class Plan(msgspec.Struct, forbid_unknown_fields=True):
    """A plan, what is judged first. `complete`, `errored` and `applyable` are absent from older Terraforms: None.

    Action invocations (Terraform 1.14) change things without being a resource change.
    """

    format_version: str
    resource_changes: list[Resource] = []
    output_changes: dict[str, Body] = {}
    deferred_changes: list[msgspec.Raw] = []
    complete: bool | None = None
    errored: bool | None = None
    applyable: bool | None = None
    action_invocations: list[msgspec.Raw] = []
    deferred_action_invocations: list[msgspec.Raw] = []
    planned_values: msgspec.Raw = ABSENT
    terraform_version: str | None = None
    timestamp: str | None = None
    variables: msgspec.Raw = ABSENT
    proposed_unknown: msgspec.Raw = ABSENT
    resource_drift: msgspec.Raw = ABSENT
    prior_state: msgspec.Raw = ABSENT
    configuration: msgspec.Raw = ABSENT
    relevant_attributes: msgspec.Raw = ABSENT
    checks: msgspec.Raw = ABSENT

    @property
    def changes(self) -> tuple["Resource", ...]:
        """Every entry, in the plan's order."""
        return tuple(self.resource_changes)


DECODER = msgspec.json.Decoder(Plan)
# All that the JSON form of an empty state says, in the same format version.
MERELY = frozenset({"format_version", "terraform_version"})
BROKEN = (msgspec.MsgspecError, UnicodeDecodeError, RecursionError)


def decode(raw: bytes) -> Plan:
    """The plan; the Problem `plan-unreadable` or `plan-format-unknown` where it is not one that is understood."""
    try:
        plan = DECODER.decode(raw)
    except BROKEN as error:
        raise _unreadable(_said(error)) from None
    if plan.format_version.partition(".")[0] != "1":
        raise Problem(
            "plan-format-unknown",
            what=f"The plan has format version {plan.format_version}; only 1.x is understood.",
            why="Another major version may mean other things by the same words; guessing would be unsafe.",
            next="pip install --upgrade wandb-migrator",
            exit=Exit.USAGE,
        )
    if not plan.resource_changes and msgspec.json.decode(raw, type=dict[str, msgspec.Raw]).keys() <= MERELY:
        raise _unreadable("It says nothing about changes: it may be an empty state")
    return plan


def value(raw: msgspec.Raw) -> Any:
    """A raw body as plain Python; the Problem `plan-unreadable` where it is no text."""
    try:
        return msgspec.json.decode(raw) if bytes(raw) else None
    except BROKEN as error:
        raise _unreadable(_said(error)) from None


def _said(error: Exception) -> str:
    """What is wrong, without the bytes that are wrong."""
    if isinstance(error, msgspec.MsgspecError):
        return str(error)
    return "It is nested too deeply" if isinstance(error, RecursionError) else "It is not UTF-8"


def _unreadable(why: str) -> Problem:
    return Problem(
        "plan-unreadable",
        what="This is not a plan in Terraform's JSON form.",
        why=f"{why}.",
        next="terraform show -json PLANFILE > plan.json; migrator assess plan.json",
        exit=Exit.USAGE,
    )
