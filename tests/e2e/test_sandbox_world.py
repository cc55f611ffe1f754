"""The world over its real servers: from the old application to the new one, as users, kubectl and AWS clients see it."""

import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import boto3
import pytest
from kubernetes import client as k8s
from kubernetes.config import load_kube_config

from checks.facts import HttpAnswer
from migrator import dns, web
from migrator.sandbox import lifecycle
from migrator.sandbox.aws_api import alias_record
from migrator.sandbox.names import FQDN, ZONE_ID
from tests.support.prepared import running
from tests.support.sandbox import Sandbox

pytestmark = pytest.mark.e2e

# What the migration installs, as far as the world asks: the releases, in a small configuration.
RELEASES = """
terraform {
  required_providers {
    helm = {
      source  = "hashicorp/helm"
      version = "~> 2.17"
    }
  }
}
variable "names" {
  type = set(string)
}
resource "helm_release" "one" {
  for_each  = var.names
  name      = each.key
  chart     = each.key
  namespace = "default"
  version   = "1.1.2"
}
"""
OLD = "module.wandb_app.kubernetes_deployment.wandb"
EVERY = ("operator", "wandb-cr", "external-dns", "aws-load-balancer-controller")
LABEL = "app.kubernetes.io/instance=wandb"


class Seen:
    """A sandbox, looked at from outside."""

    def __init__(self, sandbox: Sandbox, path: Path) -> None:
        self.sandbox = sandbox
        self.path = path
        path.mkdir()
        path.joinpath("main.tf").write_text(RELEASES)
        sandbox.terraform("init", at=path)

    def install(self, *names: str) -> None:
        """Have exactly these helm releases."""
        listed = ",".join(f'"{one}"' for one in names)
        self.sandbox.terraform("apply", "-auto-approve", f"-var=names=[{listed}]", at=self.path)

    def health(self) -> int | str:
        """The status of /healthz, as a user gets it; why not, where the name does not resolve."""
        if not isinstance(dns.addresses(FQDN, self.sandbox.env), tuple):
            return "no address"
        found = web.get(f"https://{FQDN}/healthz", self.sandbox.env)
        return found.answer.status if isinstance(found, web.Response) else found.why

    def api(self, **changes: object) -> k8s.ApiClient:
        """The official client, with the sandbox's kubeconfig."""
        configuration = k8s.Configuration()
        configuration.retries = False
        load_kube_config(str(self.sandbox.home.kubeconfig), client_configuration=configuration)
        for name, value in changes.items():
            setattr(configuration, name, value)
        return k8s.ApiClient(configuration)

    def phase(self) -> str | None:
        """The custom resource's phase; None where it has none, or does not exist."""
        get = k8s.CustomObjectsApi(self.api()).get_namespaced_custom_object
        try:
            found: Any = get("apps.wandb.com", "v1", "default", "weightsandbiases", "wandb")
        except k8s.exceptions.NotFoundException:
            return None
        phase: str | None = (found.get("status") or {}).get("phase")
        return phase

    def records(self) -> dict[tuple[str, str], dict[str, Any]]:
        """(name, type) -> record set, as Route53 has it."""
        found = self.aws("route53").list_resource_record_sets(HostedZoneId=ZONE_ID)["ResourceRecordSets"]
        return {(one["Name"].rstrip("."), one["Type"]): one for one in found}

    def aws(self, service: str) -> Any:
        """An AWS client with the sandbox's environment."""
        env = self.sandbox.env
        keys = {"aws_access_key_id": env["AWS_ACCESS_KEY_ID"], "aws_secret_access_key": env["AWS_SECRET_ACCESS_KEY"]}
        return boto3.client(service, endpoint_url=env["AWS_ENDPOINT_URL"], region_name=env["AWS_REGION"], **keys)

    def change(self, action: str, record: dict[str, Any]) -> None:
        """Somebody else changes the zone."""
        batch = {"Changes": [{"Action": action, "ResourceRecordSet": record}]}
        self.aws("route53").change_resource_record_sets(HostedZoneId=ZONE_ID, ChangeBatch=batch)


@pytest.fixture
def seen(sandbox: Sandbox, tmp_path: Path) -> Seen:
    """A sandbox of the test's own."""
    return Seen(sandbox, tmp_path / "releases")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seen]:
    """One for those that only look, with the operator installed and no custom resource."""
    path = tmp_path_factory.mktemp("world")
    with running(path / "deployment") as made:
        found = Seen(made, path / "releases")
        yield found


def until(wanted: Callable[[], bool]) -> None:
    """Wait; the test's own timeout is the limit."""
    while not wanted():
        time.sleep(0.05)


def test_from_the_old_to_the_new(seen: Seen) -> None:
    """The old application answers until it is destroyed; the new one once its resource, Ingress and record are there."""
    assert (seen.health(), seen.phase()) == (200, None)
    old = seen.records()[FQDN, "A"]
    seen.install(*EVERY)
    phases = []
    while phases[-1:] != ["Completed"]:
        phases.append(seen.phase())
        time.sleep(0.03)
    assert [one for one in dict.fromkeys(phases) if one] in (["Loading", "Applying", "Completed"], ["Applying", "Completed"])
    until(lambda: all(one.status.available_replicas for one in applications(seen)))
    assert (seen.records()[FQDN, "A"], seen.health()) == (old, 200)
    seen.sandbox.terraform("destroy", f"-target={OLD}", "-auto-approve", "-var-file=pre-operator.tfvars")
    assert seen.health() == 503
    seen.change("DELETE", old)
    assert seen.health() in ("no address", 200)
    until(lambda: seen.health() == 200)
    assert "alb-k8s" in seen.records()[FQDN, "A"]["AliasTarget"]["DNSName"]
    assert (f"extdns-{FQDN}", "TXT") in seen.records()


def applications(seen: Seen) -> list[Any]:
    """The new application's Deployments."""
    found: list[Any] = k8s.AppsV1Api(seen.api()).list_namespaced_deployment("default", label_selector=LABEL).items
    return found


@pytest.mark.parametrize(
    ("world", "reason"), [("operator-never-ready", "ContainerCreating"), ("operator-image-gone", "ImagePullBackOff")]
)
def test_an_operator_that_does_not_run(shared: Seen, world: str, reason: str) -> None:
    """The operator's pod says why it waits, and the custom resource has no phase, long after others of its age run."""
    shared.sandbox.faults({"world": world})
    shared.install()
    shared.install(*EVERY)
    until(lambda: controllers_run(shared))
    pods = k8s.CoreV1Api(shared.api()).list_namespaced_pod("wandb", label_selector="control-plane=controller-manager").items
    assert [one.status.container_statuses[0].state.waiting.reason for one in pods] == [reason]
    assert (shared.phase(), applications(shared)) == (None, [])
    shared.sandbox.faults()
    until(lambda: shared.phase() == "Completed")


def test_dns_never_appears(shared: Seen) -> None:
    """In that world the name is not published though everything runs; it is as soon as the world is mended."""
    shared.sandbox.faults({"world": "dns-never-appears"})
    shared.install(*EVERY)
    shared.change("DELETE", shared.records()[FQDN, "A"])
    until(lambda: controllers_run(shared) and [one.status.available_replicas for one in applications(shared)] == [1] * 5)
    time.sleep(2)  # longer than external-dns rests
    assert shared.health() == "no address"
    shared.sandbox.faults()
    until(lambda: shared.health() == 200)


def controllers_run(seen: Seen) -> bool:
    """Whether external-dns and the load-balancer controller run: as long as an operator takes at most."""
    found = k8s.AppsV1Api(seen.api()).list_namespaced_deployment("kube-system").items
    return len(found) == 2 and all(one.status.available_replicas for one in found)


def test_the_official_client(shared: Seen) -> None:
    """The official client lists with selectors, page by page, and reads the version."""
    shared.install(*EVERY)
    until(lambda: len(applications(shared)) == 5)
    api = k8s.AppsV1Api(shared.api())
    names, more = [], None
    while more != "":
        page = api.list_deployment_for_all_namespaces(limit=3, _continue=more)
        names += [one.metadata.name for one in page.items]
        more = page.metadata._continue or ""
    assert len(names) == len(set(names)) == 9
    assert "stand-in" in k8s.VersionApi(shared.api()).get_code().git_version


def test_without_a_token(shared: Seen) -> None:
    """Without a token the cluster answers 401."""
    with pytest.raises(k8s.ApiException) as raised:
        k8s.AppsV1Api(shared.api(api_key={}, refresh_api_key_hook=None)).list_deployment_for_all_namespaces()
    assert raised.value.status == 401


def test_an_unknown_group(shared: Seen) -> None:
    """A group that the cluster does not know is a 404 in plain text."""
    with pytest.raises(k8s.ApiException) as raised:
        k8s.CustomObjectsApi(shared.api()).get_namespaced_custom_object("x.example", "v1", "default", "things", "one")
    assert (raised.value.status, raised.value.body) == (404, "404 page not found\n")


def test_route53_and_sts_are_the_truth(shared: Seen) -> None:
    """The zone has its documented id and name, and the caller is the account that Terraform reads."""
    zones = shared.aws("route53").list_hosted_zones()["HostedZones"]
    assert [(one["Id"], one["Name"]) for one in zones] == [(f"/hostedzone/{ZONE_ID}", "sandbox.example.")]
    assert shared.aws("sts").get_caller_identity()["Account"] == "123456789012"


def test_a_record_that_somebody_else_made(shared: Seen) -> None:
    """A record that Terraform did not make is in its way, in Route53's own words."""
    name = "taken.sandbox.example"
    shared.change("CREATE", alias_record(name, "x.elb.amazonaws.com", "Z1H1FL5HABSF5"))
    path = shared.path.with_name("record")
    path.mkdir()
    path.joinpath("main.tf").write_text(
        'terraform {\n  required_providers {\n    aws = { source = "hashicorp/aws" }\n  }\n}\n'
        f'resource "aws_route53_record" "one" {{\n  zone_id = "{ZONE_ID}"\n  name = "{name}"\n  type = "A"\n'
        '  alias {\n    name = "y"\n    zone_id = "Z1"\n    evaluate_target_health = true\n  }\n}\n'
    )
    shared.sandbox.terraform("init", at=path)
    said = shared.sandbox.tried("apply", "-auto-approve", "-no-color", at=path)
    shared.change("DELETE", shared.records()[name, "A"])
    assert said.code == 1
    assert f"Tried to create resource record set [{name} A] but it already exists" in " ".join(said.err.split())


def test_curl_and_the_shell(shared: Seen) -> None:
    """What `sandbox env` prints is enough for curl in a shell: trusted by name, over TLS, through the printed rule."""
    script = 'eval "$1"; curl -sS --connect-to "${MIGRATOR_CONNECT_TO%%,*}" --cacert "$SSL_CERT_FILE" "$2"'
    said = subprocess.run(
        ("sh", "-c", script, "sh", lifecycle.export_lines(shared.sandbox.home), f"https://{FQDN}/healthz"),
        capture_output=True, text=True, check=True,
    ).stdout  # fmt: skip
    assert '"stand-in": "application"' in said


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("https://gcr.io/v2/kubebuilder/kube-rbac-proxy/manifests/v0.5.0", 200),
        ("https://gcr.io/v2/kubebuilder/kube-rbac-proxy/manifests/v0.6.0", 404),
        ("https://deploy.wandb.ai/api/v1/operator/channel", 401),
    ],
)
def test_by_name_over_tls(shared: Seen, path: str, status: int) -> None:
    """Registry and deployer are reached by their own names, with a certificate for them."""
    found = web.get(path, shared.sandbox.env)
    assert isinstance(found, web.Response), found
    assert found.answer == HttpAnswer(path, status)
