"""HTTP GETs with a deadline, and with the two ways to look elsewhere: proxies, and `MIGRATOR_CONNECT_TO`.

`MIGRATOR_CONNECT_TO=HOST:PORT:ADDRESS:PORT[,...]` connects there, and keeps Host header and TLS server name, as curl's
--connect-to does. It goes before a proxy; a proxy goes before the address that DNS answered.
"""

import re
import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import SplitResult, unquote, urlsplit

import urllib3
from urllib3.exceptions import HTTPError

from checks.facts import HttpAnswer, Missing
from migrator.deadline import within

MOST_BYTES, PIECE = 1 << 20, 1 << 10
RULE = "MIGRATOR_CONNECT_TO"
FORM = re.compile(r"(\[[^\]]*\]|[^:\[\]]*):(\d*):(\[[^\]]+\]|[^:\[\]]*):(\d*)")
PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True)
class Limits:
    """Seconds to wait for a connection, and for the whole answer."""

    connect: float = 5.0
    total: float = 10.0


LIMITS = Limits()


@dataclass(frozen=True)
class Response:
    """An answer with its headers (names in lower case) and the beginning of its body."""

    answer: HttpAnswer
    headers: Mapping[str, str]
    body: bytes

    @property
    def is_page(self) -> bool:
        """Whether it is a page for people, as a captive portal or a proxy puts in place of the real answer."""
        return self.headers.get("content-type", "").startswith("text/html")


class MalformedError(ValueError):
    """A setting or an address that cannot be used; its text is one sentence for a person."""


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
    shown = re.sub(r"//[^/]*@", "//", url.partition("?")[0].partition("#")[0])
    try:
        asked = _Asked.of(url, shown, env, at)
        return within(limits.total, lambda: asked.answer(headers or {}, limits))
    except (HTTPError, OSError, ValueError, TimeoutError) as error:
        return Missing(f"{shown}: {_why(error, limits)}")


@dataclass(frozen=True)
class _Asked:
    """One question and the way to who answers it."""

    parts: SplitResult
    shown: str
    port: int
    place: tuple[str, int]
    proxy: str | None
    authorities: str | None

    @staticmethod
    def of(url: str, shown: str, env: Mapping[str, str], at: str | None) -> "_Asked":
        parts = urlsplit(url)
        host = parts.hostname or ""
        if parts.scheme not in PORTS or not host:
            raise MalformedError("it is not an http or https address")
        port = parts.port or PORTS[parts.scheme]
        rule = connect_to(env, host, port)
        proxy = None if rule else _proxy(parts.scheme, host, port, env)
        return _Asked(parts, shown, port, rule or (at or host, port), proxy, env.get("SSL_CERT_FILE") or None)

    def answer(self, headers: Mapping[str, str], limits: Limits) -> Response:
        """Ask, and read the beginning of the body."""
        sent = {"Host": self._host_header, "User-Agent": "wandb-migrator", **headers}
        path = (self.parts.path or "/") + (f"?{self.parts.query}" if self.parts.query else "")
        target = f"{self.parts.scheme}://{self._host_header}{path}" if self.proxy else path
        with (
            self._pool(limits) as pool,
            pool.request("GET", target, headers=sent, preload_content=False, redirect=False) as said,
        ):
            body = _body(said, time.monotonic() + limits.total)
            return Response(
                HttpAnswer(self.shown, said.status), {key.lower(): one for key, one in said.headers.items()}, body
            )

    @property
    def _host_header(self) -> str:
        host = f"[{self.parts.hostname}]" if ":" in (self.parts.hostname or "") else self.parts.hostname or ""
        return host if self.port == PORTS[self.parts.scheme] else f"{host}:{self.port}"

    def _pool(self, limits: Limits) -> urllib3.HTTPConnectionPool | urllib3.ProxyManager:
        timeout = urllib3.Timeout(connect=limits.connect, read=limits.total)
        if self.proxy is not None:
            context, known = _context(self.authorities), _proxy_headers(self.proxy)
            return urllib3.ProxyManager(
                self.proxy,
                proxy_headers=known,
                timeout=timeout,
                retries=False,
                ssl_context=context,
                proxy_ssl_context=context,
            )
        if self.parts.scheme == "http":
            return urllib3.HTTPConnectionPool(*self.place, timeout=timeout, retries=False)
        name, context = self.parts.hostname, _context(self.authorities)
        return urllib3.HTTPSConnectionPool(
            *self.place, timeout=timeout, retries=False, server_hostname=name, ssl_context=context
        )


def _context(authorities: str | None) -> ssl.SSLContext:
    try:
        return ssl.create_default_context(cafile=authorities)
    except OSError as error:
        raise MalformedError(f"SSL_CERT_FILE {authorities} cannot be used") from error


def _proxy(scheme: str, host: str, port: int, env: Mapping[str, str]) -> str | None:
    """The proxy that the environment names for a scheme; the lower-case spelling wins, `no_proxy` takes it back."""
    named = {name.lower(): env[name] for name in sorted(env) if name.lower().endswith("_proxy")}
    found = named.get(f"{scheme}_proxy") or named.get("all_proxy")
    if not found or _bypassed(host, port, named.get("no_proxy", "")):
        return None
    return found if "://" in found else f"http://{found}"


def _bypassed(host: str, port: int, listed: str) -> bool:
    """Whether `no_proxy` names a host: itself, with its port, by a domain above it, or by `*`."""
    names = [one.strip().lower().removeprefix("*.").removeprefix(".") for one in listed.split(",") if one.strip()]
    return any(one in ("*", host, f"{host}:{port}") or host.endswith(f".{one}") for one in names)


def _proxy_headers(proxy: str) -> Mapping[str, str]:
    known = urlsplit(proxy)
    pair = f"{unquote(known.username)}:{unquote(known.password or '')}" if known.username else None
    return urllib3.make_headers(proxy_basic_auth=pair)


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


def _why(error: Exception, limits: Limits) -> str:
    """One sentence; never the request's headers."""
    if isinstance(error, MalformedError):
        return str(error)
    text = f"{type(error).__name__} {error}"
    known = {
        "Tunnel": "the proxy did not let us through",
        "ProxyError": "the proxy cannot be reached",
        "Proxy": "the proxy in the environment cannot be used",
        "CERTIFICATE_VERIFY_FAILED": "the TLS certificate is not accepted",
        "SSL": "it does not speak TLS as it should",
        "NameResolution": "the name cannot be resolved",
        "NewConnection": "connection refused or no route",
        "ConnectTimeout": f"no connection within {limits.connect:g} s",
        "Timeout": f"no whole answer within {limits.total:g} s",
        "Protocol": "the connection was cut in mid-answer, or it is not HTTP",
        "Decode": "its body cannot be decoded",
    }
    return next((said for word, said in known.items() if word in text), type(error).__name__)
