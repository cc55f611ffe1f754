"""Servers on loopback that answer as they are told, well or badly, at the level of bytes; and DNS over UDP."""

import re
import socket
import socketserver
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

from migrator.sandbox import certificates

LOCAL = "127.0.0.1"
LENGTH = re.compile(rb"(?i)\r\ncontent-length:\s*(\d+)")
Script = Callable[[socket.socket, bytes], None]


@dataclass
class Heard:
    """A server's port, and the heads of the requests that reached it."""

    port: int
    requests: list[str] = field(default_factory=list)

    def header(self, name: str, number: int = -1) -> str | None:
        """The value of a header of one request."""
        lines = [line.partition(":") for line in self.requests[number].splitlines()[1:]]
        return next((value.strip() for key, _, value in lines if key.lower() == name.lower()), None)


def http(status: int = 200, body: bytes = b"{}", kind: str = "application/json", **headers: str) -> Script:
    """A whole answer."""
    more = "".join(f"{name.replace('_', '-')}: {value}\r\n" for name, value in headers.items())
    head = (
        f"HTTP/1.1 {status} Said\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\nConnection: close\r\n{more}\r\n"
    )
    return lambda one, _: one.sendall(head.encode() + body)


def raw(content: bytes) -> Script:
    """These bytes, then the end."""
    return lambda one, _: one.sendall(content)


def silent(one: socket.socket, _: bytes) -> None:
    """No answer at all until the other side goes away."""
    one.recv(1)


def dripping(head: bytes) -> Script:
    """After the head one byte at a time, for as long as anybody listens."""

    def drip(one: socket.socket, _: bytes) -> None:
        one.sendall(head)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            one.sendall(b"x")
            time.sleep(0.02)

    return drip


def reset(head: bytes) -> Script:
    """A reset in mid-answer."""

    def hang_up(one: socket.socket, _: bytes) -> None:
        one.sendall(head)
        one.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")

    return hang_up


@contextmanager
def serving(*scripts: Script, certificate: Path | None = None, address: str = LOCAL) -> Iterator[Heard]:
    """A server that plays one script per connection, the last again and again."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER) if certificate else None
    if context and certificate:
        context.load_cert_chain(certificate)

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            with suppress(OSError):
                one = context.wrap_socket(self.request, server_side=True) if context else self.request
                with one:
                    asked = _head(one)
                    while _rest(asked) and (part := one.recv(4096)):
                        asked += part
                    heard.requests.append(asked.decode("latin-1"))
                    scripts[min(len(heard.requests), len(scripts)) - 1](one, asked)

    class Server(socketserver.ThreadingTCPServer):
        address_family = socket.AF_INET6 if ":" in address else socket.AF_INET
        daemon_threads = True

    with Server((address, 0), Handler) as server:
        heard = Heard(int(server.server_address[1]))
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield heard
        finally:
            server.shutdown()


def _head(one: socket.socket) -> bytes:
    """Everything up to the empty line; of a TLS greeting the first part."""
    asked = b""
    while b"\r\n\r\n" not in asked and asked[:1] != b"\x16":
        part = one.recv(4096)
        if not part:
            break
        asked += part
    return asked


def _rest(asked: bytes) -> int:
    """How much of a request's body is still to come: closed over it, a connection would be reset under the answer."""
    head, _, body = asked.partition(b"\r\n\r\n")
    found = LENGTH.search(head)
    return max(int(found[1]) - len(body), 0) if found else 0


def refused() -> int:
    """A port of loopback where nobody listens."""
    with socket.socket() as one:
        one.bind((LOCAL, 0))
        return int(one.getsockname()[1])


@contextmanager
def black_hole() -> Iterator[int]:
    """A port where nobody accepts: what is sent there is dropped, as a firewall would."""
    with socket.socket() as one, ExitStack() as kept:
        one.bind((LOCAL, 0))
        one.listen(0)
        for _ in range(4):  # more than the queue holds
            waiting = kept.enter_context(socket.socket())
            waiting.setblocking(False)
            waiting.connect_ex(one.getsockname())
        yield int(one.getsockname()[1])


@dataclass(frozen=True)
class Authority:
    """A certificate authority of a test's own, in files."""

    path: Path
    pair: certificates.KeyPair

    @staticmethod
    def made(path: Path) -> "Authority":
        """A fresh one below a directory; its certificate is `ca.pem`."""
        pair = certificates.authority("a test")
        (path / "ca.pem").write_bytes(pair.certificate)
        return Authority(path, pair)

    @property
    def env(self) -> dict[str, str]:
        """Who trusts it."""
        return {"SSL_CERT_FILE": str(self.path / "ca.pem")}

    def certificate(self, *names: str, expired: bool = False) -> Path:
        """Key and chain for these names, in one file."""
        lasts = timedelta(hours=-1) if expired else certificates.LASTS
        pair = certificates.server(names, self.pair, lasts)
        file = self.path / f"{names[0].replace('*', 'any')}{'-expired' if expired else ''}.pem"
        file.write_bytes(pair.key + pair.certificate)
        return file


@contextmanager
def naming(records: dict[str, tuple[str, ...] | str | None]) -> Iterator[str]:
    """A DNS server: addresses for a name, a response code for it, or None for silence. Yields HOST:PORT."""

    class Handler(socketserver.BaseRequestHandler):
        def handle(self) -> None:
            packet, one = self.request
            answer = _dns_answer(packet, records)
            if answer is not None:
                one.sendto(answer, self.client_address)

    with socketserver.ThreadingUDPServer((LOCAL, 0), Handler) as server:
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        try:
            yield f"{LOCAL}:{server.server_address[1]}"
        finally:
            server.shutdown()


def _dns_answer(packet: bytes, records: dict[str, tuple[str, ...] | str | None]) -> bytes | None:
    question = dns.message.from_wire(packet)
    asked = question.question[0]
    said = records.get(asked.name.to_text(omit_final_dot=True).lower(), "NXDOMAIN")
    if said is None:
        return None
    reply = dns.message.make_response(question)
    if isinstance(said, str):
        reply.set_rcode(dns.rcode.from_text(said))
    elif said and asked.rdtype == dns.rdatatype.A:
        reply.answer.append(dns.rrset.from_text(asked.name, 60, "IN", asked.rdtype, *said))
    return reply.to_wire()
