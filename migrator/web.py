"""HTTP GETs with a deadline, and with the two ways to look elsewhere: proxies, and `MIGRATOR_CONNECT_TO`.

`MIGRATOR_CONNECT_TO=HOST:PORT:ADDRESS:PORT[,...]` connects there, and keeps Host header and TLS server name, as curl's
--connect-to does.
"""

import ssl
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import urllib3
from urllib3.exceptions import HTTPError, LocationParseError

from checks.facts import HttpAnswer, Missing

CONNECT_SECONDS, TOTAL_SECONDS, MOST_BYTES = 5.0, 10.0, 1 << 20
RULE = "MIGRATOR_CONNECT_TO"


@dataclass(frozen=True)
class Response:
    """An answer with its headers and the beginning of its body."""

    answer: HttpAnswer
    headers: Mapping[str, str]
    body: bytes


def connect_to(env: Mapping[str, str], host: str, port: int) -> tuple[str, int] | None:
    """Where to connect to for a host, None where no rule names it. An empty HOST or PORT matches every one."""
    for rule in filter(None, env.get(RULE, "").split(",")):
        wanted, wanted_port, address, address_port = (
            rule.strip().rsplit(":", 3) if rule.count(":") == 3 else _bracketed(rule)
        )
        if wanted in ("", host) and wanted_port in ("", str(port)):
            return address.strip("[]") or host, int(address_port or port)
    return None


def _bracketed(rule: str) -> tuple[str, str, str, str]:
    """A rule with an IPv6 address in brackets: `host:443:[::1]:8443`."""
    left, _, right = rule.strip().partition(":[")
    host, _, port = left.rpartition(":")
    address, _, address_port = right.partition("]:")
    return host, port, address, address_port


def get(
    url: str, env: Mapping[str, str], headers: Mapping[str, str] | None = None, at: str | None = None
) -> Response | Missing:
    """GET a URL. `at` is an address to connect to where no rule names one. Redirects are answers, not followed."""
    parts = urlsplit(url)
    port = parts.port or (443 if parts.scheme == "https" else 80)
    host = parts.hostname or ""
    shown = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
    address, to_port = connect_to(env, host, port) or (at or host, port)
    started = time.monotonic()
    try:
        pool = _pool(parts.scheme, host, address, to_port, env)
        sent = {"Host": host if port in (80, 443) else f"{host}:{port}", "User-Agent": "wandb-migrator", **(headers or {})}
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        whole = url if isinstance(pool, urllib3.ProxyManager) else target or "/"
        with pool.request("GET", whole, headers=sent, preload_content=False, redirect=False) as answer:
            body = _body(answer, started)
            return Response(HttpAnswer(shown, answer.status), dict(answer.headers), body)
    except (HTTPError, LocationParseError, OSError, ValueError) as error:
        return Missing(f"{shown}: {_why(error, host)}")


def _pool(
    scheme: str, host: str, address: str, port: int, env: Mapping[str, str]
) -> urllib3.HTTPConnectionPool | urllib3.ProxyManager:
    limits = urllib3.Timeout(connect=CONNECT_SECONDS, read=TOTAL_SECONDS)
    proxy = None if address != host else _proxy(scheme, host, env)
    if proxy is not None:
        return urllib3.ProxyManager(proxy, timeout=limits, retries=False, ssl_context=ssl.create_default_context())
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=limits, retries=False)
    return urllib3.HTTPSConnectionPool(
        address,
        port,
        timeout=limits,
        retries=False,
        server_hostname=host,
        assert_hostname=host,
        ssl_context=ssl.create_default_context(cafile=env.get("SSL_CERT_FILE")),
    )


def _proxy(scheme: str, host: str, env: Mapping[str, str]) -> str | None:
    if any(name.lower() == f"{scheme}_proxy" and value for name, value in env.items()) and not proxy_bypass(host):
        return getproxies().get(scheme)
    return None


def _body(answer: urllib3.BaseHTTPResponse, started: float) -> bytes:
    """The beginning of a body; a server that drips does not hold us for longer than the limit."""
    parts: list[bytes] = []
    for part in answer.stream(1 << 14):
        parts.append(part)
        if time.monotonic() - started > TOTAL_SECONDS:
            raise TimeoutError
        if sum(map(len, parts)) > MOST_BYTES:
            break
    return b"".join(parts)


def _why(error: Exception, host: str) -> str:
    """One sentence; never the request's headers."""
    text = f"{type(error).__name__} {error}"
    if "CERTIFICATE_VERIFY_FAILED" in text or isinstance(error, urllib3.exceptions.SSLError):
        return f"the TLS certificate for {host} is not accepted"
    known = {
        "NameResolution": f"{host} cannot be resolved",
        "getaddrinfo": f"{host} cannot be resolved",
        "NewConnection": "connection refused or no route",
        "Refused": "connection refused",
        "ConnectTimeout": f"no connection within {CONNECT_SECONDS:.0f} s",
        "Timeout": f"no whole answer within {TOTAL_SECONDS:.0f} s",
        "ProxyError": "the proxy did not let us through",
        "Protocol": "the connection was cut in mid-answer",
    }
    return next((said for word, said in known.items() if word in text), type(error).__name__)
