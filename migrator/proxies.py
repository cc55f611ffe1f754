"""Which proxy the environment names for a host, if any."""

from collections.abc import Mapping
from urllib.parse import unquote, urlsplit

import urllib3


def proxy_of(scheme: str, host: str, port: int, env: Mapping[str, str]) -> str | None:
    """The proxy that the environment names for a scheme; the lower-case spelling wins, `no_proxy` takes it back."""
    named = {name.lower(): env[name] for name in sorted(env) if name.lower().endswith("_proxy")}
    found = named.get(f"{scheme}_proxy") or named.get("all_proxy")
    if not found or _bypassed(host, port, named.get("no_proxy", "")):
        return None
    return found if "://" in found else f"http://{found}"


def proxy_headers(proxy: str) -> Mapping[str, str]:
    """What the proxy itself wants to know of us."""
    known = urlsplit(proxy)
    pair = f"{unquote(known.username)}:{unquote(known.password or '')}" if known.username else None
    return urllib3.make_headers(proxy_basic_auth=pair)


def _bypassed(host: str, port: int, listed: str) -> bool:
    """Whether `no_proxy` names a host: itself, with its port, by a domain above it, or by `*`."""
    names = [one.strip().lower().removeprefix("*.").removeprefix(".") for one in listed.split(",") if one.strip()]
    return any(one in ("*", host, f"{host}:{port}") or host.endswith(f".{one}") for one in names)
