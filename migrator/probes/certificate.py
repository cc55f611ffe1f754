"""The deployment's certificate, as ACM has it."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from checks.facts import Missing, NotThere
from checks.facts.dns import Certificate
from checks.preflight.dns_certificate import is_for
from migrator.probes.sources import Sources

# Without them ACM lists RSA_2048 alone.
KEYS = ("RSA_1024", "RSA_2048", "RSA_3072", "RSA_4096", "EC_prime256v1", "EC_secp384r1", "EC_secp521r1")


def certificate(sources: Sources, fqdn: str) -> Certificate | NotThere | Missing:
    """The one that the Terraform state names; else the best that ACM has for the host."""
    state = sources.state()
    found = () if isinstance(state, Missing) else state.of("aws_acm_certificate")
    named = [str(one.attributes["arn"]) for one in found if one.attributes.get("arn")]
    return sources.aws.ask("acm", lambda client: _best(client, named, fqdn))


def _best(client: Any, named: list[str], fqdn: str) -> Certificate | NotThere:
    found = _described(client, named) or _described(client, _listed(client, fqdn))
    best = sorted(found, key=lambda one: (_serves(one, fqdn), one.status == "ISSUED", one.ends or one.now))
    return best[-1] if best else NotThere(f"a certificate for {fqdn} in ACM")


def _serves(found: Certificate, fqdn: str) -> bool:
    return any(is_for(one, fqdn) for one in found.names)


def _listed(client: Any, fqdn: str) -> list[str]:
    pages = client.get_paginator("list_certificates").paginate(Includes={"keyTypes": list(KEYS)})
    every = [one for page in pages for one in page["CertificateSummaryList"]]
    return [one["CertificateArn"] for one in every if any(is_for(name, fqdn) for name in _names(one))]


def _names(summary: dict[str, Any]) -> list[str]:
    return [summary["DomainName"], *summary.get("SubjectAlternativeNameSummaries", ())]


def _described(client: Any, arns: Iterable[str]) -> list[Certificate]:
    gone = (client.exceptions.ResourceNotFoundException, client.exceptions.InvalidArnException)
    found = []
    for arn in arns:
        try:
            found.append(_read(client.describe_certificate(CertificateArn=arn)["Certificate"]))
        except gone:
            continue
    return found


def _read(said: dict[str, Any]) -> Certificate:
    names = tuple(dict.fromkeys((said["DomainName"], *said.get("SubjectAlternativeNames", ()))))
    return Certificate(said["CertificateArn"], names, said["Status"], said.get("NotAfter"), datetime.now(UTC))
