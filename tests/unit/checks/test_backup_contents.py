"""What goes into a backup can be given back: objects without what a server set, records as one change batch."""

from typing import Any

from checks.backup.objects import reapplicable
from checks.backup.records import change_batch

SERVER = {
    "uid": "u",
    "resourceVersion": "7",
    "generation": 2,
    "creationTimestamp": "2026-01-02T03:04:05Z",
    "managedFields": [{}],
    "ownerReferences": [{}],
    "finalizers": ["x"],
}
OWNED = {"kubectl.kubernetes.io/last-applied-configuration": "{}", "deployment.kubernetes.io/revision": "3"}
FQDN = "wandb.example.com"


def whole(kind: str, spec: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    """An object as a server has it."""
    metadata = {"name": "one", "namespace": "default", "labels": {"a": "b"}, **SERVER}
    return {"kind": kind, "metadata": metadata, "status": {"x": 1}, **({"spec": spec} if spec else {}), **more}


def test_identity_and_status_go() -> None:
    """Name, namespace, labels and content stay; status, identity and what the server noted go."""
    found = reapplicable(whole("ConfigMap", apiVersion="v1", data={"k": "v"}))
    kept = {"name": "one", "namespace": "default", "labels": {"a": "b"}}
    assert found == {"apiVersion": "v1", "kind": "ConfigMap", "metadata": kept, "data": {"k": "v"}}
    assert list(found)[:3] == ["apiVersion", "kind", "metadata"]


def test_annotations_of_people_stay() -> None:
    """An annotation that a person gave stays; those of kubectl and of the controllers go."""
    one = whole("Deployment", {"replicas": 1})
    one["metadata"]["annotations"] = {**OWNED, "team": "ml"}
    assert reapplicable(one)["metadata"]["annotations"] == {"team": "ml"}
    one["metadata"]["annotations"] = OWNED
    assert "annotations" not in reapplicable(one)["metadata"]


def test_a_service_keeps_its_node_port() -> None:
    """The address that the cluster gave goes, the node port that the load balancer's targets are on stays."""
    spec = {"clusterIP": "10.0.0.9", "clusterIPs": ["10.0.0.9"], "ports": [{"port": 8080, "nodePort": 32543}]}
    assert reapplicable(whole("Service", spec))["spec"] == {"ports": spec["ports"]}


def test_a_headless_service_stays_headless() -> None:
    """That a Service has no address is its own, not the cluster's."""
    spec = {"clusterIP": "None", "clusterIPs": ["None"]}
    assert reapplicable(whole("Service", spec))["spec"] == spec


def test_what_the_cluster_bound() -> None:
    """A claim is not tied to the volume that was found for it, an account not to the tokens that were made for it."""
    assert reapplicable(whole("PersistentVolumeClaim", {"volumeName": "pv", "accessModes": []}))["spec"] == {
        "accessModes": []
    }
    assert "secrets" not in reapplicable(whole("ServiceAccount", secrets=[{"name": "token"}]))
    assert reapplicable(whole("Other", secrets=[1]))["secrets"] == [1]


def test_records_of_the_name() -> None:
    """Every type of the name and of `old.`, and what external-dns says of it; nothing else, nothing of the zone's own."""
    mark = [{"Value": '"heritage=external-dns,external-dns/owner=x"'}]
    there = [
        {"Name": f"{FQDN}.", "Type": "A"},
        {"Name": f"{FQDN.upper()}.", "Type": "AAAA"},
        {"Name": f"old.{FQDN}.", "Type": "A"},
        {"Name": f"{FQDN}.", "Type": "TXT", "ResourceRecords": [{"Value": '"mine"'}]},
        {"Name": f"a-{FQDN}.", "Type": "TXT", "ResourceRecords": mark},
    ]
    others = [
        {"Name": f"{FQDN}.", "Type": "NS"},
        {"Name": f"{FQDN}.", "Type": "SOA"},
        {"Name": "example.com.", "Type": "A"},
        {"Name": f"a-{FQDN}.", "Type": "TXT", "ResourceRecords": [{"Value": '"somebody else"'}]},
        {"Name": "b.example.com.", "Type": "TXT", "ResourceRecords": mark},
    ]
    batch = change_batch([*there, *others], FQDN)
    assert batch["Changes"] == [{"Action": "UPSERT", "ResourceRecordSet": one} for one in there]
