"""A length of time, as a person types it: 90, 90s, 10m, 1h."""

import re

UNITS = {"": 1, "s": 1, "m": 60, "h": 3600}
WRITTEN = re.compile(r"(\d+(?:\.\d+)?)(s|m|h|)")
MOST = 7 * 24 * 3600.0


def seconds(text: str) -> float:
    """In seconds; ValueError says what is wrong, in words for the person who typed it."""
    found = WRITTEN.fullmatch(text.strip())
    if not found:
        raise ValueError(f"{text!r} is no duration: 90, 90s, 10m or 1h")
    length = float(found[1]) * UNITS[found[2]]
    if length > MOST:
        raise ValueError(f"{text} is more than a week")
    return length
