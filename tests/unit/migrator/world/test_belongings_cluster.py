"""What a backup asks of the cluster: objects as they are, pods, the scale; and what of a state is to be saved."""

import json
from pathlib import Path
from typing import Any

from checks.facts import Missing, NotThere
from checks.facts.configuration import Backend
from migrator.aws import Aws
from migrator.belongings import WorldBelongings
from migrator.belongings.holdings import holdings
from migrator.cluster import Connection
from states.belongings import Holdings, Object
from states.saving import Workload
from tests.support.clusters import Api, played, pod, workload
from tests.support.servers import Authority, http

DEPLOYMENT = Object("apps/v1", "Deployment", "deployments", "default", "wandb")
PATH = "/apis/apps/v1/namespaces/default/deployments/wandb"


def belongings(env: dict[str, str]) -> WorldBelongings:
    """Those of the cluster that the environment leads to."""
    return WorldBelongings(Aws(), Connection(Aws(), env, lambda: None), lambda: (Backend("local", {}, None), "default"))


def test_an_object_as_it_is(tmp_path: Path, authority: Authority) -> None:
    """Every field, those that the client's models do not know as well."""
    whole = {**workload("wandb"), "inventedLater": {"x": 1}}
    with played(tmp_path, authority, Api({PATH: whole}).script()) as (env, _):
        assert belongings(env).object(DEPLOYMENT) == whole


def test_an_object_that_is_gone(tmp_path: Path, authority: Authority) -> None:
    """It is an answer; a refusal is none."""
    with played(tmp_path, authority, Api().script()) as (env, _):
        assert belongings(env).object(DEPLOYMENT) == NotThere("Deployment default/wandb")
    with played(tmp_path, authority, http(403)) as (env, _):
        found = belongings(env).object(DEPLOYMENT)
    assert isinstance(found, Missing)
    assert "403" in found.why


def test_what_is_no_object(tmp_path: Path, authority: Authority) -> None:
    """An answer that is no object of Kubernetes is told so."""
    with played(tmp_path, authority, http(body=b"[]")) as (env, _):
        assert isinstance(belongings(env).object(DEPLOYMENT), Missing)


def test_pods_of_a_deployment(tmp_path: Path, authority: Authority) -> None:
    """Those that its selector chooses, and no others."""
    pods = [pod("a", "wandb"), pod("b", "other")]
    api = Api({PATH: workload("wandb"), "/api/v1/namespaces/default/pods": pods})
    with played(tmp_path, authority, api.script()) as (env, _):
        found = belongings(env).pods(DEPLOYMENT)
    assert isinstance(found, tuple)
    assert [one["metadata"]["name"] for one in found] == ["a"]


def test_scaling(tmp_path: Path, authority: Authority) -> None:
    """One merge patch of the scale, and nothing else."""
    with played(tmp_path, authority, http()) as (env, server):
        assert belongings(env).scale(Workload("default", "wandb", 1), 0) is None
    assert [one.splitlines()[0] for one in server.requests] == [f"PATCH {PATH}/scale HTTP/1.1"]
    assert server.header("Content-Type") == "application/merge-patch+json"


def state(*resources: tuple[str, str, dict[str, Any]]) -> bytes:
    """A pulled state."""
    every = [
        {"mode": "managed", "type": kind, "name": name, "module": "module.m", "instances": [{"attributes": attributes}]}
        for kind, name, attributes in resources
    ]
    return json.dumps({"version": 4, "lineage": "l", "serial": 3, "terraform_version": "1.5.0", "resources": every}).encode()


def named(name: str, namespace: str | None = "default") -> dict[str, Any]:
    """What the provider keeps of an object."""
    return {"id": "x", "metadata": [{"name": name, **({"namespace": namespace} if namespace else {})}]}


def test_what_of_a_state_is_saved() -> None:
    """Objects in the order of applying them, zone and name, buckets, the database; what is not known is named."""
    found = holdings(
        state(
            ("kubernetes_deployment_v1", "d", named("wandb")),
            ("kubernetes_secret", "s", named("wandb")),
            ("kubernetes_priority_class", "p", named("high", None)),
            ("kubernetes_manifest", "m", {"manifest": {}}),
            ("kubernetes_annotations", "a", named("gp2", None)),
            ("aws_route53_record", "r", {"zone_id": "Z1", "name": "W.example.com", "type": "A"}),
            ("aws_s3_bucket", "b", {"bucket": "files"}),
            ("aws_rds_cluster", "c", {"cluster_identifier": "wb"}),
        )
    )
    assert isinstance(found, Holdings)
    assert [str(one) for one in found.objects] == ["PriorityClass high", "Secret default/wandb", "Deployment default/wandb"]
    assert found.unknown == ("module.m.kubernetes_manifest.m",)
    assert (found.zone, found.fqdn, found.buckets, found.cluster) == ("Z1", "w.example.com", ("files",), "wb")
    assert (found.lineage, found.serial, found.terraform) == ("l", 3, "1.5.0")


def test_a_state_with_nothing_in_it() -> None:
    """An empty state names nothing; what is no state is told so, without its content."""
    assert holdings(b"") == Holdings("", -1, "")
    found = holdings(b"canary")
    assert isinstance(found, Missing)
    assert "canary" not in found.why
