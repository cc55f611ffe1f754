"""Lines of a container's log, fit to be shown: the last few, cut, printable, without what looks like a secret."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import TYPE_CHECKING

from migrator.cluster.connection import Connection
from migrator.redact import HIDDEN

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

LAST, TAIL, WIDE = 5, 200, 300
BYTES = 256 * 1024
# A log may quote secrets that nobody told us of: passwords in URLs and assignments, tokens, keys.
SECRETS = re.compile(
    r"""(?ix)
      (?<=://) [^/\s@]+ (?=@)
    | (?<=\w:) [^/\s@:]+ (?=@\S)
    | (?<![\w]) eyJ[\w-]+ (?:\.[\w-]+)*
    | (?<![A-Z0-9]) (?:AKIA|ASIA)[A-Z0-9]{12,}
    | (?<=bearer\s) \S+ | (?<=basic\s) [A-Za-z0-9+/=]{8,}
    | (?<=password) ["']?\s*[=:]\s*\S+ | (?<=passwd) ["']?\s*[=:]\s*\S+ | (?<=secret) ["']?\s*[=:]\s*\S+
    | (?<=token) ["']?\s*[=:]\s*\S+ | (?<=license) ["']?\s*[=:]\s*\S+ | (?<=api_key) ["']?\s*[=:]\s*\S+
    | (?<=_key) ["']?\s*[=:]\s*\S+
    """
)
Redact = Callable[[str], str]


def shown(text: str, redact: Redact) -> str:
    """One line, for a person."""
    plain = "".join(one if one.isprintable() else " " for one in SECRETS.sub(HIDDEN, redact(text))).strip()
    return plain if len(plain) <= WIDE else f"{plain[: WIDE - 1]}…"


def lines(client: ApiClient, connection: Connection, namespace: str, pod: str, **which: object) -> list[str]:
    """The end of a log, as it is: `which` are `container` and `previous`. No lines where there is no log (yet, or any more).

    Client 36 spoils what it decodes: the bytes are taken as they come, and they need not be UTF-8.
    """
    from kubernetes.client import ApiException, CoreV1Api  # noqa: PLC0415

    read = CoreV1Api(client).read_namespaced_pod_log
    given = {**which, "tail_lines": TAIL, "limit_bytes": BYTES, "_preload_content": False}
    try:
        answer = read(pod, namespace, **given, _request_timeout=connection.each)
    except ApiException as error:
        if error.status in (400, 404):
            return []
        raise
    try:
        raw: bytes = answer.read(BYTES)
    finally:
        answer.close()
    return raw.decode(errors="replace").splitlines()


def last(every: list[str], redact: Redact) -> tuple[str, ...]:
    """The last lines that say something."""
    return tuple(shown(one, redact) for one in [line for line in every if line.strip()][-LAST:])
