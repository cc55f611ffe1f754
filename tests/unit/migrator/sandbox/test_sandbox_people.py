"""What people do to the cluster, and how the world follows: scale, delete, make again, patch, watch."""

import json
from typing import Any

import pytest

from migrator.sandbox.names import FQDN
from tests.unit.migrator.sandbox.conftest import Cluster

DEPLOYMENTS = "/apis/apps/v1/namespaces/{}/deployments"
APP = DEPLOYMENTS.format("default") + "/wandb-app"
OPERATOR = DEPLOYMENTS.format("wandb") + "/wandb-controller-manager"
EXTERNAL_DNS = DEPLOYMENTS.format("kube-system") + "/external-dns"
RESOURCE = "/apis/apps.wandb.com/v1/namespaces/default/weightsandbiases/wandb"
MERGE = "application/merge-patch+json"
WITH_SLASH = {"a": "1", "b": "2", "b/c": "4"}
STRATEGIC = "application/strategic-merge-patch+json"
OLD = {
    "metadata": {"name": "wandb", "labels": {"app": "wandb"}},
    "spec": {
        "replicas": 1,
        "selector": {"matchLabels": {"app": "wandb"}},
        "template": {"spec": {"containers": [{"name": "wandb", "image": "wandb/local:1"}]}},
    },
}


def scaled(cluster: Cluster, path: str, count: int) -> dict[str, Any]:
    """What `kubectl scale` does."""
    return cluster.ask(f"{path}/scale", "PATCH", {"spec": {"replicas": count}}, MERGE)


def test_a_healthy_cluster(cluster: Cluster) -> None:
    """Everything runs and answers before anybody does anything."""
    assert cluster.world.new_application()
    assert cluster.world.target()


def test_the_operator_takes_back_what_others_change(cluster: Cluster) -> None:
    """A workload that is scaled or deleted while the operator runs is as it was, a little later."""
    assert scaled(cluster, APP, 0)["spec"] == {"replicas": 0}
    assert not cluster.world.new_application()
    before = cluster.ask(APP)["metadata"]["uid"]
    cluster.later()
    assert cluster.world.new_application()
    assert cluster.ask(APP, "DELETE")["status"] == "Success"
    assert cluster.ask(APP)["http"] == 404
    cluster.later()
    assert cluster.world.new_application()
    assert cluster.ask(APP)["metadata"]["uid"] != before


def test_without_the_operator_nothing_is_brought_back(cluster: Cluster) -> None:
    """Scaled to nothing in the order of a rollback, operator first: the new application stays away."""
    scaled(cluster, OPERATOR, 0)
    scaled(cluster, APP, 0)
    cluster.ask(DEPLOYMENTS.format("default") + "/wandb-weave", "DELETE")
    cluster.later()
    assert not cluster.world.new_application()
    assert "wandb-weave" not in cluster.names("/apis/apps/v1/deployments")
    assert cluster.ask(APP)["spec"]["replicas"] == 0
    assert cluster.names("/api/v1/namespaces/wandb/pods") == []


def test_without_external_dns_nothing_is_published(cluster: Cluster) -> None:
    """Its records are gone for good once it is scaled to nothing; they come back with it."""
    records = list(cluster.world._api.records())
    scaled(cluster, EXTERNAL_DNS, 0)
    cluster.world._api.change("DELETE", *records)
    cluster.later()
    assert (cluster.world.target(), list(cluster.world._api.records())) == (None, [])
    scaled(cluster, EXTERNAL_DNS, 1)
    cluster.later()
    assert cluster.world.target()


def test_the_custom_resource_takes_its_workloads_along(cluster: Cluster) -> None:
    """Deleted while the operator runs, it goes at once, and the application with it."""
    assert cluster.ask(RESOURCE, "DELETE")["http"] == 200
    assert cluster.ask(RESOURCE)["http"] == 404
    assert cluster.world.workloads() == ()
    assert cluster.world.ingress() is None


def test_without_the_operator_a_finalizer_is_in_the_way(cluster: Cluster) -> None:
    """Its deletion waits for the operator, or for somebody who takes the finalizer away."""
    scaled(cluster, OPERATOR, 0)
    cluster.ask(RESOURCE, "DELETE")
    cluster.later()
    assert cluster.ask(RESOURCE)["metadata"]["deletionTimestamp"]
    cluster.ask(RESOURCE, "PATCH", {"metadata": {"finalizers": []}}, MERGE)
    assert cluster.ask(RESOURCE)["http"] == 404


def test_the_old_application_is_made_again(cluster: Cluster) -> None:
    """A Deployment default/wandb answers as the old application, whoever made it, for as long as it has pods."""
    path = DEPLOYMENTS.format("default")
    assert not cluster.world.old_application()
    assert cluster.ask(path, "POST", OLD)["http"] == 201
    assert cluster.world.old_application()
    assert cluster.ask(f"{path}/wandb")["status"]["availableReplicas"] == 1
    scaled(cluster, f"{path}/wandb", 0)
    assert not cluster.world.old_application()
    cluster.ask(f"{path}/wandb", "DELETE")
    assert cluster.ask(f"{path}/wandb")["http"] == 404


def test_another_image_for_the_sidecar(cluster: Cluster) -> None:
    """The stop-gap for the image that is gone works: strategic patches go by the container's name."""
    cluster.broken("operator-image-gone")
    assert not cluster.ask(OPERATOR)["status"].get("availableReplicas")
    image = {"name": "kube-rbac-proxy", "image": "registry.k8s.io/kubebuilder/kube-rbac-proxy:v0.5.0"}
    patch = {"spec": {"template": {"spec": {"containers": [image]}}}}
    spec = cluster.ask(OPERATOR, "PATCH", patch, STRATEGIC)["spec"]["template"]["spec"]
    assert [one["name"] for one in spec["containers"]] == ["kube-rbac-proxy", "manager"]
    assert cluster.ask(OPERATOR)["status"]["availableReplicas"] == 1


@pytest.mark.parametrize(
    ("kind", "patch", "data"),
    [
        (MERGE, {"data": {"a": None, "c": "3"}}, {"b": "2", "c": "3"}),
        (STRATEGIC, {"data": {"a": "9"}}, {"a": "9", "b": "2"}),
        ("application/json-patch+json", [{"op": "remove", "path": "/data/a"}], {"b": "2"}),
        (
            "application/json-patch+json",
            [{"op": "add", "path": "/data/a~1b", "value": "4"}],
            {"a": "1", "b": "2", "a/b": "4"},
        ),
        ("application/apply-patch+yaml", {"data": {"b": "5"}}, {"a": "1", "b": "5"}),
    ],
)
def test_patches(cluster: Cluster, kind: str, patch: Any, data: dict[str, str]) -> None:
    """All four kinds of patches, and none of them with dryRun."""
    path = "/api/v1/namespaces/default/configmaps"
    cluster.ask(path, "POST", {"metadata": {"name": "m"}, "data": {"a": "1", "b": "2"}})
    assert cluster.ask(f"{path}/m?dryRun=All", "PATCH", patch, kind)["data"] == data
    assert cluster.ask(f"{path}/m")["data"] == {"a": "1", "b": "2"}
    assert cluster.ask(f"{path}/m", "PATCH", patch, kind)["data"] == data
    assert cluster.ask(f"{path}/m")["data"] == data


@pytest.mark.parametrize(
    ("kind", "patch", "status"),
    [
        ("text/plain", {}, 415),
        ("application/json-patch+json", [{"op": "test", "path": "/data", "value": 1}], 422),
        ("application/json-patch+json", [{"op": "remove", "path": "/nothing"}], 422),
        (MERGE, [], 422),
    ],
)
def test_a_patch_that_does_not_fit(cluster: Cluster, kind: str, patch: Any, status: int) -> None:
    """It is refused, and nothing is changed."""
    path = "/api/v1/namespaces/default/configmaps"
    cluster.ask(path, "POST", {"metadata": {"name": "m"}, "data": {}})
    assert cluster.ask(f"{path}/m", "PATCH", patch, kind)["http"] == status


def test_a_stale_replacement_is_refused(cluster: Cluster) -> None:
    """A PUT of what somebody else has changed meanwhile is a conflict."""
    path = "/api/v1/namespaces/default/configmaps"
    first = cluster.ask(path, "POST", {"metadata": {"name": "m"}, "data": {"a": "1"}})
    assert cluster.ask(f"{path}/m", "PUT", {**first, "data": {"a": "2"}})["http"] == 200
    assert cluster.ask(f"{path}/m", "PUT", {**first, "data": {"a": "3"}})["reason"] == "Conflict"


def test_a_status_is_written_apart(cluster: Cluster) -> None:
    """A Deployment that nobody runs has the status that was written to it, and no other write touches it."""
    path = DEPLOYMENTS.format("default")
    whole = {"metadata": {"name": "mine"}, "spec": {"replicas": 1}, "status": {"availableReplicas": 7}}
    assert "status" not in cluster.ask(path, "POST", whole)
    cluster.ask(f"{path}/mine/status", "PATCH", {"status": {"availableReplicas": 1}}, MERGE)
    assert cluster.ask(f"{path}/mine", "PATCH", {"status": {"availableReplicas": 9}}, MERGE)["status"] == {
        "availableReplicas": 1
    }


def test_a_namespace_comes_and_goes_with_what_is_in_it(cluster: Cluster) -> None:
    """Nothing is made in one that is not there."""
    item = {"metadata": {"generateName": "m-"}}
    assert cluster.ask("/api/v1/namespaces/mine/configmaps", "POST", item)["http"] == 404
    cluster.ask("/api/v1/namespaces", "POST", {"metadata": {"name": "mine"}})
    assert cluster.ask("/api/v1/namespaces/mine/configmaps", "POST", item)["metadata"]["name"].startswith("m-")
    cluster.ask("/api/v1/namespaces/mine", "DELETE")
    assert cluster.names("/api/v1/namespaces/mine/configmaps") == []


def watched(cluster: Cluster, query: str) -> list[tuple[str, str]]:
    """(what happened, name) of a watch that ends at once."""
    said = cluster.raw(f"/api/v1/namespaces/default/configmaps?watch=true&timeoutSeconds=0.0001&{query}")
    assert said.stream is not None
    events = map(json.loads, said.stream)
    return [(one["type"], one["object"].get("metadata", {}).get("name") or one["object"]["reason"]) for one in events]


def test_a_watch_tells_what_happened_since(cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """From a list's version on: what came, changed and went; from a version that is forgotten: 410."""
    monkeypatch.setattr("migrator.sandbox.cluster.watching.time.sleep", lambda _: None)
    path = "/api/v1/namespaces/default/configmaps"
    cluster.ask(path, "POST", {"metadata": {"name": "m"}})
    since = cluster.ask(path)["metadata"]["resourceVersion"]
    cluster.ask(path, "POST", {"metadata": {"name": "n"}})
    cluster.ask(f"{path}/m", "PATCH", {"data": {"a": "1"}}, MERGE)
    cluster.ask(f"{path}/n", "DELETE")
    told = [("ADDED", "n"), ("MODIFIED", "m"), ("DELETED", "n")]
    assert watched(cluster, f"resourceVersion={since}") == told
    assert watched(cluster, f"resourceVersion={since}&fieldSelector=metadata.name%3Dm") == told[1:2]
    assert watched(cluster, "resourceVersion=1") == [("ERROR", "Expired")]
    cluster.broken("watch-410")
    assert watched(cluster, f"resourceVersion={since}") == [("ERROR", "Expired")]


def test_events_are_chosen_by_what_they_are_about(cluster: Cluster) -> None:
    """By field selector, as kubectl describe asks."""
    cluster.broken("app-unschedulable")
    query = "fieldSelector=involvedObject.name%3Dwandb-app-0,involvedObject.kind%3DPod"
    (found,) = cluster.ask(f"/api/v1/namespaces/default/events?{query}")["items"]
    assert (found["reason"], found["type"]) == ("FailedScheduling", "Warning")
    assert FQDN not in found["message"]
