"""The JSON form of a plan as Terraform documents it: format 1.x, every field by name; one that is not listed is refused.

Sources: developer.hashicorp.com/terraform/internals/json-format, and internal/command/jsonplan of Terraform 1.1 to 1.15 and
of OpenTofu. Bodies stay raw bytes until a change is looked at.
"""

from typing import Any, Literal

import msgspec

ABSENT = msgspec.Raw(b"null")


class Importing(msgspec.Struct, forbid_unknown_fields=True):
    """The import that a change is part of, by id or by identity."""

    id: str | None = None
    unknown: bool = False
    identity: msgspec.Raw = ABSENT


class Body(msgspec.Struct, forbid_unknown_fields=True, eq=False, gc=False):
    """The `change` object; values are raw JSON. A step of a path is a name, an index, or, in a set, the element itself."""

    actions: list[str] = []
    before: msgspec.Raw = ABSENT
    after: msgspec.Raw = ABSENT
    after_unknown: msgspec.Raw = ABSENT
    before_sensitive: msgspec.Raw = ABSENT
    after_sensitive: msgspec.Raw = ABSENT
    replace_paths: list[list[Any]] = []
    importing: Importing | None = None
    generated_config: str | None = None
    before_identity: msgspec.Raw = ABSENT
    after_identity: msgspec.Raw = ABSENT


class Resource(msgspec.Struct, forbid_unknown_fields=True, eq=False, gc=False):
    """One entry of resource_changes, of resource_drift, or of what is deferred; one is equal only to itself."""

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
    provider_name: msgspec.Raw = ABSENT


class Deferred(msgspec.Struct, forbid_unknown_fields=True):
    """A change that Terraform puts off to a later plan, and why."""

    reason: str = "unknown"
    resource_change: Resource | None = None


class Invocation(msgspec.Struct, forbid_unknown_fields=True):
    """An action (Terraform 1.14): it changes things without being a resource change."""

    address: str = ""
    type: str = ""
    name: str = ""
    config_values: msgspec.Raw = ABSENT
    config_sensitive: msgspec.Raw = ABSENT
    config_unknown: msgspec.Raw = ABSENT
    provider_name: msgspec.Raw = ABSENT
    lifecycle_action_trigger: msgspec.Raw = ABSENT
    invoke_action_trigger: msgspec.Raw = ABSENT


class DeferredInvocation(msgspec.Struct, forbid_unknown_fields=True):
    """An action that Terraform puts off to a later plan, and why."""

    reason: str = "unknown"
    action_invocation: Invocation | None = None


class CheckAddress(msgspec.Struct):
    """What a check belongs to, as people write it."""

    to_display: str = ""


class Check(msgspec.Struct):
    """A condition of the configuration and what came of it; only shown, so what else it says may be new."""

    status: str = ""
    address: CheckAddress = msgspec.field(default_factory=CheckAddress)


class Plan(msgspec.Struct, forbid_unknown_fields=True, eq=False):
    """A plan, what is judged first. `complete`, `errored` and `applyable` are absent from older Terraforms: None."""

    format_version: str
    resource_changes: list[Resource] = []
    output_changes: dict[str, Body] = {}
    deferred_changes: list[Deferred] = []
    complete: bool | None = None
    errored: bool | None = None
    applyable: bool | None = None
    action_invocations: list[Invocation] = []
    deferred_action_invocations: list[DeferredInvocation] = []
    resource_drift: list[Resource] = []
    checks: list[Check] = []
    terraform_version: str | None = None
    timestamp: str | None = None
    variables: msgspec.Raw = ABSENT
    configuration: msgspec.Raw = ABSENT
    relevant_attributes: msgspec.Raw = ABSENT

    @property
    def changes(self) -> tuple["Resource", ...]:
        """Every entry, in the plan's order."""
        return tuple(self.resource_changes)
