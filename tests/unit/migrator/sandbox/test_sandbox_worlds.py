"""Every broken world of the cluster is seen where a person would look, at once, and is whole again when mended."""

import base64
import gzip
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from migrator.sandbox.names import ALB, FQDN
from migrator.sandbox.worlds import WORLDS
from tests.unit.migrator.sandbox.conftest import Cluster

APP = "/api/v1/namespaces/default/pods/wandb-app-0"
DNS = "/api/v1/namespaces/kube-system/pods/external-dns-0"
RESOURCE = "/apis/apps.wandb.com/v1/namespaces/default/weightsandbiases/wandb"
DEFINITION = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/weightsandbiases.apps.wandb.com"
Look = Callable[[Cluster], Any]


def container(path: str) -> Look:
    """(why it waits, how it ended last, its restarts, the last line of its log) of a pod's last container."""

    def look(cluster: Cluster) -> tuple[object, ...]:
        (*_, one) = cluster.ask(path)["status"]["containerStatuses"]
        said = cluster.raw(f"{path}/log").body.decode().splitlines()
        waits, ended = one["state"].get("waiting", {}), one["lastState"].get("terminated", {})
        return waits.get("reason"), ended.get("reason"), one["restartCount"], said[-1] if waits.get("reason") else ""

    return look


def release(cluster: Cluster) -> tuple[str, str]:
    """Status and description of the newest revision of the release wandb, decoded as helm's own clients do."""
    found = cluster.ask("/api/v1/namespaces/default/secrets?labelSelector=owner%3Dhelm,name%3Dwandb")["items"]
    newest = max(found, key=lambda one: int(one["metadata"]["labels"]["version"]))
    info = json.loads(gzip.decompress(base64.b64decode(base64.b64decode(newest["data"]["release"]))))["info"]
    assert newest["metadata"]["labels"]["status"] == info["status"]
    return info["status"], info["description"]


def event(reason: str) -> Look:
    """Whether there is an event of this reason."""
    return lambda cluster: reason in [one["reason"] for one in cluster.ask("/api/v1/events")["items"]]


def says(path: str, text: str) -> Look:
    """Whether a pod's log has this text."""
    return lambda cluster: text in cluster.raw(f"{path}/log").body.decode(errors="replace")


def record(name: str, kind: str) -> Look:
    """What a record points at; None where there is none."""

    def look(cluster: Cluster) -> object:
        found = {(one["Name"].rstrip("."), one["Type"]): one for one in cluster.world._api.records()}
        return (found.get((name, kind)) or {}).get("AliasTarget", {}).get("DNSName")

    return look


def nodes(cluster: Cluster) -> list[tuple[str, str]]:
    """(type, whether Ready) of each node."""
    return [
        (one["metadata"]["labels"]["node.kubernetes.io/instance-type"], one["status"]["conditions"][0]["status"])
        for one in cluster.ask("/api/v1/nodes")["items"]
    ]


def operator(cluster: Cluster) -> bool:
    """Whether the operator's Deployment is available."""
    found = cluster.ask("/apis/apps/v1/namespaces/wandb/deployments/wandb-controller-manager")
    return bool(found["status"].get("availableReplicas"))


def controller(name: str) -> Look:
    """Whether a controller's Deployment is available."""
    path = f"/apis/apps/v1/namespaces/kube-system/deployments/{name}"
    return lambda cluster: bool(cluster.ask(path)["status"].get("availableReplicas"))


def lost(cluster: Cluster) -> bool:
    """Whether the new application has OIDC_ISSUER."""
    (one,) = cluster.ask("/apis/apps/v1/namespaces/default/deployments/wandb-app")["spec"]["template"]["spec"]["containers"]
    return "OIDC_ISSUER" in [each["name"] for each in one["env"]]


def scheduled(cluster: Cluster) -> tuple[str, object]:
    """The pod's phase, and why it has no node."""
    status = cluster.ask(APP)["status"]
    return status["phase"], status["conditions"][0].get("reason")


CRASHED = ("CrashLoopBackOff", "Error", 7)
WELL = (None, None, 0, "")
FATAL = 'level=FATAL msg="failed to connect to MySQL: dial tcp: i/o timeout"'
CONTROLLER = "/api/v1/namespaces/wandb/pods/wandb-controller-manager-0"
SEEN: dict[str, tuple[Look, object, object]] = {
    "operator-image-gone": (operator, True, False),
    "operator-never-ready": (operator, True, False),
    "operator-crash-looping": (container(CONTROLLER), WELL, (*CRASHED, "panic: exit status 1")),
    "definition-missing": (lambda it: it.raw(RESOURCE)[:3][::2], None, (404, b"404 page not found\n")),
    "definition-not-established": (lambda it: it.ask(DEFINITION)["status"]["conditions"][1]["status"], "True", "False"),
    "resource-invalid": (lambda it: it.ask(RESOURCE)["status"]["phase"], "Completed", "Invalid Config"),
    "resource-stuck": (lambda it: it.ask(RESOURCE)["status"]["phase"], "Completed", "Applying"),
    "resource-other-version": (lambda it: it.ask(RESOURCE)["status"]["version"], "0.17.0", "0.16.9"),
    "app-image-gone": (event("Failed"), False, True),
    "app-crash-looping": (container(APP), WELL, (*CRASHED, FATAL)),
    "app-unschedulable": (scheduled, ("Running", None), ("Pending", "Unschedulable")),
    "app-oom-killed": (container(APP), WELL, ("CrashLoopBackOff", "OOMKilled", 4, FATAL)),
    "app-environment-lost": (lost, True, False),
    "release-pending": (lambda it: release(it)[0], "deployed", "pending-upgrade"),
    "release-failed": (lambda it: "timed out" in release(it)[1], False, True),
    "balancer-controller-down": (controller("aws-load-balancer-controller"), True, False),
    "ingress-without-address": (event("FailedBuildModel"), False, True),
    "targets-unhealthy": (lambda it: it.world.targets_healthy(), True, False),
    "external-dns-down": (controller("external-dns"), True, False),
    "external-dns-no-zone": (says(DNS, "no hosted zone matching"), False, True),
    "external-dns-denied": (says(DNS, "AccessDenied"), False, True),
    "external-dns-web-identity": (says(DNS, "WebIdentityErr"), False, True),
    "record-elsewhere": (record(FQDN, "A"), ALB, "old.elb"),
    "owner-text-missing": (lambda it: "TXT" in [one["Type"] for one in it.world._api.records()], True, False),
    "old-name-missing": (record(f"old.{FQDN}", "A"), "old.elb", None),
    "node-not-ready": (nodes, [("r6i.xlarge", "True")] * 2, [("r6i.xlarge", "Unknown"), ("r6i.xlarge", "True")]),
    "node-type-old": (nodes, [("r6i.xlarge", "True")] * 2, [("m4.large", "True"), ("r6i.xlarge", "True")]),
    "old-objects-left": (lambda it: "wandb" in it.names("/apis/apps/v1/deployments"), False, True),
    "log-not-utf8": (lambda it: b"\xff" in it.raw(f"{APP}/log").body, False, True),
}


@pytest.mark.parametrize("broken", SEEN)
def test_a_world_is_seen_at_once_and_goes_again(cluster: Cluster, broken: str) -> None:
    """Healthy, broken, healthy: by the same look at what a person would look at."""
    look, well, ill = SEEN[broken]
    cluster.store.put("aws_lb", "lb", {"dns_name": "old.elb", "zone_id": "Z1"})
    scaling = {"scaling_config": [{"desired_size": 2}], "instance_types": ["r6i.xlarge"], "node_group_name": "primary"}
    cluster.store.put("aws_eks_node_group", "n", scaling)
    target = {"DNSName": "old.elb", "HostedZoneId": "Z1", "EvaluateTargetHealth": True}
    cluster.world._api.change("CREATE", {"Name": f"old.{FQDN}", "Type": "A", "AliasTarget": target})
    for worlds, expected in (((), well), ((broken,), ill), ((), well)):
        cluster.broken(*worlds)
        cluster.later()
        found = look(cluster)
        assert found == expected or (expected is None and found != ill), worlds


def test_the_application_outlives_its_operator(cluster: Cluster) -> None:
    """What the operator has done stays when it fails."""
    cluster.broken("operator-crash-looping")
    cluster.later()
    assert cluster.ask(RESOURCE)["status"] == {"phase": "Completed", "version": "0.17.0"}
    assert cluster.world.new_application()


def test_an_api_that_asks_for_patience(cluster: Cluster) -> None:
    """Every second request is 429, and says how long to wait."""
    cluster.broken("api-429")
    said = [cluster.raw("/version") for _ in range(4)]
    assert [one.status for one in said] == [200, 429, 200, 429]
    assert said[1].headers == (("Retry-After", "1"),)


def test_a_token_that_expires_in_the_middle(cluster: Cluster) -> None:
    """The first token is good once; another one is good for ever."""
    cluster.broken("api-expired-token")
    first, second = f"Bearer {cluster.api.token}.1", f"Bearer {cluster.api.token}.2"
    assert [cluster.api.answer("/version", one).status for one in (first, first, second, second, first)] == [
        200, 401, 200, 200, 401,
    ]  # fmt: skip


def test_a_proxy_in_the_way(cluster: Cluster) -> None:
    """A page instead of an answer, with a status that is fine."""
    cluster.broken("api-html")
    assert cluster.raw("/version")[:2] == (200, "text/html")


def test_pages_that_expire(cluster: Cluster) -> None:
    """The rest of a list is forgotten: 410, as there."""
    more = cluster.ask("/api/v1/pods?limit=2")["metadata"]["continue"]
    assert len(cluster.names(f"/api/v1/pods?limit=2&continue={more}")) == 2
    cluster.broken("pages-expire")
    assert cluster.ask(f"/api/v1/pods?limit=2&continue={more}")["reason"] == "Expired"


def test_the_documentation_has_every_world() -> None:
    """docs/sandbox.md says of each what is broken in it."""
    text = Path("docs/sandbox.md").read_text()
    assert [one for one, said in WORLDS.items() if f"| `{one}` | {said} |" not in text] == []
