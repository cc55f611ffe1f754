"""What can be read in a licence without its issuer: a signed token (JWT) with an end in it, or without one."""

import base64
import json
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from checks.facts.channel import Licence

ENDS = ("exp", "expiresAt")
# Later numbers are milliseconds: in seconds they would be in the year 5138.
MILLISECONDS = 1e11


def read(text: str, now: datetime) -> Licence:
    """Its shape and its end; no other part of it goes on."""
    if any(one.isspace() for one in text):
        return Licence("it has white space or a line break in it", None, now)
    parts = text.split(".")
    if len(parts) != 3 or not all(parts):
        return Licence("it does not have the three parts, with dots between, of a signed token", None, now)
    try:
        _object(parts[0])
        payload = _object(parts[1])
        _bytes(parts[2])
    except ValueError:
        return Licence("its parts cannot be decoded: it is cut short, or changed", None, now)
    return _with_end(payload, now)


def _with_end(payload: Mapping[str, Any], now: datetime) -> Licence:
    name = next((one for one in ENDS if payload.get(one) is not None), None)
    if name is None:
        return Licence(None, None, now)
    try:
        return Licence(None, _time(payload[name]), now)
    except (ValueError, OverflowError, OSError):
        return Licence(f"its {name} is no time", None, now)


def _time(value: object) -> datetime:
    if isinstance(value, str):
        found = datetime.fromisoformat(value)
        return found if found.tzinfo else found.replace(tzinfo=UTC)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return datetime.fromtimestamp(value / 1000 if value > MILLISECONDS else value, UTC)
    raise ValueError(type(value).__name__)


def _object(part: str) -> Mapping[str, Any]:
    """A part as the JSON object that it must be; ValueError where it is none."""
    try:
        found = json.loads(_bytes(part))
    except RecursionError as error:
        raise ValueError("nested too deeply") from error
    if isinstance(found, dict):
        return found
    raise ValueError("no object")


def _bytes(part: str) -> bytes:
    """Base64url without padding; ValueError, too, for what is no ASCII."""
    return base64.b64decode(part.encode("ascii") + b"=" * (-len(part) % 4), altchars=b"-_", validate=True)
