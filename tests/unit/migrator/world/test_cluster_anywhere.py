"""The cluster's probes on any server: the one that MIGRATOR_TEST_KUBECONFIG names, else the sandbox's API."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from checks.facts import DeploymentFact, Missing, NotThere
from migrator.aws import Aws
from migrator.cluster import Cluster
from tests.support.anywhere import Anywhere, anywhere
from tests.support.clusters import workload
from tests.support.directories import RUNBOOK


@pytest.fixture
def place(tmp_path: Path) -> Iterator[Anywhere]:
    """A namespace of the test's own."""
    with anywhere(tmp_path) as found:
        yield found


def probe(place: Anywhere) -> Cluster:
    """The probes, looking at that namespace."""
    where = replace(RUNBOOK.health, operator_namespace=place.namespace, workload_namespace=place.namespace)
    return Cluster(Aws({}), place.env, lambda: None, where)


def running(name: str, **rest: object) -> dict[str, object]:
    """A Deployment whose status says that its pod runs."""
    counts = {"replicas": 1, "availableReplicas": 1, "readyReplicas": 1}
    template = {"containers": [{"name": "c", "image": "example/image:1"}]}
    made = workload(name, **rest)  # type: ignore[arg-type]
    made["spec"]["template"]["spec"] = template
    made["spec"].pop("serviceName")
    made["metadata"].pop("namespace")
    return {"apiVersion": "apps/v1", "kind": "Deployment", **made, "status": counts}


def test_the_operator_is_read_from_any_server(place: Anywhere) -> None:
    """Its Deployment is not there, then there and available."""
    name = RUNBOOK.health.operator_deployment
    assert isinstance(probe(place).operator(), NotThere)
    place.make("apis/apps/v1", "deployments", running(name))
    assert probe(place).operator() == DeploymentFact(place.namespace, name, 1, 1, ())


def test_workloads_are_chosen_by_label_on_any_server(place: Anywhere) -> None:
    """Those with the application's label, by name; others are left out."""
    key, _, value = RUNBOOK.health.workload_label.partition("=")
    for name, labels in (("b", {key: value}), ("a", {key: value}), ("other", {})):
        place.make("apis/apps/v1", "deployments", running(name, labels=labels))
    found = probe(place).workloads()
    assert not isinstance(found, Missing)
    assert [(one.name, one.available) for one in found] == [("a", 1), ("b", 1)]


def test_a_proxys_page_is_no_answer(place: Anywhere) -> None:
    """A page with status 200 is told as missing; a real server cannot be made to say that."""
    place.broken("api-html")
    assert isinstance(probe(place).operator(), Missing)
