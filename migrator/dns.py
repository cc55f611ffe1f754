"""What DNS answers for a name, asked of the system's resolvers or of `MIGRATOR_RESOLVER=HOST:PORT`."""

import re
from collections.abc import Mapping

import dns.exception
import dns.message
import dns.rdatatype
import dns.resolver

from checks.facts import Missing, NotThere
from checks.facts.health.edge import Answered

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


def answered(name: str, env: Mapping[str, str], seconds: float = SECONDS) -> Answered | Missing:
    """The IPv4 addresses with the time that they may be cached; where there are none, the time that this may be."""
    found = _asked(name, "A", env, seconds)
    if isinstance(found, Missing):
        return found
    if isinstance(found, dns.resolver.Answer):
        ttl = found.rrset.ttl if found.rrset is not None else None
        return Answered(tuple(sorted(str(one) for one in found)), ttl)
    return Answered((), _negative(found))


def _negative(message: dns.message.Message) -> int | None:
    """RFC 2308: the smaller of the SOA's own time and its minimum."""
    for one in message.authority:
        if one.rdtype == dns.rdatatype.SOA:
            return min(one.ttl, *(int(each.minimum) for each in one))
    return None


def _resolved(name: str, kind: str, env: Mapping[str, str], seconds: float) -> Answer:
    found = _asked(name, kind, env, seconds)
    if isinstance(found, dns.message.Message):
        return NotThere(f"DNS: {name}")
    return found if isinstance(found, Missing) else tuple(sorted(str(one) for one in found))


def _asked(
    name: str, kind: str, env: Mapping[str, str], seconds: float
) -> dns.resolver.Answer | dns.message.Message | Missing:
    """The answer; where the name or its record does not exist, the whole message that says so."""
    try:
        resolver = _resolver(env)
    except ValueError:
        return Missing(f"{SETTING} is {env[SETTING]!r}, which is not ADDRESS:PORT")
    except dns.exception.DNSException as error:
        return Missing(f"the system has no resolver that could be asked ({type(error).__name__})")
    try:
        return resolver.resolve(name, kind, lifetime=seconds, search=False)
    except dns.resolver.NXDOMAIN as error:
        return _message(*error.kwargs["responses"].values())
    except dns.resolver.NoAnswer as error:
        return _message(error.kwargs["response"])
    except (dns.exception.DNSException, OSError, ValueError) as error:
        return Missing(f"DNS did not answer for {name}: {type(error).__name__}")


def _message(first: dns.message.Message, *_: dns.message.Message) -> dns.message.Message:
    """The first of what dnspython keeps in an exception without a type."""
    return first


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
