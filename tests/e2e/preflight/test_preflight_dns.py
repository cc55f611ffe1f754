"""The group dns: each check red by one fault in the zone, in DNS, in ACM or in the files, and green without it."""

from typing import Any

import boto3
import pytest

from tests.support.redgreen import Case, Deed, edited, red_then_green
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.e2e

ZONE, HOST, FILE = "Z0SANDBOXZONE0000000", "wandb.sandbox.example", "post-operator.tfvars"
MARK = '"heritage=external-dns,external-dns/owner={},external-dns/resource=ingress/default/wandb"'
Records = list[dict[str, Any]]


def route53(sandbox: Sandbox) -> Any:
    """A client of the sandbox's Route53, as a person's shell would have."""
    keys = {"aws_access_key_id": "sandbox", "aws_secret_access_key": "sandbox", "region_name": "us-west-2"}
    return boto3.client("route53", endpoint_url=sandbox.env["AWS_ENDPOINT_URL"], **keys)


def change(sandbox: Sandbox, action: str, record: dict[str, Any]) -> None:
    """Change the zone as a person would."""
    batch = {"Changes": [{"Action": action, "ResourceRecordSet": record}]}
    route53(sandbox).change_resource_record_sets(HostedZoneId=ZONE, ChangeBatch=batch)


def recorded(name: str, kind: str, value: str) -> tuple[Deed, Deed]:
    """A record that is in the zone, and then is not."""
    record = {"Name": name, "Type": kind, "TTL": 60, "ResourceRecords": [{"Value": value}]}
    return lambda sandbox: change(sandbox, "CREATE", record), lambda sandbox: change(sandbox, "DELETE", record)


def pointed(target: str) -> Deed:
    """The host's alias, pointed elsewhere."""
    alias = {"HostedZoneId": "Z1H1FL5HABSF5", "DNSName": target, "EvaluateTargetHealth": True}
    return lambda sandbox: change(sandbox, "UPSERT", {"Name": HOST, "Type": "A", "AliasTarget": alias})


def balancer(sandbox: Sandbox) -> str:
    """The deployment's load balancer, as Terraform's state has it."""
    found = sandbox.terraform("state", "show", "module.wandb_infra.module.app_lb.aws_lb.alb")
    line = next(one for one in found.splitlines() if one.strip().startswith("dns_name "))
    return line.partition("=")[2].strip().strip('"')


def another_zone(name: str, *, private: bool) -> tuple[Deed, Deed]:
    """Another zone is named in the variables file, and exists; then the deployment's own again."""
    vpc: dict[str, Any] = {"VPC": {"VPCRegion": "us-west-2", "VPCId": "vpc-1"}} if private else {}
    made: list[str] = []

    def fault(sandbox: Sandbox) -> None:
        client = route53(sandbox)
        zone = client.create_hosted_zone(Name=name, CallerReference=name, HostedZoneConfig={"PrivateZone": private}, **vpc)
        made.append(zone["HostedZone"]["Id"].removeprefix("/hostedzone/"))
        edited(FILE, ZONE, made[-1])[0](sandbox)

    def remedy(sandbox: Sandbox) -> None:
        edited(FILE, ZONE, made[-1])[1](sandbox)
        route53(sandbox).delete_hosted_zone(Id=made.pop())

    return fault, remedy


def struck(rule: dict[str, Any]) -> tuple[Deed, Deed]:
    """A rule of the faults file, in force and taken away."""
    return lambda sandbox: sandbox.faults(rule), lambda sandbox: sandbox.faults()


def certificate(**said: object) -> tuple[Deed, Deed]:
    """What ACM answers instead of the truth."""
    whole = {"CertificateArn": "arn:aws:acm:::certificate/1", "DomainName": HOST, "Status": "ISSUED", "NotAfter": 1, **said}
    return struck({"aws": "acm:DescribeCertificate", "answer": {"Certificate": whole}})


LATER = 4102444800  # 2100
CASES = (
    Case("hosted-zone", "not in this account", *edited(FILE, ZONE, "Z0NOWHERE"), ("Z0NOWHERE",)),
    Case(
        "hosted-zone",
        "not to be asked for",
        *struck({"aws": "route53:GetHostedZone", "error": "AccessDenied"}),
        says=("Route53 refuses",),
        unknown=True,
    ),
    Case("zone-private", "a private zone", *another_zone("sandbox.example", private=True), says=("is private",)),
    Case(
        "zone-mismatch", "of another domain", *another_zone("elsewhere.example", private=False), says=("does not lie in it",)
    ),
    Case(
        "domain-filter",
        "another domain",
        *edited(FILE, 'custom_domain_filter = "sandbox.example"', 'custom_domain_filter = "elsewhere.example"'),
        says=('custom_domain_filter = "sandbox.example"',),
    ),
    Case(
        "domain-filter",
        "wider than the zone",
        *edited(FILE, 'custom_domain_filter = "sandbox.example"', 'custom_domain_filter = "example"'),
        says=("is wider than",),
        blocks=False,
    ),
    Case("delegation-mismatch", "to others", *struck({"world": "zone-elsewhere"}), says=("ns1.elsewhere.example",)),
    Case(
        "delegation-mismatch",
        "DNS does not answer",
        says=("DNS did not answer",),
        env={"MIGRATOR_RESOLVER": "127.0.0.1:1"},
        unknown=True,
        blocks=False,
    ),
    Case(
        "record-not-ours",
        "a proxy before it",
        pointed("d1.cloudfront.example"),
        lambda sandbox: pointed(balancer(sandbox))(sandbox),
        says=("A to d1.cloudfront.example",),
        blocks=False,
    ),
    Case(
        "foreign-external-dns",
        "another cluster has the name",
        *recorded(f"a-{HOST}", "TXT", MARK.format("blue")),
        says=(f"a-{HOST} (owner blue)",),
    ),
    Case(
        "foreign-external-dns",
        "another cluster has the same owner",
        *recorded("shop.sandbox.example", "TXT", MARK.format("default")),
        says=("shop.sandbox.example (owner default)",),
    ),
    Case("old-name-taken", "by a person", *recorded(f"old.{HOST}", "A", "192.0.2.1"), says=(f"old.{HOST}",)),
    Case(
        "certificate-not-ready",
        "not validated yet",
        *certificate(Status="PENDING_VALIDATION", NotAfter=LATER),
        says=("PENDING_VALIDATION",),
    ),
    Case(
        "certificate-not-ready",
        "for another name",
        *certificate(DomainName="other.example", NotAfter=LATER),
        says=("for other.example, and not for",),
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.id)
def test_a_fault_turns_it_red_and_its_remedy_green(remedied: Sandbox, case: Case) -> None:
    """Through the command line, for each check of the group."""
    red_then_green(remedied, case)
