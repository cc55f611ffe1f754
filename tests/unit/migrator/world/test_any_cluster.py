"""Verify's probes on any server: the one that `MIGRATOR_TEST_KUBECONFIG` names, else the sandbox's API."""

import base64
import gzip
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from kubernetes.client import AppsV1Api

from checks.facts import Missing, NotThere
from checks.facts.health.workloads import Release, Workload
from migrator.cluster.changes import Changes
from tests.support.any_cluster import Place, any_place
from tests.support.directories import RUNBOOK

LABELS = {"app.kubernetes.io/instance": "wandb"}
CONDITION = {"type": "Available", "status": "True", "reason": "MinimumReplicasAvailable", "message": "fine"}
READY = {"replicas": 1, "readyReplicas": 1, "availableReplicas": 1, "updatedReplicas": 1, "conditions": [CONDITION]}
WAITING = {"waiting": {"reason": "ImagePullBackOff", "message": "licence-canary: not found"}}


def container(**more: object) -> dict[str, object]:
    """The status of a pod's only container."""
    return {"name": "c", "image": "example/x:1", "imageID": "", "ready": False, "restartCount": 0, **more}


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Place]:
    """A namespace of the test's own."""
    with any_place(tmp_path) as made:
        yield made


def test_the_operator(place: Place) -> None:
    """Its Deployment is not there, then there and available."""
    name = RUNBOOK.health.operator_deployment
    assert isinstance(place.probes.operator(), NotThere)
    place.deployment(name, {}, READY)
    assert place.probes.operator() == Workload("Deployment", place.space, name, 1, 1)


def test_a_proxys_page_is_no_answer(place: Place) -> None:
    """A page with status 200 is told as missing."""
    place.broken("api-html")
    assert isinstance(place.probes.operator(), Missing)


def test_workloads_by_label(place: Place) -> None:
    """Those with the label, with what keeps the pods of those that are behind from running; no secret among it."""
    place.deployment("good", LABELS, READY)
    place.deployment("foreign", {}, {})
    place.deployment("behind", LABELS, {"replicas": 1, "unavailableReplicas": 1})
    place.pod("behind-1", "behind", {"phase": "Pending", "containerStatuses": [container(state=WAITING)]})
    found = place.probes.workloads()
    assert isinstance(found, tuple)
    behind, good = found
    assert good == Workload("Deployment", place.space, "good", 1, 1)
    assert (behind.name, behind.desired, behind.available) == ("behind", 1, 0)
    assert [(one.pod, one.reason, one.why) for one in behind.troubles] == [
        ("behind-1", "ImagePullBackOff", "(sensitive): not found")
    ]


def test_a_pod_that_no_node_takes(place: Place) -> None:
    """The scheduler's word and sentence."""
    place.deployment("behind", LABELS, {})
    condition = {"type": "PodScheduled", "status": "False", "reason": "Unschedulable", "message": "0/2 nodes"}
    place.pod("behind-1", "behind", {"phase": "Pending", "conditions": [condition]})
    found = place.probes.workloads()
    assert isinstance(found, tuple)
    assert [(one.reason, one.why) for one in found[0].troubles] == [("Unschedulable", "0/2 nodes")]


def test_what_is_not_there(place: Place) -> None:
    """The operator and its resource are not there, whether the kind is known or not; of many there are none."""
    probes = place.probes
    assert isinstance(probes.operator(), NotThere)
    assert isinstance(probes.custom_resource(), NotThere)
    assert (probes.workloads(), probes.events(), probes.controller_log()) == ((), (), ())


def test_the_newest_record_of_a_release(place: Place) -> None:
    """By number, not by name; what stands in its values stays there."""
    for version, status in (("9", "superseded"), ("10", "failed")):
        info = {"status": status, "description": f"revision {version}"}
        record = {"info": info, "chart": {"metadata": {"name": "w", "version": "1.0"}}, "config": {"x": "value-canary"}}
        data = base64.b64encode(gzip.compress(json.dumps(record).encode()))
        labels = {"owner": "helm", "name": "wandb", "status": status, "version": version}
        kept = {"release": base64.b64encode(data).decode()}
        place.secret(f"sh.helm.release.v1.wandb.v{version}", "helm.sh/release.v1", labels, kept)
    found = place.probes.releases(((place.space, "wandb"), (place.space, "other")))
    assert found == (
        Release(place.space, "wandb", "failed", "w 1.0", "revision 10"),
        Release(place.space, "other", None),
    )


def test_a_change_is_seen_at_once(place: Place) -> None:
    """A wait ends with the write, and not with its time."""
    place.deployment("good", LABELS, {})
    changes, long = Changes(place.probes.connection, place.where), 60.0
    write = AppsV1Api(place.client).patch_namespaced_deployment_status
    timer = threading.Timer(2.0, lambda: write("good", place.space, {"status": READY}))
    began = time.monotonic()
    timer.start()
    changes.wait(long)
    timer.join()
    assert time.monotonic() - began < long
