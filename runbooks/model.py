"""What a runbook is made of: everything that is known about one migration, typed and frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Literal

from runbooks.durations import Durations
from runbooks.health import Verification
from runbooks.identity import Identity
from runbooks.phases import Timetable
from runbooks.rollback import Rollback
from runbooks.variations import Variation


class Action(StrEnum):
    """What Terraform does to one resource instance, in the contract's words."""

    CREATE = "create"
    UPDATE = "update"
    DELETE = "delete"
    REPLACE = "replace"


@dataclass(frozen=True)
class Change:
    """What becomes of one attribute; None where that is not documented."""

    attribute: str
    to: Any = None


@dataclass(frozen=True)
class ExpectedAction:
    """One action that is known to belong to the migration.

    `order` is `delete-create` or `create-delete` for a replacement, else None. `documented` are the guide's words for it;
    None where the guide does not list it, and then `why` and `source` say where it comes from.
    """

    address: str
    action: Action
    order: str | None
    documented: str | None
    why: str | None
    source: str | None
    changes: tuple[Change, ...] = ()


@dataclass(frozen=True)
class Failure:
    """A failure signature: `pattern` is a regular expression; `sample` fits it.

    It gives advice, and decides one thing: what is `safe_to_retry` and `transient` is planned and tried again without a
    person. `find` says what a `{name}` in the remedy is in the text: regular expressions with one group.
    """

    id: str
    stages: tuple[str, ...]
    pattern: str
    meaning: str
    remedy: str
    safe_to_retry: bool
    source: str
    sample: str = ""
    transient: bool = False
    find: Mapping[str, str] = field(default_factory=dict, hash=False)


@dataclass(frozen=True)
class Created:
    """Something that is created under a name of its own, `{namespace}` and `{issuer}` to be filled in.

    `address` is relative to the module's call; empty where not Terraform but the cluster makes it. `flag` is the argument
    that keeps it from being made where it is false.
    """

    kind: Literal["role", "policy", "oidc-provider", "log-group", "addon", "load-balancer"]
    name: str
    address: str
    flag: str = ""


@dataclass(frozen=True)
class Size:
    """Instance classes of the database and of the cluster's nodes, and how many of these there are at first."""

    database: str
    node: str
    nodes: int


@dataclass(frozen=True)
class OnAws:
    """What a version of the module asks of AWS: versions that it sets by itself, add-ons with theirs, classes, names."""

    database_version: str
    cache_version: str
    addons: Mapping[str, str]
    sizes: Mapping[str, Size]
    unsized: Size
    creates: tuple[Created, ...]


@dataclass(frozen=True)
class Target:
    """A version of the module that the migration can end at, what it does there, and the images its operator needs.

    `followed_by` is the version that came next: a constraint that admits it, or a later one, asks for something else.
    """

    version: str
    followed_by: str
    images: tuple[str, ...]
    aws: OnAws
    expected: tuple[ExpectedAction, ...]


@dataclass(frozen=True)
class Minimums:
    """The oldest versions that this migration should leave behind, and in a sentence what comes after them."""

    kubernetes: str
    database: str
    later: str


@dataclass(frozen=True)
class Permission:
    """What IAM has to allow so that actions on these types succeed; `resource` is an ARN with {names} to be filled in."""

    types: tuple[str, ...]
    resource: str
    actions: tuple[str, ...]


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
    ready_path: str
    console_path: str


@dataclass(frozen=True)
class OldApplication:
    """The Deployment that goes, and its environment.

    `defaults` are variables that its module sets to this where nobody asked for anything else; `provided` are those that
    the new module and its chart set themselves.
    """

    namespace: str
    deployment: str
    defaults: dict[str, str]
    provided: frozenset[str]


@dataclass(frozen=True)
class Release:
    """A helm release."""

    name: str
    namespace: str


@dataclass(frozen=True)
class Installed:
    """What the migration puts into the cluster, and so must not be there already.

    Which release brings what: the class of the Ingress, the host name, the operator with its definition, the custom
    resource.
    """

    releases: tuple[Release, ...]
    ingress_class: str
    ingress_release: str
    names_release: str
    operator_release: str
    resource_release: str

    def release(self, name: str) -> Release:
        """One of the releases."""
        return next(one for one in self.releases if one.name == name)


@dataclass(frozen=True)
class Host:
    """A host that is needed over HTTPS, `{region}` to be filled in; `service` is boto3's name of an AWS API."""

    name: str
    needed_by: tuple[Literal["runner", "nodes"], ...]
    purpose: str
    service: str = ""


@dataclass(frozen=True)
class Pod:
    """What is run in the cluster to see what the nodes reach; the hosts follow `command`."""

    namespace: str
    image: str
    command: tuple[str, ...]


@dataclass(frozen=True)
class Egress:
    """The hosts, and how to ask from the cluster."""

    hosts: tuple[Host, ...]
    pod: Pod


@dataclass(frozen=True)
class Backups:
    """In seconds: how old a snapshot may be to stand for one of ours; how long is waited for one, and for the last pod."""

    fresh: float
    snapshot: float
    quiesce: float


@dataclass(frozen=True)
class Runbook:
    """One migration. The first of `targets` is the guide's own.

    `never_touch` are types, or `type.name`, whose delete, replacement or removal is always blocked. `core` are the types
    without whose expected resources a state is not that of this deployment.
    """

    name: str
    title: str
    source_module: str
    infra_call: str
    app_call: str
    targets: tuple[Target, ...]
    variations: tuple[Variation, ...]
    timetable: Timetable
    durations: Durations
    identities: Mapping[str, Identity]
    latest_note: str
    terraform: str
    deployer: str
    layout: Layout
    helm_constraint: str
    never_touch: tuple[str, ...]
    core: tuple[str, ...]
    permissions: tuple[Permission, ...]
    failures: tuple[Failure, ...]
    health: Health
    old_application: OldApplication
    installed: Installed
    backups: Backups
    minimums: Minimums
    egress: Egress
    verification: Verification
    rollback: Rollback
