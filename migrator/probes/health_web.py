"""The web: what users are answered."""

from collections.abc import Iterator, Mapping

from checks.facts import HttpAnswer, Missing, NotThere, Values
from migrator import dns, web
from migrator.probes.sources import Sources
from states.probes import Question

UNKNOWN_NAME = Missing("the host name is not a plain value in the configuration")


def questions(sources: Sources, values: Values) -> Iterator[Question]:
    """As a user would."""
    fqdn, path = values.fqdn, sources.runbook.health.path
    yield Question("web", "application", lambda: application(fqdn, path, sources.env) if fqdn else UNKNOWN_NAME, 60)


def application(fqdn: str, path: str, env: Mapping[str, str]) -> HttpAnswer | Missing:
    """As a user would: resolve the name, then GET over HTTPS."""
    found = dns.addresses(fqdn, env)
    if isinstance(found, NotThere):
        return Missing(f"{found.what} does not exist")
    if isinstance(found, Missing):
        return found
    said = web.get(f"https://{fqdn}{path}", env, at=found[0])
    return said if isinstance(said, Missing) else said.answer
