"""How far a host can be reached from this machine: any answer over HTTP is one, whatever its status."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from checks.facts.egress import Reach, Stage
from migrator import web
from migrator.web_stages import Failure, Limits

LIMITS = Limits(connect=4.0, total=8.0)


def reach(host: str, purpose: str, url: str, env: Mapping[str, str], authority: str | None = None) -> Reach:
    """Ask `url` for a host. `authority` (PEM) is trusted in place of the system's."""
    found = web.ask(url, env, limits=LIMITS, authority=authority, whole=False)
    place = urlsplit(url).netloc.rpartition("@")[2]
    elsewhere = "" if place.partition(":")[0] == host else f" at {place}"
    if isinstance(found, Failure):
        return Reach(host, purpose, found.stage, f"{found.why}{elsewhere}")
    return Reach(host, purpose, Stage.OK, f"answered {found.answer.status}{elsewhere}")
