"""Who Terraform is for AWS: the credentials that the provider block leads to, how long they last, what they may."""

from dataclasses import dataclass

from checks.facts.answers import NOT_ASKED, Missing, NotThere


@dataclass(frozen=True)
class Identity:
    """Who the AWS credentials are (STS GetCallerIdentity)."""

    account: str
    arn: str


@dataclass(frozen=True)
class Credentials:
    """How long the credentials last that Terraform begins with; a role of the provider block comes on top of them.

    source     where they were found, in words for a person
    temporary  whether they come with a session token
    renewed    whether whoever gave them gives new ones by itself
    seconds    what is left of them, None where nobody says it
    chained    whether a role is assumed with the credentials of another role
    """

    source: str
    temporary: bool
    renewed: bool
    seconds: float | None
    chained: bool = False


@dataclass(frozen=True)
class Home:
    """The account and the region of one resource in the state, from its ARN."""

    address: str
    account: str
    region: str


@dataclass(frozen=True)
class Permissions:
    """What IAM's simulator says of a principal. Each is an action with what it was asked for: `iam:PassRole on ARN`.

    `conditional` hang on conditions whose values the simulation does not know.
    """

    principal: str
    asked: int
    denied: tuple[str, ...]
    conditional: tuple[str, ...]


@dataclass(frozen=True)
class IdentityFacts:
    """Who acts, and where. `homes` are those of the cluster and the database."""

    caller: Identity | Missing = NOT_ASKED
    credentials: Credentials | Missing = NOT_ASKED
    region: str | NotThere | Missing = NOT_ASKED
    homes: tuple[Home, ...] | Missing = NOT_ASKED
    permissions: Permissions | Missing = NOT_ASKED
