"""The group dns as it is asked for: delegation, records, marks of external-dns, the state's own, the certificate."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import boto3
import pytest
from moto.server import ThreadedMotoServer

from checks.facts import Missing, NoSuchZone, NotThere
from checks.facts.dns import Certificate, Claim, Managed, Record
from migrator.dns import SETTING
from migrator.probes import Sources, dns
from migrator.terraform.adapter import TerraformAdapter
from migrator.terraform.statefile import StateFile
from states.inputs import Inputs
from tests.support.directories import RUNBOOK
from tests.support.facts import KNOWN, VALUES
from tests.support.servers import LOCAL, naming

EMPTY = StateFile.read(b"")
UNREADABLE = Missing("the state cannot be read")
Client = Callable[[str], Any]


@pytest.fixture(scope="module")
def moto() -> Iterator[str]:
    """The services' double; its address."""
    server = ThreadedMotoServer(LOCAL, 0, verbose=False)
    server.start()
    yield "http://{}:{}".format(*server.get_host_and_port())
    server.stop()


@pytest.fixture
def client(moto: str, monkeypatch: pytest.MonkeyPatch) -> Client:
    """A client to prepare the double with; from now on it is where AWS is."""
    settings = {"AWS_ACCESS_KEY_ID": "AKIACANARY", "AWS_SECRET_ACCESS_KEY": "x", "AWS_REGION": "eu-west-1"}
    for name, value in {**settings, "AWS_ENDPOINT_URL": moto}.items():
        monkeypatch.setenv(name, value)
    return lambda service: boto3.session.Session(region_name="eu-west-1").client(service)


def state(*instances: tuple[str, str, dict[str, Any]]) -> StateFile:
    """A state with these resources: type, name, attributes."""
    found = [{"mode": "managed", "type": kind, "name": name, "instances": [{"attributes": one}]}
             for kind, name, one in instances]  # fmt: skip
    return StateFile.read(json.dumps({"version": 4, "lineage": "l", "serial": 1, "resources": found}).encode())


def fact(field: str, held: StateFile | Missing = EMPTY, env: dict[str, str] | None = None, **values: str | None) -> object:
    """What the facts have, of a deployment with this state and these values in its files."""
    inputs = Inputs(".", ())
    terraform = TerraformAdapter(("terraform",), {}, inputs, str, lambda _: None)
    made = Sources.of(RUNBOOK, inputs, env or {}, terraform=terraform, licence=str, namespace=lambda: None)
    known = replace(KNOWN, values=replace(VALUES, **values))
    asked = dns.questions(replace(made, state=lambda: held), known)
    return next(one.ask() for one in asked if one.field == field)


def zone(client: Client, *records: dict[str, Any]) -> str:
    """A new hosted zone for example.com with these records."""
    route53 = client("route53")
    made = route53.create_hosted_zone(Name="example.com", CallerReference="r")["HostedZone"]["Id"]
    changes = [{"Action": "CREATE", "ResourceRecordSet": {"TTL": 60, **one}} for one in records]
    if changes:
        route53.change_resource_record_sets(HostedZoneId=made, ChangeBatch={"Changes": changes})
    return str(made.removeprefix("/hostedzone/"))


def plain(name: str, kind: str, *values: str) -> dict[str, Any]:
    """A record set."""
    return {"Name": name, "Type": kind, "ResourceRecords": [{"Value": one} for one in values]}


@pytest.mark.parametrize("lacking", [{"zone_id": None}, {"domain_name": None}])
def test_nothing_is_asked_about_names_that_nobody_knows(lacking: dict[str, None]) -> None:
    """Records hang on both names."""
    assert fact("records", **lacking) == dns.UNNAMED
    assert fact("claims", **lacking) == dns.UNNAMED


def test_the_zones_own_servers(client: Client) -> None:
    """Without the final dot, to be compared with what DNS answers."""
    found = fact("zone", zone_id=zone(client))
    assert not isinstance(found, Missing | NoSuchZone)
    assert all(one.startswith("ns-") and not one.endswith(".") for one in getattr(found, "name_servers", ("",)))


def test_what_dns_says_of_the_zone(client: Client) -> None:
    """The name servers of the zone's name; a name that is none is a fact."""
    it = zone(client)
    with naming({"example.com": ()}) as place:
        assert fact("name_servers", env={SETTING: place}, zone_id=it) == NotThere("DNS: example.com")
    assert fact("name_servers", zone_id="Z0NOWHERE") == Missing("there is no zone Z0NOWHERE")
    assert fact("name_servers", zone_id=None) == dns.UNNAMED


def test_the_records_of_the_name(client: Client) -> None:
    """A, AAAA and CNAME of the host and of `old.` before it, by where they point; no others."""
    alias = {"HostedZoneId": "Z2", "DNSName": "dualstack.LB-1.elb.amazonaws.com.", "EvaluateTargetHealth": False}
    host = {"Name": "WANDB.example.com", "Type": "A", "AliasTarget": alias}
    other = (plain("old.wandb.example.com", "CNAME", "x.example."), plain("wandb.example.com", "TXT", '"a"'))
    route53, it = client("route53"), zone(client, *other, plain("shop.example.com", "A", "192.0.2.1"))
    change = {"Changes": [{"Action": "CREATE", "ResourceRecordSet": host}]}
    route53.change_resource_record_sets(HostedZoneId=it, ChangeBatch=change)
    found = fact("records", zone_id=it)
    assert isinstance(found, tuple)
    assert set(found) == {
        Record("wandb.example.com", "A", "lb-1.elb.amazonaws.com"),
        Record("old.wandb.example.com", "CNAME", "x.example"),
    }


def test_the_marks_of_an_external_dns(client: Client) -> None:
    """Wherever they are in the zone, by their owner; other texts are none."""
    mark = '"heritage=external-dns,external-dns/owner=blue,external-dns/resource=ingress/a/b"'
    it = zone(
        client, plain("a-x.example.com", "TXT", '"spf"', mark), plain("y.example.com", "TXT", '"external-dns/owner=no"')
    )
    assert fact("claims", zone_id=it) == (Claim("a-x.example.com", "blue"),)


@pytest.mark.parametrize("field", ["records", "claims"])
def test_a_zone_that_cannot_be_read(client: Client, field: str) -> None:
    """Missing, with AWS's reason."""
    found = fact(field, zone_id="Z0NOWHERE")
    assert isinstance(found, Missing)
    assert "NoSuchHostedZone" in found.why


def test_what_the_state_has_already() -> None:
    """Its records by their full name, and whether it has an external-dns."""
    record = ("aws_route53_record", "alb", {"name": "old", "fqdn": "old.Wandb.example.com"})
    assert fact("managed", state(record)) == Managed(frozenset({"old.wandb.example.com"}), publishes=False)
    release = ("helm_release", "external_dns", {"name": "external-dns"})
    assert fact("managed", state(release)) == Managed(frozenset(), publishes=True)
    assert fact("managed", UNREADABLE) == UNREADABLE


def test_the_load_balancer(client: Client) -> None:
    """As the state has it; without one, by the deployment's name."""
    assert fact("balancer", state(("aws_lb", "alb", {"dns_name": "LB-1.example"}))) == "lb-1.example"
    assert fact("balancer", state(("aws_lb", "other", {"dns_name": "x"}))) == NotThere("the load balancer wb-alb")
    assert isinstance(fact("balancer", UNREADABLE, namespace=None), Missing)
    subnets = [one["SubnetId"] for one in client("ec2").describe_subnets()["Subnets"]][:2]
    made = client("elbv2").create_load_balancer(Name="wb-alb", Subnets=subnets)["LoadBalancers"][0]
    assert fact("balancer", UNREADABLE) == made["DNSName"].lower()


def test_the_certificate(client: Client) -> None:
    """The one that the state names, else the best that covers the host, else none."""
    assert fact("certificate") == NotThere("a certificate for wandb.example.com in ACM")
    acm = client("acm")
    star = acm.request_certificate(DomainName="*.example.com")["CertificateArn"]
    other = acm.request_certificate(DomainName="other.example")["CertificateArn"]
    found = fact("certificate")
    assert isinstance(found, Certificate)
    assert (found.arn, found.names, found.status) == (star, ("*.example.com",), "PENDING_VALIDATION")
    named = fact("certificate", state(("aws_acm_certificate", "acm", {"arn": other})))
    assert getattr(named, "arn", None) == other
    both = state(*(("aws_acm_certificate", "acm", {"arn": one}) for one in (star, other)))
    assert getattr(fact("certificate", both), "arn", None) == star
    gone = state(("aws_acm_certificate", "acm", {"arn": other[:-1] + "x"}))
    assert getattr(fact("certificate", gone), "arn", None) == star
    assert fact("certificate", domain_name=None) == dns.UNNAMED
