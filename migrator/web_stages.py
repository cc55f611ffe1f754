"""How far a request came before it failed: proxy, DNS, TCP, TLS or HTTP; and what to say of it."""

import re
import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from urllib3.connection import HTTPConnection

from checks.facts.egress import Stage

REASON = re.compile(r"certificate verify failed: (.*?)\.? \(_ssl")
TUNNEL = re.compile(r"Tunnel connection failed: (\d{3})")
SILENT = ("ReadTimeoutError", "TimeoutError")


class MalformedError(ValueError):
    """A setting or an address that cannot be used; its text is one sentence for a person."""


class UnresolvedError(ValueError):
    """A name that DNS has no address for; its text is one sentence for a person."""


@dataclass(frozen=True)
class Limits:
    """Seconds to wait for a connection, and for the whole answer."""

    connect: float = 5.0
    total: float = 10.0


@dataclass(frozen=True)
class Failure:
    """Where a request ended, and why, in words that hold nothing of what was sent."""

    stage: Stage
    why: str


@dataclass
class Progress:
    """The stage that a request is in; written by the thread that asks, read by the one that waits.

    `peer` is the certificate of the other side once TLS stands; with `any_name` it may be for another name.
    """

    stage: Stage = Stage.SETTING
    any_name: bool = False
    peer: Mapping[str, Any] = field(default_factory=dict)

    @property
    def match(self) -> Literal[False] | None:
        """As urllib3 wants it: False where names are not compared."""
        return False if self.any_name else None


class NotingContext(ssl.SSLContext):
    """Says that TLS has begun, and that it stands."""

    progress: Progress

    def wrap_socket(self, *given: Any, **named: Any) -> ssl.SSLSocket:
        """As the class above."""
        self.progress.stage = Stage.TLS
        made = super().wrap_socket(*given, **named)
        self.progress.stage = Stage.HTTP
        self.progress.peer = made.getpeercert() or {}
        return made


def context(progress: Progress, authorities: str | None) -> NotingContext:
    """Names and certificates are checked, against `authorities` (a file or PEM text) or else the system's."""
    made = NotingContext(ssl.PROTOCOL_TLS_CLIENT)
    made.progress = progress
    try:
        if authorities is None:
            made.load_default_certs()
        elif "\n" in authorities:
            made.load_verify_locations(cadata=authorities)
        else:
            made.load_verify_locations(authorities)
    except OSError as error:
        named = "the CA that was given" if "\n" in str(authorities) else f"SSL_CERT_FILE {authorities}"
        raise MalformedError(f"{named} cannot be used") from error
    return made


def noting(progress: Progress) -> type[HTTPConnection]:
    """A plain connection that says when it stands."""

    class Noting(HTTPConnection):
        def connect(self) -> None:
            super().connect()
            progress.stage = Stage.HTTP

    return Noting


def failure(error: Exception, stage: Stage, limits: Limits) -> Failure:
    """What happened. `stage` is the last one that was begun."""
    if isinstance(error, (MalformedError, UnresolvedError)):
        return Failure(Stage.DNS if isinstance(error, UnresolvedError) else Stage.SETTING, str(error))
    text = f"{type(error).__name__} {error}"
    if tunnel := TUNNEL.search(text):
        return Failure(Stage.PROXY, f"it answered {tunnel[1]} to CONNECT and did not let us through")
    if reason := REASON.search(text):
        return Failure(Stage.TLS, f"the certificate is not accepted: {reason[1]}")
    known = _known(stage, limits, waited=type(error).__name__ in SILENT)
    return next((one for word, one in known.items() if word in text), Failure(stage, type(error).__name__))


def _known(stage: Stage, limits: Limits, *, waited: bool) -> Mapping[str, Failure]:
    """By a word of the error's text; the first that fits. Before a proxy has answered, everything else is the proxy's."""
    scheme = {"ProxyScheme": Failure(Stage.SETTING, "the proxy in the environment cannot be used")}
    if stage is Stage.PROXY and not waited:
        return {**scheme, "": Failure(stage, "it cannot be reached")}
    late = f"no whole answer within {limits.total:g} s" if stage is Stage.HTTP else "no answer in time"
    cut = "the connection was cut" + (" in mid-answer, or it is not HTTP" if stage is Stage.HTTP else "")
    return {
        **scheme,
        "gaierror": Failure(Stage.DNS, "the name cannot be resolved"),
        "NameResolution": Failure(Stage.DNS, "the name cannot be resolved"),
        "ConnectTimeout": Failure(Stage.TCP, f"no connection within {limits.connect:g} s"),
        "Connection refused": Failure(Stage.TCP, "connection refused"),
        "NewConnection": Failure(Stage.TCP, "no way to it"),
        "Timeout": Failure(stage, late),
        "UNEXPECTED_EOF": Failure(stage, cut),
        "SSL": Failure(stage, "it does not speak TLS as it should"),
        "Protocol": Failure(stage, cut),
        "Decode": Failure(stage, "its body cannot be decoded"),
    }
