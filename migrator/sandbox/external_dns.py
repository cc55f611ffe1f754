"""external-dns: publishes the name, marks it as its own, leaves other people's records alone, and says so."""

import time

from botocore.exceptions import ClientError

from migrator.sandbox.aws_api import AwsApi, alias_record
from migrator.sandbox.faults import FaultFile
from migrator.sandbox.names import ACCOUNT, ALB, ALB_ZONE, FQDN, NAMESPACE, ZONE, ZONE_ID

# Seconds between looks at a zone where there is nothing to do; the real one takes a minute.
REST = 1.0
OWNER = '"heritage=external-dns,external-dns/owner=default"'
TEXT: dict[str, object] = {"Name": f"extdns-{FQDN}", "Type": "TXT", "TTL": 300, "ResourceRecords": [{"Value": OWNER}]}
ROLE = f"arn:aws:sts::{ACCOUNT}:assumed-role/{NAMESPACE}-external-dns/stand-in"
CREATED = (
    f'level=info msg="Desired change: CREATE {FQDN} A [Id: /hostedzone/{ZONE_ID}]"',
    f'level=info msg="Desired change: CREATE extdns-{FQDN} TXT [Id: /hostedzone/{ZONE_ID}]"',
    f'level=info msg="2 record(s) in zone {ZONE}. [Id: /hostedzone/{ZONE_ID}] were successfully updated"',
)
UP_TO_DATE = 'level=info msg="All records are already up to date"'
LISTING = 'level=error msg="records retrieval failed: failed to list hosted zones: '
FAILURES = {
    "external-dns-no-zone": (
        f'level=debug msg="Skipping record {FQDN} because no hosted zone matching record DNS Name was detected"'
    ),
    "external-dns-denied": (
        f"{LISTING}AccessDenied: User: {ROLE} is not authorized to perform: route53:ListHostedZones because no "
        'identity-based policy allows it"'
    ),
    "external-dns-web-identity": (
        f"{LISTING}WebIdentityErr: failed to retrieve credentials caused by: AccessDenied: Not authorized to perform "
        'sts:AssumeRoleWithWebIdentity"'
    ),
}
CONNECTED = 'level=info msg="Created Kubernetes client (stand-in)"'
DOWN = 'level=fatal msg="failed to sync cache: timed out waiting for the condition"'
IDLE = frozenset({*FAILURES, "dns-never-appears", "record-elsewhere", "owner-text-missing"})


class ExternalDns:
    """One zone, one name."""

    def __init__(self, api: AwsApi, faults: FaultFile) -> None:
        self._api = api
        self._faults = faults
        self._rests_until = 0.0

    def target(self) -> str | None:
        """The load balancer that the name is an alias of, if any."""
        return next((_alias(one) for one in self._api.records() if _in_the_way(one) and _alias(one)), None)

    def tick(self) -> None:
        """Publish the name, where nobody else's record is in the way; a record of its own is turned to the load balancer."""
        if time.time() < self._rests_until or IDLE & self._faults.worlds():
            return
        if not self._publish():
            self._rests_until = time.time() + REST

    def _publish(self) -> bool:
        """False where there was nothing to do, or a record came in the way: Terraform replaces its own at the same time."""
        records = list(self._api.records())
        there, owned = any(map(_in_the_way, records)), any(map(_is_mark, records))
        if (there and not owned) or self.target() == ALB:
            return False
        try:
            self._api.change("UPSERT" if owned else "CREATE", alias_record(FQDN, ALB, ALB_ZONE))
        except ClientError as error:
            if error.response["Error"]["Code"] != "InvalidChangeBatch":
                raise
            return False
        self._api.change("UPSERT", TEXT)
        return True

    def log(self) -> str:
        """What it says, the last line last."""
        worlds = self._faults.worlds()
        if "external-dns-down" in worlds:
            return _lines(DOWN)
        failed = next((said for world, said in FAILURES.items() if world in worlds), None)
        if failed is not None:
            return _lines(failed, failed)
        published = self.target() == ALB and any(map(_is_mark, self._api.records()))
        return _lines(*(CREATED if published else ()), UP_TO_DATE)


def _lines(*said: str) -> str:
    return "".join(f'time="2026-01-02T03:04:{number:02}Z" {one}\n' for number, one in enumerate((CONNECTED, *said)))


def _alias(record: dict[str, object]) -> str | None:
    found = record.get("AliasTarget")
    return str(found["DNSName"]).rstrip(".") if record["Type"] == "A" and isinstance(found, dict) else None


def _is_mark(record: dict[str, object]) -> bool:
    return str(record["Name"]).rstrip(".") == TEXT["Name"] and record["Type"] == "TXT"


def _in_the_way(record: dict[str, object]) -> bool:
    """external-dns changes no record that is not its own."""
    return str(record["Name"]).rstrip(".") == FQDN and record["Type"] in ("A", "AAAA", "CNAME")
