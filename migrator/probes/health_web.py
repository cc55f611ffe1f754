"""What verify asks over HTTPS: the application by its host name as users do, and straight at its load balancer."""

from __future__ import annotations

import ssl
from collections.abc import Callable, Iterator, Mapping
from datetime import UTC, datetime

from checks.facts import HttpAnswer, Missing, NotThere, Values
from checks.facts.egress import Stage
from checks.facts.health.web import Reached, Shown
from migrator import dns, web
from migrator.probes.health_edge import UNKNOWN_NAME
from migrator.probes.sources import Sources
from migrator.web_stages import Failure
from states.probes import Question

SECONDS = 30.0


def questions(sources: Sources, values: Values) -> Iterator[Question]:
    """The certificate and the answers."""
    where, env, fqdn = sources.runbook.health, sources.env, values.fqdn

    def named(ask: Callable[[str], object]) -> Callable[[], object]:
        return lambda: ask(fqdn) if fqdn else UNKNOWN_NAME

    yield Question("web", "certificate", named(lambda name: certificate(name, env)), SECONDS)
    yield Question("web", "health", named(lambda name: by_name(name, where.path, env)), SECONDS)
    yield Question("web", "ready", named(lambda name: by_name(name, where.ready_path, env)), SECONDS)
    yield Question("web", "console", named(lambda name: by_name(name, where.console_path, env)), SECONDS)
    yield Question("web", "balancer", named(lambda name: _straight(sources, name)), SECONDS)


def by_name(fqdn: str, path: str, env: Mapping[str, str]) -> Reached | Missing:
    """As a user would: resolve the name, then GET."""
    address = _address(fqdn, path, env)
    return _reached(fqdn, path, web.ask(_url(fqdn, path), env, at=address)) if isinstance(address, str) else address


def application(fqdn: str, path: str, env: Mapping[str, str]) -> HttpAnswer | Missing:
    """The same, for whoever wants an answer or none."""
    found = by_name(fqdn, path, env)
    if isinstance(found, Missing):
        return found
    return Missing(found.why) if found.status is None else HttpAnswer(found.url, found.status)


def through(balancer: str, fqdn: str, path: str, env: Mapping[str, str]) -> Reached:
    """The same request, sent to a load balancer's own name."""
    return _reached(fqdn, path, web.ask(_url(fqdn, path), env, through=balancer))


def certificate(fqdn: str, env: Mapping[str, str]) -> Shown | Reached | Missing:
    """What is shown for the name, whatever name it is for; a Reached where it was not accepted."""
    address = _address(fqdn, "/", env)
    if not isinstance(address, str):
        return address
    found = web.ask(_url(fqdn, "/"), env, at=address, whole=False, any_name=True)
    if isinstance(found, Failure):
        return _reached(fqdn, "/", found)
    names = tuple(value for kind, value in found.peer.get("subjectAltName", ()) if kind == "DNS")
    ends = datetime.fromtimestamp(ssl.cert_time_to_seconds(found.peer["notAfter"]), UTC)
    return Shown(names, ends, datetime.now(UTC))


def _url(fqdn: str, path: str) -> str:
    return f"https://{fqdn}{path}"


def _address(fqdn: str, path: str, env: Mapping[str, str]) -> str | Reached | Missing:
    found = dns.addresses(fqdn, env)
    if isinstance(found, NotThere):
        return Reached(_url(fqdn, path), Stage.DNS, "DNS has no address for it")
    return found if isinstance(found, Missing) else found[0]


def _reached(fqdn: str, path: str, found: web.Response | Failure) -> Reached:
    if isinstance(found, Failure):
        return Reached(_url(fqdn, path), found.stage, found.why)
    return Reached(_url(fqdn, path), Stage.OK, status=found.answer.status)


def _straight(sources: Sources, fqdn: str) -> Reached | NotThere | Missing:
    where = sources.runbook.health
    route = sources.cluster.ingress()
    if isinstance(route, Missing):
        return route
    if isinstance(route, NotThere) or route.address is None:
        return NotThere("the load balancer of the Ingress")
    return through(route.address, fqdn, where.path, sources.env)
