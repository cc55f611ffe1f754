"""Edge and web: each check red by a broken world, and green once it is mended."""

import pytest

from migrator.dns import SETTING
from tests.support.healed import Case, red_then_green, world
from tests.support.sandbox import TFVARS, Sandbox
from tests.support.servers import naming, refused

pytestmark = pytest.mark.e2e

CASES = (
    Case(
        "balancer-controller-available",
        "it crashes",
        world("balancer-controller-down"),
        says=("CrashLoopBackOff", "kube-system/aws-load-balancer-controller"),
    ),
    Case("ingress-class", "it is another", world("ingress-other-class"), says=("nginx", "only alb is served")),
    Case("ingress-address", "it has none", world("ingress-without-address"), says=("no address yet",)),
    Case(
        "balancer-targets-healthy",
        "they answer 503",
        world("targets-unhealthy"),
        says=("Target.ResponseCodeMismatch", "has no healthy target"),
    ),
    Case("external-dns-available", "it crashes", world("external-dns-down"), says=("CrashLoopBackOff", "external-dns")),
    Case(
        "external-dns-publishes",
        "no zone fits",
        world("external-dns-no-zone"),
        says=("no hosted zone matching", "custom_domain_filter"),
    ),
    Case(
        "external-dns-publishes",
        "its role may not",
        world("external-dns-denied"),
        says=("AccessDenied", "wandb-sandbox-AllowExternalDNSUpdates"),
    ),
    Case(
        "external-dns-publishes",
        "its role is not its own",
        world("external-dns-web-identity"),
        says=("WebIdentity", "OIDC provider"),
    ),
    Case("dns-record", "the old one", world("record-elsewhere"), says=("the old load balancer", "k8s-default")),
    Case("dns-record", "the API answers with a page", world("api-html"), unknown=True, says=("not Kubernetes'",)),
    Case("record-owned", "the TXT record is gone", world("owner-text-missing"), says=("no TXT record",)),
    Case("old-name-kept", "its record is gone", world("old-name-missing"), says=("old.wandb.sandbox.example",)),
    Case("dns-answers", "nobody answers", env={SETTING: f"127.0.0.1:{refused()}"}, unknown=True, says=("did not answer",)),
    Case("certificate-fits", "it has expired", world("certificate-expired"), says=("failed at TLS", "has expired")),
    Case("certificate-fits", "another name's", world("certificate-other-name"), says=("is for other.sandbox.example",)),
    Case("certificate-lasts", "ten days", world("certificate-ends-soon"), blocks=False, says=("users are turned away",)),
    Case("application-answers", "no target", world("targets-unhealthy"), says=("answered 503", "the application first")),
    Case("application-answers", "a certificate", world("certificate-expired"), says=("failed at TLS",)),
    Case("application-ready", "it is not", world("ready-503"), says=("/ready answered 503",)),
    Case("console-answers", "it does not", world("console-503"), says=("/console/api/healthz answered 503",)),
    Case("balancer-answers", "no target", world("targets-unhealthy"), says=("straight at it", "answered 503")),
)


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.id)
def test_a_fault_turns_it_red_and_its_end_green(migrated: Sandbox, case: Case) -> None:
    """Through the command line, for each check of edge and web."""
    red_then_green(migrated, case)


def test_a_resolver_without_the_name(migrated: Sandbox) -> None:
    """DNS is wrong, the application is not: both are said, and told apart."""
    with naming({}) as resolver:
        red_then_green(
            migrated,
            Case("dns-answers", "no such name", env={SETTING: resolver}, says=("DNS has no address", "too early")),
        )
        only = ("--only", "application-answers", "--only", "balancer-answers", "--format", "json")
        said = migrated.migrator("verify", *TFVARS, *only, env={SETTING: resolver}).document()
    (users,) = [one for one in said["findings"] if one["code"] == "application-answers"]
    assert "failed at DNS" in users["because"][0]
    assert "is on the way to it, not in it" in users["because"][1]
    assert said["passed"] == ["balancer-answers"]
