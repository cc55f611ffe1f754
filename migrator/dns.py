"""What DNS answers for a name, asked of the system's resolvers or of `MIGRATOR_RESOLVER=HOST:PORT`."""

import re
from collections.abc import Mapping

import dns.exception
import dns.resolver

from checks.facts import Missing, NotThere

SECONDS = 5.0
SETTING = "MIGRATOR_RESOLVER"
FORM = re.compile(r"(\[[^\]]+\]|[^:\[\]]+)(?::(\d{1,5}))?")
Answer = tuple[str, ...] | NotThere | Missing


def addresses(name: str, env: Mapping[str, str], seconds: float = SECONDS) -> Answer:
    """The IPv4 addresses, sorted; NotThere where the name or its A record does not exist."""
    return _resolved(name, "A", env, seconds)


def name_servers(name: str, env: Mapping[str, str], seconds: float = SECONDS) -> Answer:
    """The name servers of a zone, sorted, without the final dot; NotThere where the name is none."""
    found = _resolved(name, "NS", env, seconds)
    return tuple(one.rstrip(".").lower() for one in found) if isinstance(found, tuple) else found


def _resolved(name: str, kind: str, env: Mapping[str, str], seconds: float) -> Answer:
    try:
        resolver = _resolver(env)
    except ValueError:
        return Missing(f"{SETTING} is {env[SETTING]!r}, which is not ADDRESS:PORT")
    except dns.exception.DNSException as error:
        return Missing(f"the system has no resolver that could be asked ({type(error).__name__})")
    try:
        answer = resolver.resolve(name, kind, lifetime=seconds, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return NotThere(f"DNS: {name}")
    except (dns.exception.DNSException, OSError, ValueError) as error:
        return Missing(f"DNS did not answer for {name}: {type(error).__name__}")
    return tuple(sorted(str(one) for one in answer))


def _resolver(env: Mapping[str, str]) -> dns.resolver.Resolver:
    place = env.get(SETTING)
    if not place:
        return dns.resolver.Resolver()
    found = FORM.fullmatch(place)
    if found is None or int(found[2] or 53) > 0xFFFF:
        raise ValueError(place)
    resolver = dns.resolver.Resolver(configure=False)
    resolver.nameservers = [found[1].strip("[]")]
    resolver.port = int(found[2] or 53)
    return resolver
