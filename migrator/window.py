"""When a maintenance window ends, as a person types it."""

import re
from datetime import UTC, datetime, timedelta

CLOCK = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)")


def window_end(text: str, now: datetime) -> datetime:
    """RFC 3339, or HH:MM of the clock that `now` (aware, local) is of: the next time that it shows that. In UTC.

    ValueError says what is wrong, in words for the person who typed it.
    """
    end = _next(text, now) if CLOCK.fullmatch(text) else _moment(text)
    if end <= now:
        raise ValueError(f"{text} is over")
    return end.astimezone(UTC)


def _next(text: str, now: datetime) -> datetime:
    hour, minute = map(int, text.split(":"))
    today = now.replace(hour=hour, minute=minute, second=0, microsecond=0)
    return today if today > now else today + timedelta(days=1)


def _moment(text: str) -> datetime:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as error:
        raise ValueError(f"{text!r} is neither HH:MM nor RFC 3339, such as 2026-01-02T03:04:05Z") from error
    if moment.tzinfo is None:
        raise ValueError(f"{text} does not say in which time zone: 2026-01-02T03:04:05Z, or +01:00 at its end")
    return moment
