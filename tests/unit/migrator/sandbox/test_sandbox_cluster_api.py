"""The cluster's API, path by path: tokens, groups, selectors, pages, and what is answered where nothing is."""

import json
from typing import Any
from urllib.parse import quote

import pytest

from migrator.sandbox.cluster_api import ClusterApi
from migrator.sandbox.store import Store
from migrator.sandbox.world import Workload, World

PODS = "/api/v1/namespaces/default/pods"
PLAIN_404 = (404, "text/plain", b"404 page not found\n")


class Fixed(World):
    """A world that has four Deployments and no rules."""

    def __init__(self, operator: Workload | None) -> None:
        self._operator = operator

    def operator(self) -> Workload | None:
        """As given."""
        return self._operator

    def deployments(self) -> tuple[Workload, ...]:
        """One that waits, three that run."""
        waiting = Workload(
            "default", "w", {"tier": "web", "app": "x"}, "image:1", available=False, waiting="ImagePullBackOff"
        )
        others = [Workload(space, name, {"tier": "db"}, "image:2", available=True) for space, name in DATABASES]
        return (waiting, *others)


DATABASES = (("default", "a"), ("default", "b"), ("other", "c"))


@pytest.fixture
def api() -> ClusterApi:
    """The API of a cluster without the operator."""
    return ClusterApi(Fixed(None))


def get(api: ClusterApi, path: str) -> dict[str, Any]:
    """The JSON of a GET, whatever its status, which is put in as `http`."""
    status, kind, body = api.answer(path, f"Bearer {api.token}")
    assert kind == "application/json"
    return {"http": status, **json.loads(body)}


@pytest.mark.parametrize("given", [None, "", "Bearer wrong", "Basic x"])
def test_without_the_token(api: ClusterApi, given: str | None) -> None:
    """Without the token every path is 401, with a Status object."""
    status, _, body = api.answer("/version/", given)
    assert (status, json.loads(body)["kind"], json.loads(body)["code"]) == (401, "Status", 401)


@pytest.mark.parametrize("path", ["/version", "/version/"])
def test_the_version(api: ClusterApi, path: str) -> None:
    """The version says that this is a stand-in."""
    assert "stand-in" in get(api, path)["gitVersion"]


@pytest.mark.parametrize(
    "path",
    [
        "/apis/apps.wandb.com/v1/namespaces/default/weightsandbiases/wandb",
        "/apis/apps.wandb.com/v1/weightsandbiases",
        "/apis/foo.example/v1/deployments",
        "/apis/apps/v1/namespaces/default/pods",
        "/api/v1/namespaces/default/secrets",
        "/api/v2/pods",
        "/nonsense",
    ],
)
def test_what_is_not_known(api: ClusterApi, path: str) -> None:
    """An unknown group, version or resource is a plain-text 404, not a Status: so is the operator's before its CRD."""
    assert api.answer(path, f"Bearer {api.token}") == PLAIN_404


def test_the_operators_group_once_it_is_installed() -> None:
    """With the operator there the group is known, and a missing object is a Status."""
    operator = Workload("wandb", "wandb-controller-manager", {}, "i", available=True)
    api = ClusterApi(WithoutResource(operator))
    path = "/apis/apps.wandb.com/v1/namespaces/default/weightsandbiases"
    assert get(api, path)["items"] == []
    assert get(api, f"{path}/wandb")["reason"] == "NotFound"


class WithoutResource(Fixed):
    """A world whose custom resource does not exist."""

    def custom_resource(self) -> tuple[str | None, str | None] | None:
        """None."""
        return None


@pytest.mark.parametrize(
    ("selector", "names"),
    [
        ("", ["w-0", "a-0", "b-0"]),
        ("tier=web", ["w-0"]),
        ("tier==db", ["a-0", "b-0"]),
        ("tier!=db", ["w-0"]),
        ("app", ["w-0"]),
        ("!app", ["a-0", "b-0"]),
        ("tier=web,app=x", ["w-0"]),
        ("tier=web, app=y", []),
        ("app.kubernetes.io/name=x", []),
    ],
)
def test_selectors(api: ClusterApi, selector: str, names: list[str]) -> None:
    """Equality and existence select by label; terms are joined by and."""
    found = get(api, f"{PODS}?labelSelector={quote(selector)}")
    assert (found["kind"], [one["metadata"]["name"] for one in found["items"]]) == ("PodList", names)


@pytest.mark.parametrize("query", ["labelSelector=tier in (web)", "limit=x", "continue=x&limit=1", "labelSelector=!a=b"])
def test_what_is_not_understood(api: ClusterApi, query: str) -> None:
    """A selector or page that is not understood is a 400, never a wrong answer."""
    assert get(api, f"{PODS}?{quote(query, safe='=&')}")["http"] == 400


def test_pages(api: ClusterApi) -> None:
    """A limit gives pages; the last one has no continue token; together they are everything once."""
    names, more = [], ""
    sizes = []
    while True:
        page = get(api, f"/api/v1/pods?limit=3&continue={more}" if more else "/api/v1/pods?limit=3")
        names += [one["metadata"]["name"] for one in page["items"]]
        sizes.append(len(page["items"]))
        more = page["metadata"]["continue"]
        if not more:
            break
    assert (sizes, names) == ([3, 1], ["w-0", "a-0", "b-0", "c-0"])


def test_namespaces(api: ClusterApi) -> None:
    """A namespace's list has its own objects; an object is found by both its names."""
    path = "/apis/apps/v1/namespaces/{}/deployments"
    assert [one["metadata"]["name"] for one in get(api, path.format("other"))["items"]] == ["c"]
    assert get(api, path.format("other") + "/c")["kind"] == "Deployment"
    assert get(api, path.format("default") + "/c")["http"] == 404


def test_zero_is_left_out(api: ClusterApi) -> None:
    """Like the real API, a Deployment without available pods does not say zero, it says nothing."""
    deployments = get(api, "/apis/apps/v1/deployments")["items"]
    assert deployments[0]["status"] == {"replicas": 1}
    assert deployments[1]["status"] == {"replicas": 1, "availableReplicas": 1, "readyReplicas": 1}


def test_why_a_pod_waits(api: ClusterApi) -> None:
    """A pod that does not run says why, and with which image."""
    status = get(api, PODS)["items"][0]["status"]["containerStatuses"][0]
    assert (status["ready"], status["image"]) == (False, "image:1")
    assert status["state"] == {"waiting": {"reason": "ImagePullBackOff"}}


def test_the_ingress_gets_its_address_late(world: World, store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    """An Ingress without an address has an empty list of them."""
    api = ClusterApi(world)
    path = "/apis/networking.k8s.io/v1/namespaces/default/ingresses/wandb"
    assert get(api, path)["http"] == 404
    for host, points in (("", []), ("x.elb", [{"hostname": "x.elb"}])):
        monkeypatch.setattr(world, "ingress", lambda host=host: host)
        found = get(api, path)
        assert found["status"]["loadBalancer"]["ingress"] == points
        assert found["spec"]["ingressClassName"] == "alb"
