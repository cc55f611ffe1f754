"""What AWS has after the migration, and what the Terraform state says that it was asked for."""

from dataclasses import dataclass

from checks.facts.answers import NOT_ASKED, Missing, NotThere

Names = tuple[str, ...]


@dataclass(frozen=True)
class Part:
    """Something with a status of its own; `issues` is what AWS says is wrong with it, in its words."""

    name: str
    status: str
    issues: Names = ()


@dataclass(frozen=True)
class Node:
    """A node of the cluster: its instance type, whether it is Ready, and why not."""

    name: str
    type: str
    ready: bool
    why: str = ""


@dataclass(frozen=True)
class DatabaseInstance:
    """An instance of the Aurora cluster; `pending` are changes that wait for a maintenance window."""

    name: str
    status: str
    type: str
    pending: Names = ()


@dataclass(frozen=True)
class Database:
    """The Aurora cluster with its instances."""

    name: str
    status: str
    instances: tuple[DatabaseInstance, ...]
    pending: Names = ()


@dataclass(frozen=True)
class Bucket:
    """The settings of the bucket: origins of its CORS rules, encryption, ownership, and who hears of new objects."""

    name: str
    origins: Names
    algorithm: str | None
    ownership: str | None
    notified: Names


@dataclass(frozen=True)
class FileSystem:
    """A file system of EFS with its mount targets."""

    id: str
    status: str
    targets: tuple[Part, ...]


@dataclass(frozen=True)
class Asked:
    """What the state says that there is: what the last apply asked for.

    node_groups, types   their names, and the instance types that their nodes may have
    addons               with the version, where one is pinned
    instances            of the database, with their class
    bucket               None where the state has none of its own; what Terraform does not manage of it is None or empty
    """

    node_groups: Names
    types: Names
    addons: tuple[tuple[str, str | None], ...]
    instances: tuple[tuple[str, str], ...]
    bucket: Bucket | None
    file_systems: Names


@dataclass(frozen=True)
class AwsHealth:
    """AWS, as far as the migration changes it. `nodes` are what the cluster's API says of them."""

    asked: Asked | Missing = NOT_ASKED
    cluster: Part | NotThere | Missing = NOT_ASKED
    node_groups: tuple[Part, ...] | Missing = NOT_ASKED
    addons: tuple[tuple[Part, str], ...] | Missing = NOT_ASKED
    nodes: tuple[Node, ...] | Missing = NOT_ASKED
    database: Database | NotThere | Missing = NOT_ASKED
    bucket: Bucket | NotThere | Missing = NOT_ASKED
    file_systems: tuple[FileSystem, ...] | Missing = NOT_ASKED
