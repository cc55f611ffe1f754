"""What external-dns says in its log of one host name."""

import pytest

from checks.facts.health.edge import Published
from migrator.probes.health_publisher import told

HOST = "wandb.example.com"
CREATED = f'level=info msg="Desired change: CREATE {HOST} A" profile=default zoneName=example.com.'
DONE = 'level=info msg="2 record(s) in zone example.com. were successfully updated"'
SAME = 'level=info msg="All records are already up to date"'
NO_ZONE = f'level=debug msg="Skipping record {HOST} because no hosted zone matching record DNS Name was detected"'
DENIED = 'level=error msg="AccessDenied: User is not authorized to perform: route53:ListHostedZones"'
IDENTITY = 'level=error msg="WebIdentityErr: failed to retrieve credentials: AccessDenied: sts:AssumeRoleWithWebIdentity"'


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        ((), Published()),
        (("starting up",), Published()),
        ((CREATED,), Published(done=CREATED)),
        ((SAME,), Published(done=SAME)),
        ((DONE,), Published(done=DONE)),
        ((CREATED, SAME), Published(done=CREATED)),
        ((NO_ZONE,), Published(cause="no-zone", trouble=NO_ZONE)),
        ((NO_ZONE, SAME), Published(cause="no-zone", trouble=NO_ZONE)),
        ((NO_ZONE, CREATED), Published(done=CREATED)),
        ((DENIED,), Published(cause="denied", trouble=DENIED)),
        ((DENIED, SAME), Published(done=SAME)),
        ((CREATED, DENIED), Published(cause="denied", trouble=DENIED)),
        ((IDENTITY,), Published(cause="web-identity", trouble=IDENTITY)),
        ((NO_ZONE.replace(HOST, "other.example.com"),), Published()),
        ((CREATED.replace(HOST, f"x.{HOST}"),), Published()),
        ((CREATED.replace(" A", " TXT"),), Published()),
    ],
)
def test_what_the_lines_say(lines: tuple[str, ...], expected: Published) -> None:
    """The last word counts; of a name without a zone, a round in which it was skipped says nothing good."""
    assert told(lines, HOST) == expected


def test_a_long_line_is_cut() -> None:
    """A person has to read it."""
    assert len(told([DENIED + "x" * 1000], HOST).trouble or "") == 300
