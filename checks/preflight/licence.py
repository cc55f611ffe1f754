"""What the licence says of itself. Whether it is good is for the deployer to say."""

from collections.abc import Iterator
from datetime import timedelta

from checks.facts import Missing
from checks.facts.channel import Licence
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking

SOON = timedelta(days=30)
SUBJECT = "wandb_license"
RENEW = "ask W&B for a new licence, and put it into wandb_license in the variables file"


def judge(found: Licence | Missing) -> Iterator[Result]:
    """Its shape, and its end."""
    yield _shape(found)
    yield _end(found)


def _shape(found: Licence | Missing) -> Result:
    if isinstance(found, Missing):
        return Unknown("licence-malformed", found.why, blocks=False)
    if found.fault is None:
        return Passed("licence-malformed", "it has the three parts of a signed token, and they can be read")
    remedy = "copy the licence anew, whole and on one line, into wandb_license in the variables file"
    return Finding("licence-malformed", Severity.HIGH, blocks=False, subject=SUBJECT, because=(found.fault,), remedy=remedy)


def _end(found: Licence | Missing) -> Result:
    if isinstance(found, Missing):
        return Unknown("licence-expired", found.why, blocks=False)
    if found.fault is not None:
        return Unknown("licence-expired", found.fault, blocks=False)
    if found.ends is None:
        return Passed("licence-expired", "no end stands in it")
    until = f"it ends on {found.ends:%Y-%m-%d}"
    if found.ends <= found.now:
        return blocking("licence-expired", SUBJECT, f"it ended on {found.ends:%Y-%m-%d}", RENEW)
    if found.ends - found.now < SOON:
        because = (f"{until}, in {(found.ends - found.now).days} days",)
        return Finding("licence-expired", Severity.MEDIUM, blocks=False, subject=SUBJECT, because=because, remedy=RENEW)
    return Passed("licence-expired", until)
