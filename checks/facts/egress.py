"""Which hosts can be reached, from here and from the cluster."""

from dataclasses import dataclass
from enum import StrEnum

from checks.facts.answers import NOT_ASKED, Missing, NotThere


class Stage(StrEnum):
    """How far a connection came: what did not work any more, or OK where the other side answered.

    SETTING is before all of them: what this machine's environment says cannot be used.
    """

    SETTING = "setting"
    PROXY = "proxy"
    DNS = "DNS"
    TCP = "TCP"
    TLS = "TLS"
    HTTP = "HTTP"
    OK = "ok"


@dataclass(frozen=True)
class Reach:
    """How far a host was reached. `purpose` is what it is needed for; `why` says what happened, in both cases."""

    host: str
    purpose: str
    stage: Stage
    why: str


@dataclass(frozen=True)
class EgressFacts:
    """The hosts that this migration needs.

    `runner` are those that this machine needs, `endpoint` is the cluster's own API; `seen` are those that the nodes need,
    as this machine sees them, `nodes` the same from a pod.
    """

    runner: tuple[Reach, ...] | Missing = NOT_ASKED
    endpoint: Reach | NotThere | Missing = NOT_ASKED
    seen: tuple[Reach, ...] | Missing = NOT_ASKED
    nodes: tuple[Reach, ...] | Missing = NOT_ASKED
