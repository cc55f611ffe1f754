"""HTTP GETs with a deadline, and with the three ways to look elsewhere: `MIGRATOR_CONNECT_TO`, proxies, `MIGRATOR_RESOLVER`.

`MIGRATOR_CONNECT_TO=HOST:PORT:ADDRESS:PORT[,...]` connects there, and keeps Host header and TLS server name, as curl's
--connect-to does. It goes before a proxy; a proxy goes before the address that DNS answered.
"""

import re
import socket
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import SplitResult, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, ProtocolError

from checks.facts import HttpAnswer, Missing
from checks.facts.egress import Stage
from migrator import dns
from migrator.deadline import within
from migrator.proxies import proxy_headers, proxy_of
from migrator.web_stages import Failure, Limits, MalformedError, Progress, UnresolvedError, context, failure, noting

MOST_BYTES, PIECE = 1 << 20, 1 << 10
RULE = "MIGRATOR_CONNECT_TO"
FORM = re.compile(r"(\[[^\]]*\]|[^:\[\]]*):(\d*):(\[[^\]]+\]|[^:\[\]]*):(\d*)")
ADDRESS = re.compile(r"[\d.]+|.*:.*")
PORTS = {"http": 80, "https": 443}
LIMITS = Limits()


@dataclass(frozen=True)
class Response:
    """An answer with its headers (names in lower case) and the beginning of its body.

    `peer` is the certificate of who answered, as `ssl.getpeercert` gives it; empty without TLS.
    """

    answer: HttpAnswer
    headers: Mapping[str, str]
    body: bytes
    peer: Mapping[str, Any] = field(default_factory=dict, compare=False)

    @property
    def is_page(self) -> bool:
        """Whether it is a page for people, as a captive portal or a proxy puts in place of the real answer."""
        return self.headers.get("content-type", "").startswith("text/html")


def connect_to(env: Mapping[str, str], host: str, port: int) -> tuple[str, int] | None:
    """Where to connect to for a host, None where no rule names it. An empty HOST or PORT matches every one."""
    for rule in filter(None, (one.strip() for one in env.get(RULE, "").split(","))):
        found = FORM.fullmatch(rule)
        if found is None:
            raise MalformedError(f"{RULE} holds {rule!r}, which is not HOST:PORT:ADDRESS:PORT")
        wanted, wanted_port, address, address_port = (one.strip("[]") for one in found.groups())
        if wanted.lower() in ("", host.lower()) and wanted_port in ("", str(port)):
            return address or host, int(address_port or port)
    return None


def get(
    url: str,
    env: Mapping[str, str],
    headers: Mapping[str, str] | None = None,
    at: str | None = None,
    limits: Limits = LIMITS,
) -> Response | Missing:
    """GET a URL. `at` is an address to connect to where no rule names one. Redirects are answers, not followed."""
    found = ask(url, env, headers, at, limits)
    return Missing(f"{shown(url)}: {found.stage}: {found.why}") if isinstance(found, Failure) else found


def ask(
    url: str,
    env: Mapping[str, str],
    headers: Mapping[str, str] | None = None,
    at: str | None = None,
    limits: Limits = LIMITS,
    *,
    authority: str | None = None,
    whole: bool = True,
    through: str | None = None,
    any_name: bool = False,
) -> Response | Failure:
    """The same, with the stage where it failed. `authority` (PEM) is trusted in place of the system's.

    Without `whole` the body is left alone: that there is an answer is enough. `through` is a host to connect to in place
    of the URL's own, past every proxy; Host header and TLS server name stay. With `any_name` a certificate may be for
    another name.
    """
    progress = Progress(any_name=any_name)
    try:
        asked = _Asked.of(url, env, progress, at=at, through=through, authority=authority)
        return within(limits.total, lambda: asked.answer(headers or {}, limits, whole=whole))
    except (HTTPError, OSError, ValueError, TimeoutError) as error:
        return failure(error, progress.stage, limits)


def shown(url: str) -> str:
    """A URL without credentials and query."""
    return re.sub(r"//[^/]*@", "//", url.partition("?")[0].partition("#")[0])


@dataclass(frozen=True)
class _Asked:
    """One question and the way to who answers it."""

    parts: SplitResult
    shown: str
    port: int
    place: tuple[str, int]
    proxy: str | None
    env: Mapping[str, str] = field(repr=False)
    authorities: str | None
    progress: Progress

    @staticmethod
    def of(
        url: str, env: Mapping[str, str], progress: Progress, *, at: str | None, through: str | None, authority: str | None
    ) -> "_Asked":
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in PORTS or not host:
            raise MalformedError("it is not an http or https address")
        port = parts.port or PORTS[parts.scheme]
        rule = connect_to(env, through or host, port)
        proxy = None if rule or through else proxy_of(parts.scheme, host, port, env)
        trusted = authority or env.get("SSL_CERT_FILE") or None
        return _Asked(parts, shown(url), port, rule or (through or at or host, port), proxy, env, trusted, progress)

    def answer(self, headers: Mapping[str, str], limits: Limits, *, whole: bool) -> Response:
        """Ask, and read the beginning of the body."""
        sent = {"Host": self._host_header, "User-Agent": "wandb-migrator", **headers}
        path = (self.parts.path or "/") + (f"?{self.parts.query}" if self.parts.query else "")
        target = f"{self.parts.scheme}://{self._host_header}{path}" if self.proxy else path
        with (
            self._pool(limits) as pool,
            pool.request("GET", target, headers=sent, preload_content=False, redirect=False) as said,
        ):
            if not said.headers:
                raise ProtocolError("an answer without any header: cut before its first line ended")
            body = _body(said, time.monotonic() + limits.total) if whole else b""
            heads = {key.lower(): one for key, one in said.headers.items()}
            return Response(HttpAnswer(self.shown, said.status), heads, body, self.progress.peer)

    @property
    def _host_header(self) -> str:
        host = f"[{self.parts.hostname}]" if ":" in (self.parts.hostname or "") else self.parts.hostname or ""
        return host if self.port == PORTS[self.parts.scheme] else f"{host}:{self.port}"

    def _pool(self, limits: Limits) -> urllib3.HTTPConnectionPool | urllib3.ProxyManager:
        timeout = urllib3.Timeout(connect=limits.connect, read=limits.total)
        if self.proxy is not None:
            return self._through(self.proxy, timeout)
        place = self._resolved(), self.place[1]
        self.progress.stage = Stage.TCP
        if self.parts.scheme == "http":
            pool = urllib3.HTTPConnectionPool(*place, timeout=timeout, retries=False)
            pool.ConnectionCls = noting(self.progress)
            return pool
        name, trusting = self.parts.hostname, context(self.progress, self.authorities)
        return urllib3.HTTPSConnectionPool(
            *place,
            timeout=timeout,
            retries=False,
            server_hostname=name,
            ssl_context=trusting,
            assert_hostname=self.progress.match,
        )

    def _through(self, proxy: str, timeout: urllib3.Timeout) -> urllib3.ProxyManager:
        trusting = context(self.progress, self.authorities)
        made = urllib3.ProxyManager(
            proxy,
            proxy_headers=proxy_headers(proxy),
            timeout=timeout,
            retries=False,
            ssl_context=trusting,
            proxy_ssl_context=context(Progress(), self.authorities),
            assert_hostname=self.progress.match,
        )
        self.progress.stage = Stage.PROXY
        return made

    def _resolved(self) -> str:
        """The host to connect to: asked for once before the connection, so that a DNS that hangs is named as such."""
        host = self.place[0]
        if ADDRESS.fullmatch(host):
            return host
        self.progress.stage = Stage.DNS
        if not self.env.get(dns.SETTING) or host == "localhost":
            socket.getaddrinfo(host, self.place[1], type=socket.SOCK_STREAM)
            return host
        found = dns.addresses(host, self.env)
        if isinstance(found, tuple):
            return found[0]
        raise UnresolvedError(found.why if isinstance(found, Missing) else "the name does not exist")


def _body(answer: urllib3.BaseHTTPResponse, deadline: float) -> bytes:
    """The beginning of a body."""
    body = bytearray()
    for part in answer.stream(PIECE):
        body += part
        if time.monotonic() > deadline:
            raise TimeoutError
        if len(body) >= MOST_BYTES:
            break
    return bytes(body)
