"""The hosted zone, what stands in it, and the certificate of the name."""

from dataclasses import dataclass
from datetime import datetime

from checks.facts.answers import NOT_ASKED, Missing, NotThere


@dataclass(frozen=True)
class Zone:
    """A Route53 hosted zone; names without the final dot. `name_servers` is empty for a private one."""

    id: str
    name: str
    private: bool
    name_servers: tuple[str, ...] = ()


@dataclass(frozen=True)
class NoSuchZone:
    """Route53 answered, and the zone is not there."""

    id: str


@dataclass(frozen=True)
class Record:
    """An A, AAAA or CNAME record set of the zone; `target` is where its alias, or its first value, points."""

    name: str
    type: str
    target: str


@dataclass(frozen=True)
class Claim:
    """A TXT record by which an external-dns says that a record is its own: the name of the TXT record, and the owner."""

    name: str
    owner: str


@dataclass(frozen=True)
class Managed:
    """What the Terraform state has already: the names of Route53 records, and whether an external-dns of its own."""

    records: frozenset[str]
    publishes: bool


@dataclass(frozen=True)
class Certificate:
    """A certificate in ACM. `ends` is None while it was never issued; `now` is when it was asked for."""

    arn: str
    names: tuple[str, ...]
    status: str
    ends: datetime | None
    now: datetime


@dataclass(frozen=True)
class DnsFacts:
    """The zone, and what public DNS and Route53 have of it.

    `records` are those of the host name and of `old.` before it, `claims` those of the whole zone; `balancer` is the DNS
    name of the deployment's own load balancer.
    """

    zone: Zone | NoSuchZone | Missing = NOT_ASKED
    name_servers: tuple[str, ...] | NotThere | Missing = NOT_ASKED
    records: tuple[Record, ...] | Missing = NOT_ASKED
    claims: tuple[Claim, ...] | Missing = NOT_ASKED
    managed: Managed | Missing = NOT_ASKED
    balancer: str | NotThere | Missing = NOT_ASKED
    certificate: Certificate | NotThere | Missing = NOT_ASKED
