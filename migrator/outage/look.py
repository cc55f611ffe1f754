"""One look at the application, as a user would have it: the name, the connection, TLS, one GET."""

import time
from collections.abc import Mapping
from datetime import datetime

from checks.facts import Missing, NotThere
from checks.facts.egress import Stage
from checks.outage import Look, Service
from migrator import dns, web
from migrator.outage.record import now
from migrator.proxies import proxy_of
from migrator.web_stages import Failure, Limits

LIMITS = Limits(connect=2.0, total=4.0)
DNS_SECONDS = 2.0
# What fails on this machine, or on its own way out, is nothing that users see.
OURS = (Stage.SETTING, Stage.PROXY)
Seen = tuple[Service, Stage, str]


def look(fqdn: str, path: str, env: Mapping[str, str], previous: datetime | None) -> Look:
    """Look now; it takes no longer than both limits together. It never raises."""
    at, began = now(), time.monotonic()
    address, (service, stage, cause) = _seen(fqdn, path, env)
    return Look(at, service, stage, cause, round((time.monotonic() - began) * 1000), address, previous)


def _seen(fqdn: str, path: str, env: Mapping[str, str]) -> tuple[str | None, Seen]:
    """Behind a proxy the name is the proxy's to resolve."""
    if proxy_of("https", fqdn, web.PORTS["https"], env):
        return None, _asked(fqdn, path, env, None)
    found = dns.addresses(fqdn, env, DNS_SECONDS)
    if isinstance(found, NotThere):
        return None, (Service.LOST, Stage.DNS, "DNS: the name does not exist, or has no address")
    if isinstance(found, Missing):
        ours = found.why.startswith(dns.SETTING)
        return None, _ours(found.why) if ours else (Service.LOST, Stage.DNS, f"DNS: {found.why}")
    return found[0], _asked(fqdn, path, env, found[0])


def _asked(fqdn: str, path: str, env: Mapping[str, str], at: str | None) -> Seen:
    said = web.ask(f"https://{fqdn}{path}", env, at=at, limits=LIMITS, whole=False)
    if isinstance(said, Failure):
        return _ours(said.why) if said.stage in OURS else (Service.LOST, said.stage, f"{said.stage}: {said.why}")
    if 200 <= said.answer.status < 300:
        return Service.SERVED, Stage.OK, ""
    return Service.LOST, Stage.HTTP, f"HTTP: status {said.answer.status}"


def _ours(why: str) -> Seen:
    return Service.UNKNOWN, Stage.SETTING, f"this machine cannot look: {why}"
