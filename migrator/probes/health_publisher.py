"""What external-dns says in its log of one host name: that it is published, or why it cannot be."""

from __future__ import annotations

import re
from collections.abc import Iterable

from checks.facts import Missing
from checks.facts.health.edge import Published
from migrator.cluster import Cluster
from migrator.cluster.log import Redact, shown
from runbooks.model import Release

# external-dns, provider/aws: the first that fits a line. A refused AssumeRoleWithWebIdentity is an AccessDenied, too.
TROUBLE = (
    ("web-identity", re.compile(r"WebIdentity|InvalidIdentityToken")),
    ("denied", re.compile(r"AccessDenied|not authorized to perform")),
    ("no-zone", re.compile(r"no hosted zone matching")),
)
WHOLE = re.compile(r"record\(s\) in zone .* were successfully updated|All records are already up to date")


def heard(cluster: Cluster, release: Release, fqdn: str) -> Published | Missing:
    """The end of the log of its pods."""
    found = cluster.written(release.namespace, release.name)
    return found if isinstance(found, Missing) else told(found, fqdn, cluster.redact)


def told(lines: Iterable[str], fqdn: str, redact: Redact = str) -> Published:
    """What the lines say, later ones against earlier ones."""
    named = re.compile(rf"Desired change: (?:CREATE|UPSERT) {re.escape(fqdn)} A\b", re.IGNORECASE)
    now = Published()
    for line in lines:
        cause = next((name for name, form in TROUBLE if form.search(line)), None)
        if named.search(line):
            now = Published(done=shown(line, redact))
        elif cause == "no-zone" and fqdn not in line.lower():
            continue  # another name's
        elif cause:
            now = Published(cause=cause, trouble=shown(line, redact))
        elif WHOLE.search(line) and now.cause != "no-zone":  # what it skips it does not count
            now = Published(done=now.done or shown(line, redact))
    return now
