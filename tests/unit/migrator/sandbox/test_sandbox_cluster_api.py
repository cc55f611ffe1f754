"""The cluster's API, path by path: tokens, groups, selectors, pages, and what is answered where nothing is."""

import base64
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest

from migrator.sandbox.cluster.api import ClusterApi
from migrator.sandbox.faults import FaultFile
from migrator.sandbox.store import Store
from migrator.sandbox.world import Workload, World
from tests.support.zone import Zone

PODS = "/api/v1/namespaces/default/pods"
DATABASES = (("default", "a"), ("default", "b"), ("other", "c"))
PLAIN_404 = (404, "text/plain", b"404 page not found\n")


class Fixed(World):
    """A world that has four Deployments and no rules."""

    def __init__(self, store: Store, faults: FaultFile, operator: Workload | None = None) -> None:
        super().__init__(store, faults, Zone())
        self._given = operator

    def operator(self) -> Workload | None:
        """As given."""
        return self._given

    def deployments(self) -> tuple[Workload, ...]:
        """One that waits, three that run."""
        waiting = Workload(
            "default", "w", {"tier": "web", "app": "x"}, "image:1", available=False, waiting="ImagePullBackOff"
        )
        others = [Workload(space, name, {"tier": "db"}, "image:2", available=True) for space, name in DATABASES]
        return (waiting, *others)

    def controllers(self) -> tuple[Workload, ...]:
        """None."""
        return ()

    def storage_classes(self) -> tuple[str, ...]:
        """What EKS brings."""
        return ("gp2",)

    def kubernetes_version(self) -> str:
        """As in the world's beginning."""
        return "1.25"


@pytest.fixture
def api(store: Store, faults: FaultFile) -> ClusterApi:
    """The API of a cluster without the operator."""
    return ClusterApi(Fixed(store, faults), store, faults)


def get(api: ClusterApi, path: str, method: str = "GET", sent: object = None) -> dict[str, Any]:
    """The JSON of an answer, whatever its status, which is put in as `http`."""
    status, kind, body, *_ = api.answer(path, f"Bearer {api.token}", method, json.dumps(sent).encode())
    assert kind == "application/json"
    return {"http": status, **json.loads(body)}


@pytest.mark.parametrize("given", [None, "", "Bearer wrong", "Basic x"])
def test_without_the_token(api: ClusterApi, given: str | None) -> None:
    """Without the token every path is 401, with a Status object."""
    status, _, body, *_ = api.answer("/version/", given)
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
        "/api/v1/namespaces/default/endpoints",
        "/api/v2/pods",
        "/nonsense",
    ],
)
def test_what_is_not_known(api: ClusterApi, path: str) -> None:
    """An unknown group, version or resource is a plain-text 404, not a Status: so is the operator's before its CRD."""
    assert api.answer(path, f"Bearer {api.token}")[:3] == PLAIN_404


def test_the_operators_group_once_it_is_installed(store: Store, faults: FaultFile) -> None:
    """With the operator there the group is known, and a missing object is a Status."""
    operator = Workload("wandb", "wandb-controller-manager", {}, "i", available=True)
    api = ClusterApi(WithoutResource(store, faults, operator), store, faults)
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


@pytest.mark.parametrize("query", ["labelSelector=tier in web", "limit=x", "continue=x&limit=1", "labelSelector=!a=b"])
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
    counts = [{name: said for name, said in one["status"].items() if name.endswith("eplicas")} for one in deployments]
    assert counts[0] == {"replicas": 1, "updatedReplicas": 1, "unavailableReplicas": 1}
    assert counts[1] == {"replicas": 1, "updatedReplicas": 1, "availableReplicas": 1, "readyReplicas": 1}


def test_why_a_pod_waits(api: ClusterApi) -> None:
    """A pod that does not run says why, and with which image."""
    status = get(api, PODS)["items"][0]["status"]["containerStatuses"][0]
    assert (status["ready"], status["image"]) == (False, "image:1")
    assert status["state"]["waiting"]["reason"] == "ImagePullBackOff"
    assert "image:1" in status["state"]["waiting"]["message"]


def test_the_ingress_gets_its_address_late(
    world: World, store: Store, faults: FaultFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    """An Ingress without an address has an empty list of them."""
    api = ClusterApi(world, store, faults)
    path = "/apis/networking.k8s.io/v1/namespaces/default/ingresses/wandb"
    assert get(api, path)["http"] == 404
    for host, points in (("", []), ("x.elb", [{"hostname": "x.elb"}])):
        monkeypatch.setattr(world, "ingress", lambda host=host: host)
        found = get(api, path)
        assert found["status"]["loadBalancer"]["ingress"] == points
        assert found["spec"]["ingressClassName"] == "alb"


BUDGETS = "/apis/policy/v1/namespaces/default/poddisruptionbudgets"
CLASSES = "/apis/storage.k8s.io/v1/storageclasses"


def test_what_a_person_makes_is_there_until_it_is_deleted(api: ClusterApi) -> None:
    """POST makes an object, once; DELETE takes it away again; both are answered as the real API does."""
    body = {"metadata": {"name": "gp3"}, "provisioner": "p"}
    assert get(api, CLASSES, "POST", body)["http"] == 201
    assert get(api, CLASSES, "POST", body)["reason"] == "AlreadyExists"
    assert [one["metadata"]["name"] for one in get(api, CLASSES)["items"]] == ["gp2", "gp3"]
    assert get(api, f"{CLASSES}/gp3", "DELETE")["status"] == "Success"
    assert get(api, f"{CLASSES}/gp3", "DELETE")["http"] == 404


def test_a_change_of_the_worlds_own_goes_with_it(api: ClusterApi, store: Store, faults: FaultFile) -> None:
    """A change lasts as long as the object, and does not outlive it."""
    path = "/apis/apps/v1/namespaces/default/deployments/w"
    spec = get(api, path)["spec"]
    changed = {**get(api, path), "spec": {**spec, "replicas": 3}}
    assert get(api, path, "PUT", changed)["http"] == 200
    assert get(api, path)["spec"]["replicas"] == 3
    assert get(ClusterApi(Empty(store, faults), store, faults), path)["http"] == 404


class Empty(Fixed):
    """The same world with everything gone."""

    def deployments(self) -> tuple[Workload, ...]:
        """None."""
        return ()


@pytest.mark.parametrize(
    ("spec", "allowed"),
    [
        ({"minAvailable": 1}, 1),
        ({"minAvailable": "100%"}, 0),
        ({"minAvailable": "51%"}, 0),
        ({"maxUnavailable": 0}, 0),
        ({"maxUnavailable": 5}, 2),
        ({}, 1),
    ],
)
def test_a_budget_counts_its_pods(api: ClusterApi, spec: dict[str, Any], allowed: int) -> None:
    """Of the pods that it chooses, so many may go; percentages are rounded up."""
    whole = {"metadata": {"name": "b"}, "spec": {"selector": {"matchLabels": {"tier": "db"}}, **spec}}
    get(api, BUDGETS, "POST", whole)
    status = get(api, f"{BUDGETS}/b")["status"]
    assert (status["expectedPods"], status["disruptionsAllowed"]) == (2, allowed)


@pytest.mark.parametrize("sent", [None, [], {}, {"metadata": {}}, {"metadata": 3}])
def test_a_body_that_is_no_object_is_refused(api: ClusterApi, sent: object) -> None:
    """Without a name nothing is made."""
    assert get(api, CLASSES, "POST", sent)["http"] == 400


@pytest.mark.parametrize("worlds", [[], [{"world": "not-cluster-admin"}]])
def test_a_review_says_who_may(world: World, store: Store, faults: FaultFile, tmp_path: Path, worlds: list[Any]) -> None:
    """Everybody may do everything, but in the broken world."""
    (tmp_path / "faults.json").write_text(json.dumps(worlds))
    found = get(
        ClusterApi(world, store, faults), "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews", "POST", {"spec": {}}
    )
    assert (found["http"], found["status"]["allowed"]) == (201, not worlds)


def test_the_old_deployment_has_its_environment(world: World, store: Store, faults: FaultFile) -> None:
    """What its module sets, and what it was given."""
    store.put("kubernetes_deployment", "wandb", {"spec": json.dumps({"env": ["EXTRA"]})})
    found = get(ClusterApi(world, store, faults), "/apis/apps/v1/namespaces/default/deployments/wandb")
    (container,) = found["spec"]["template"]["spec"]["containers"]
    assert {"HOST", "LICENSE", "EXTRA"} < {one["name"] for one in container["env"]}


def test_a_release_leaves_what_it_brings(world: World, store: Store, faults: FaultFile) -> None:
    """Helm's record is a Secret; with the controller comes its IngressClass, with the operator its definition."""
    for name, space in (("aws-load-balancer-controller", "kube-system"), ("operator", "wandb")):
        store.put("helm_release", name, {"name": name, "namespace": space, "status": "deployed"})
    api = ClusterApi(world, store, faults)
    (record,) = get(api, "/api/v1/namespaces/wandb/secrets?labelSelector=owner%3Dhelm,name%3Doperator")["items"]
    assert record["metadata"]["name"] == "sh.helm.release.v1.operator.v1"
    assert get(api, "/apis/networking.k8s.io/v1/ingressclasses/alb")["http"] == 200
    definition = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/weightsandbiases.apps.wandb.com"
    assert get(api, definition)["spec"]["group"] == "apps.wandb.com"


@pytest.mark.parametrize(("scheme", "status"), [("k8s-aws-v1", 200), ("k8s-aws-v2", 401)])
def test_a_signed_token_is_taken(api: ClusterApi, scheme: str, status: int) -> None:
    """A presigned call that names the cluster, as EKS takes it; nothing else of that shape."""
    url = "https://sts/?Action=GetCallerIdentity&X-Amz-SignedHeaders=host%3Bx-k8s-aws-id"
    token = f"{scheme}.{base64.urlsafe_b64encode(url.encode()).decode().rstrip('=')}"
    assert api.answer("/version", f"Bearer {token}")[0] == status
