"""What a user's browser meets: the certificate, and the application's own answers."""

from dataclasses import dataclass
from datetime import datetime

from checks.facts.answers import NOT_ASKED, Missing, NotThere
from checks.facts.egress import Stage


@dataclass(frozen=True)
class Reached:
    """How far a request came: `status` is the answer's, None where there was none; `why` says what happened then."""

    url: str
    stage: Stage
    why: str = ""
    status: int | None = None


@dataclass(frozen=True)
class Shown:
    """The certificate that the edge shows for the host name, with its whole chain accepted; `now` is when it was seen."""

    names: tuple[str, ...]
    ends: datetime
    now: datetime


@dataclass(frozen=True)
class WebHealth:
    """HTTPS over the host name, as users do, and straight at the load balancer with the same name.

    `certificate` is a Reached where no certificate was accepted, or nobody was there to show one.
    """

    certificate: Shown | Reached | Missing = NOT_ASKED
    health: Reached | Missing = NOT_ASKED
    ready: Reached | Missing = NOT_ASKED
    console: Reached | Missing = NOT_ASKED
    balancer: Reached | NotThere | Missing = NOT_ASKED
