"""What a runbook is made of: everything that is known about one migration, typed and frozen."""

from dataclasses import dataclass
from enum import StrEnum


class Action(StrEnum):
    """What Terraform does to one resource instance, in the contract's words."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    REPLACE = "replace"


@dataclass(frozen=True)
class ExpectedAction:
    """One documented action. `order` is `delete-create` or `create-delete` for a replacement, else None."""

    address: str
    action: Action
    order: str | None
    documented: str
    why: str | None


@dataclass(frozen=True)
class Failure:
    """A failure signature: `pattern` is a regular expression, for advice only, never for a decision; `sample` fits it."""

    id: str
    stages: tuple[str, ...]
    pattern: str
    meaning: str
    remedy: str
    safe_to_retry: bool
    source: str
    sample: str = ""


@dataclass(frozen=True)
class Layout:
    """The names of the two files that take turns; the disabled form has the suffix."""

    pre: str
    post: str
    suffix: str


@dataclass(frozen=True)
class Health:
    """Where a healthy deployment is to be found in the cluster and on the web."""

    operator_namespace: str
    operator_deployment: str
    custom_resource_group: str
    custom_resource_version: str
    custom_resource_plural: str
    custom_resource_namespace: str
    custom_resource_name: str
    completed_phase: str
    workload_namespace: str
    workload_label: str
    ingress_name: str
    path: str


@dataclass(frozen=True)
class Deadlines:
    """How long verify waits for each, in seconds."""

    cluster: float
    edge: float


@dataclass(frozen=True)
class Runbook:
    """One migration. `never_touch` are types, or `type.name`, whose delete, replacement or removal is always blocked."""

    name: str
    title: str
    source_module: str
    infra_call: str
    app_call: str
    target_version: str
    latest_note: str
    terraform: str
    deployer: str
    layout: Layout
    helm_constraint: str
    images: tuple[str, ...]
    expected: tuple[ExpectedAction, ...]
    never_touch: tuple[str, ...]
    failures: tuple[Failure, ...]
    health: Health
    deadlines: Deadlines
