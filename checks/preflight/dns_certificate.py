"""The certificate: issued, for this name, and for a while yet."""

from datetime import datetime, timedelta

from checks.facts import Missing, NotThere
from checks.facts.dns import Certificate
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking

SOON = timedelta(days=30)


def judge(found: Certificate | NotThere | Missing, fqdn: str) -> Result:
    """What ACM says of it."""
    if isinstance(found, Missing):
        return Unknown("certificate-not-ready", found.why, blocks=False)
    if isinstance(found, NotThere):
        wanted = f"aws acm request-certificate --domain-name {fqdn} --validation-method DNS"
        return _bad(fqdn, f"{found.what} does not exist", wanted)
    if found.status != "ISSUED" or found.ends is None:
        return _bad(found.arn, f"its status is {found.status}", _look(found))
    if not any(is_for(one, fqdn) for one in found.names):
        return _bad(found.arn, f"it is for {', '.join(found.names)}, and not for {fqdn}", _look(found))
    return _lasting(found, found.ends)


def _lasting(found: Certificate, ends: datetime) -> Result:
    day, left = f"{ends:%Y-%m-%d}", ends - found.now
    if left <= timedelta():
        return _bad(found.arn, f"it ended on {day}", _look(found))
    if left < SOON:
        return _soon(found, f"it ends on {day}: in {left.days} days users are turned away")
    return Passed("certificate-not-ready", f"{found.arn} is issued for {', '.join(found.names)}, until {day}")


def is_for(name: str, fqdn: str) -> bool:
    """Whether a certificate's name is a host's; `*` stands for one label."""
    wanted = fqdn.lower()
    return name.lower() == wanted or (name.startswith("*.") and name[1:].lower() == f".{wanted.partition('.')[2]}")


def _look(found: Certificate) -> str:
    return (
        "mend its validation or renewal: aws acm describe-certificate "
        f"--certificate-arn {found.arn} --query Certificate.[Status,DomainValidationOptions,RenewalSummary]"
    )


def _bad(subject: str, because: str, remedy: str) -> Finding:
    more = f"{because}; the new load balancer listens on 443 alone, with this certificate"
    return blocking("certificate-not-ready", subject, more, remedy, Severity.HIGH)


def _soon(found: Certificate, because: str) -> Finding:
    return Finding(
        "certificate-not-ready",
        Severity.MEDIUM,
        blocks=False,
        subject=found.arn,
        because=(because,),
        remedy=_look(found),
    )
