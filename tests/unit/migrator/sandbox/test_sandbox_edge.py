"""The application, the release channel and the image registry, by Host header."""

import base64
import json
from pathlib import Path
from typing import Any

import pytest

from migrator.sandbox.aws_api import alias_record
from migrator.sandbox.edge import HEALTH, Edge
from migrator.sandbox.faults import FaultFile
from migrator.sandbox.hosts import names
from migrator.sandbox.names import FQDN
from migrator.sandbox.store import Store
from migrator.sandbox.world import ALB, SIDECAR, World

LICENCE = "a.b.c"
CHANNEL = "/api/v1/operator/channel"
MANIFEST = "/v2/kubebuilder/kube-rbac-proxy/manifests/v0.5.0"


def basic(licence: str) -> str:
    """The header that the operator sends."""
    return "Basic " + base64.b64encode(f"license:{licence}".encode()).decode()


@pytest.fixture
def edge(world: World, faults: FaultFile) -> Edge:
    """The edge of a world where nothing is deployed."""
    return Edge(world, faults, LICENCE)


@pytest.mark.parametrize("path", sorted(HEALTH))
@pytest.mark.parametrize("host", [FQDN, f"{FQDN}:443", f"old.{FQDN}"])
def test_the_old_application(edge: Edge, store: Store, host: str, path: str) -> None:
    """The old application answers its health paths until its Deployment is destroyed, then 503."""
    store.put("kubernetes_deployment", "d", {"id": "d"})
    assert edge.answer(path, {"Host": host}) == (200, {"stand-in": "application", "which": "old"})
    store.remove("kubernetes_deployment", "d")
    assert edge.answer(path, {"Host": host})[0] == 503


@pytest.mark.parametrize(("ready", "status"), [(True, 200), (False, 503)])
def test_the_new_application(
    edge: Edge, world: World, zone: Any, store: Store, monkeypatch: pytest.MonkeyPatch, *, ready: bool, status: int
) -> None:
    """Once the name points at the new load balancer the new application answers, whether the old one lives or not."""
    store.put("kubernetes_deployment", "d", {"id": "d"})
    zone.held.append(alias_record(FQDN, ALB, "Z1"))
    monkeypatch.setattr(world, "new_application", lambda: ready)
    assert edge.answer("/healthz", {"Host": FQDN}) == (status, {"stand-in": "application", "which": "new"})
    assert edge.answer("/healthz", {"Host": f"old.{FQDN}"})[1]["which"] == "old"


def test_every_host_of_the_runbook_is_served() -> None:
    """Whatever the migration needs has a name here, once, with the region filled in."""
    assert len(names()) == len(set(names()))
    assert {"registry.terraform.io", "quay.io", "oidc.eks.us-west-2.amazonaws.com", "deploy.wandb.ai"} <= set(names())


@pytest.mark.parametrize(("host", "path"), [(FQDN, "/"), ("elsewhere.example", "/healthz"), ("", "/healthz")])
def test_nothing_else_is_served(edge: Edge, host: str, path: str) -> None:
    """Other names and other paths are 404."""
    assert edge.answer(path, {"Host": host})[0] == 404


@pytest.mark.parametrize(
    ("authorization", "path", "status"),
    [
        (basic(LICENCE), CHANNEL, 200),
        (basic("another"), CHANNEL, 401),
        (f"Bearer {LICENCE}", CHANNEL, 401),
        (None, CHANNEL, 401),
        (basic(LICENCE), "/api/v1/other", 404),
    ],
)
def test_the_release_channel(edge: Edge, authorization: str | None, path: str, status: int) -> None:
    """The channel is shown to the documented licence, and to no other."""
    headers = {"Host": "deploy.wandb.ai"} | ({"Authorization": authorization} if authorization else {})
    answered, said = edge.answer(path, headers)
    assert (answered, said.get("stand-in") or said["metadata"]["stand-in"]) == (status, "deployer")


@pytest.mark.parametrize(
    ("path", "status"),
    [(MANIFEST, 200), (MANIFEST.replace("v0.5.0", "v9"), 404), ("/v2/library/nginx/manifests/latest", 404)],
)
def test_the_image_registry(edge: Edge, path: str, status: int) -> None:
    """The one image that the operator's chart wants is there, any other is not."""
    assert SIDECAR == "gcr.io/kubebuilder/kube-rbac-proxy:v0.5.0"
    assert edge.answer(path, {"Host": "gcr.io"})[0] == status


@pytest.mark.parametrize(
    ("name", "headers", "path", "status"),
    [
        ("deployer-401", {"Host": "deploy.wandb.ai", "Authorization": basic(LICENCE)}, CHANNEL, 401),
        ("operator-image-gone", {"Host": "gcr.io"}, MANIFEST, 404),
    ],
)
def test_broken_worlds(tmp_path: Path, edge: Edge, *, name: str, headers: dict[str, str], path: str, status: int) -> None:
    """A broken world shows where it is broken."""
    assert edge.answer(path, headers)[0] == 200
    (tmp_path / "faults.json").write_text(json.dumps([{"world": name}]))
    assert edge.answer(path, headers)[0] == status


def test_an_empty_channel(tmp_path: Path, edge: Edge) -> None:
    """The licence is accepted, and nothing is named that could be installed."""
    (tmp_path / "faults.json").write_text(json.dumps([{"world": "channel-empty"}]))
    assert edge.answer(CHANNEL, {"Host": "deploy.wandb.ai", "Authorization": basic(LICENCE)}) == (200, {})
