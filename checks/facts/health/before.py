"""What the deployment was before anything was touched, for whoever compares afterwards. It holds no secret."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Thing:
    """A thing that keeps data, `what` for a person, and what the cloud calls it: never reused where AWS has such a name."""

    what: str
    address: str
    id: str


@dataclass(frozen=True)
class Before:
    """What preflight saw. None, or nothing in it, where it could not be told.

    `environment` are names of the old Deployment's variables, never values; `release` is what the channel had the operator
    install then; `balancer` what the host name led to.
    """

    things: tuple[Thing, ...] = ()
    zone_id: str | None = None
    environment: tuple[str, ...] | None = None
    release: str | None = None
    balancer: str | None = None
