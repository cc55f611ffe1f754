"""What DNS answers for a name, asked of the system's resolvers or of `MIGRATOR_RESOLVER=HOST:PORT`."""

from collections.abc import Mapping

import dns.exception
import dns.resolver

from checks.facts import Missing, NotThere

SECONDS = 5.0


def addresses(name: str, env: Mapping[str, str]) -> tuple[str, ...] | NotThere | Missing:
    """The IPv4 addresses, sorted; NotThere where the name or its A record does not exist."""
    try:
        answer = _resolver(env).resolve(name, "A", lifetime=SECONDS, search=False)
    except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
        return NotThere(f"DNS: {name}")
    except (dns.exception.DNSException, OSError) as error:
        return Missing(f"DNS did not answer for {name}: {type(error).__name__}")
    return tuple(sorted(str(one) for one in answer))


def _resolver(env: Mapping[str, str]) -> dns.resolver.Resolver:
    place = env.get("MIGRATOR_RESOLVER")
    if not place:
        return dns.resolver.Resolver()
    resolver = dns.resolver.Resolver(configure=False)
    host, _, port = place.rpartition(":")
    resolver.nameservers = [host.strip("[]")]
    resolver.port = int(port)
    return resolver
