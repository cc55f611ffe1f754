"""Lists, page by page. The rest of a list is kept as it was when the list began, for as long as the real one keeps it."""

import base64
import binascii
import json
import secrets
import threading
import time

from migrator.sandbox.cluster.kinds import Item

LASTS = 300.0
KEPT = 100


class Expired(Exception):
    """The rest of a list is forgotten: 410."""


class Pages:
    """What is left of lists that somebody reads, by opaque tokens."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._rest: dict[str, tuple[float, int, list[Item]]] = {}

    def begin(self, items: list[Item], revision: int, limit: int) -> tuple[list[Item], int, str]:
        """(page, revision, token for the next one) of a new list; no token at its end."""
        return self._cut(items, revision, limit)

    def go_on(self, token: str, limit: int) -> tuple[list[Item], int, str]:
        """The page after that one. ValueError where the token is none; Expired where its list is forgotten."""
        with self._lock:
            kept = self._rest.get(_opened(token))
        if kept is None or time.time() - kept[0] > LASTS:
            raise Expired
        return self._cut(kept[2], kept[1], limit)

    def _cut(self, items: list[Item], revision: int, limit: int) -> tuple[list[Item], int, str]:
        if not limit or len(items) <= limit:
            return items, revision, ""
        name = secrets.token_hex(8)
        with self._lock:
            self._rest[name] = time.time(), revision, items[limit:]
            while len(self._rest) > KEPT:
                self._rest.pop(next(iter(self._rest)))
        return (
            items[:limit],
            revision,
            base64.urlsafe_b64encode(json.dumps({"v": "meta.k8s.io/v1", "rest": name}).encode()).decode(),
        )


def _opened(token: str) -> str:
    try:
        found = json.loads(base64.urlsafe_b64decode(token))
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError(token) from error
    if not isinstance(found, dict):
        raise ValueError(token)  # noqa: TRY004 - as bad as one that is no JSON
    return str(found.get("rest"))
