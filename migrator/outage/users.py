"""What users have right now, as `status` says it."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from checks.outage import Service, periods
from migrator.outage.places import Places
from migrator.outage.probe import living
from migrator.outage.record import looks


@dataclass(frozen=True)
class Users:
    """Since when (RFC 3339) users have the service or not, and why not. `watched`: somebody is looking."""

    service: str
    since: str
    cause: str
    watched: bool

    def __str__(self) -> str:
        """As in `without service since 03:04:05Z (DNS: the name does not exist)`."""
        words: dict[str, str] = {Service.SERVED: "served", Service.LOST: "without service", Service.UNKNOWN: "not known"}
        why = f" ({self.cause})" if self.cause else ""
        unwatched = "" if self.watched else "; the outage probe does not run, and the next start of the run begins it again"
        return f"{words.get(self.service, self.service)} since {self.since[11:19]}Z{why}{unwatched}"


def users(run: Path, at: datetime) -> Users | None:
    """By the record of a run, at that time; None where nobody ever looked."""
    found = periods(looks(Places(run).record), at)
    if not found:
        return None
    last = found[-1]
    since = next((one.ends for one in reversed(found) if one.service is not last.service), found[0].begins)
    return Users(last.service, f"{since:%Y-%m-%dT%H:%M:%S}Z", last.cause, living(run) is not None)
