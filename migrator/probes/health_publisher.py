"""What external-dns says in its log of one host name: that it is published, or why it cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import TYPE_CHECKING

from checks.facts import Missing, NotThere
from checks.facts.health.edge import Published
from migrator.cluster import Connection
from migrator.cluster.pods import log_lines
from runbooks.model import Release

if TYPE_CHECKING:
    from kubernetes.client import ApiClient

LINES, LONGEST = 1000, 200
# external-dns, provider/aws: the first that fits a line. A refused AssumeRoleWithWebIdentity is an AccessDenied, too.
TROUBLE = (
    ("web-identity", re.compile(r"WebIdentity|InvalidIdentityToken")),
    ("denied", re.compile(r"AccessDenied|not authorized to perform")),
    ("no-zone", re.compile(r"no hosted zone matching")),
)
WHOLE = re.compile(r"record\(s\) in zone .* were successfully updated|All records are already up to date")


def heard(connection: Connection, release: Release, fqdn: str) -> Published | Missing:
    """The end of the log of its pods."""
    what = f"the log of {release.namespace}/{release.name}"

    def ask(client: ApiClient) -> Published:
        return told(log_lines(client, connection, release.namespace, release.name, LINES), fqdn)

    found = connection.ask(what, ask)
    return Missing(f"{what} is not there") if isinstance(found, NotThere) else found


def told(lines: Iterable[str], fqdn: str) -> Published:
    """What the lines say, later ones against earlier ones."""
    named = re.compile(rf"Desired change: (?:CREATE|UPSERT) {re.escape(fqdn)} A\b", re.IGNORECASE)
    now = Published()
    for line in lines:
        cause = next((name for name, form in TROUBLE if form.search(line)), None)
        if named.search(line):
            now = Published(done=_cut(line))
        elif cause == "no-zone" and fqdn not in line.lower():
            continue  # another name's
        elif cause:
            now = Published(cause=cause, trouble=_cut(line))
        elif WHOLE.search(line) and now.cause != "no-zone":  # what it skips it does not count
            now = Published(done=now.done or _cut(line))
    return now


def _cut(line: str) -> str:
    return line.strip()[:LONGEST]
