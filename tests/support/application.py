"""An application on loopback that users reach by name over TLS, and that a test can take away and give back."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from tests.support.servers import LOCAL, Authority, Heard, http, naming, serving

FQDN = "wandb.example.com"
PATH = "/healthz"


@dataclass
class Application:
    """`env` is how to get there; `status` is what it answers, `named` whether DNS knows it."""

    env: dict[str, str]
    heard: Heard
    records: dict[str, tuple[str, ...] | str | None]
    status: int = 200

    def answer(self, one: socket.socket, asked: bytes) -> None:
        """As it is now."""
        http(self.status)(one, asked)

    def name(self, *, known: bool) -> None:
        """Take the name out of DNS, or put it back."""
        self.records[FQDN] = (LOCAL,) if known else "NXDOMAIN"


@contextmanager
def application(folder: Path) -> Iterator[Application]:
    """One that is up."""
    authority = Authority.made(folder)
    records: dict[str, tuple[str, ...] | str | None] = {FQDN: (LOCAL,)}
    made: list[Application] = []

    def answer(one: socket.socket, asked: bytes) -> None:
        made[0].answer(one, asked)

    with serving(answer, certificate=authority.certificate(FQDN)) as heard, naming(records) as resolver:
        way = {"MIGRATOR_RESOLVER": resolver, "MIGRATOR_CONNECT_TO": f"{FQDN}:443:{LOCAL}:{heard.port}"}
        made.append(Application({**way, **authority.env}, heard, records))
        yield made[0]
