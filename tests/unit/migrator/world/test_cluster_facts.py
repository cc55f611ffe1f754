"""The cluster's API: facts by label and page, absence as a fact, and everything else as `Missing`."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest

from checks.facts import Missing, NotThere
from checks.facts.health.edge import Ingress
from checks.facts.health.operator import Resource
from checks.facts.health.workloads import Trouble, Workload
from migrator.aws import Aws
from migrator.cluster import Cluster, Limits
from tests.support.clusters import Api, Object, kubeconfig, played, pod, workload
from tests.support.directories import RUNBOOK
from tests.support.servers import LOCAL, Authority, Script, dripping, http, raw, refused, reset, serving, silent

WHERE = RUNBOOK.health
QUICK = Limits(connect=0.5, read=0.3, patience=0.2, total=1.0)
OPERATOR = f"/apis/apps/v1/namespaces/{WHERE.operator_namespace}/deployments/{WHERE.operator_deployment}"
RESOURCE = (
    f"/apis/{WHERE.custom_resource_group}/{WHERE.custom_resource_version}/namespaces/{WHERE.custom_resource_namespace}"
    f"/{WHERE.custom_resource_plural}/{WHERE.custom_resource_name}"
)
DEPLOYMENTS = f"/apis/apps/v1/namespaces/{WHERE.workload_namespace}/deployments"
SETS = f"/apis/apps/v1/namespaces/{WHERE.workload_namespace}/statefulsets"
DAEMONS = f"/apis/apps/v1/namespaces/{WHERE.workload_namespace}/daemonsets"
PODS = "/api/v1/namespaces/default/pods"
EVENTS = f"/api/v1/namespaces/{WHERE.workload_namespace}/events"
INGRESS = f"/apis/networking.k8s.io/v1/namespaces/{WHERE.workload_namespace}/ingresses/{WHERE.ingress_name}"
KEY, _, VALUE = WHERE.workload_label.partition("=")
OURS = {KEY: VALUE}
ASKS: dict[str, Callable[[Cluster], object]] = {
    "operator": lambda it: it.operator(),
    "custom resource": lambda it: it.custom_resource(),
    "workloads": lambda it: it.workloads(),
    "ingress": lambda it: it.ingress(),
    "written": lambda it: it.written("kube-system", "external-dns"),
    "definition": lambda it: it.definition(),
    "events": lambda it: it.events(),
    "log": lambda it: it.controller_log(),
    "releases": lambda it: it.releases((("default", "wandb"),)),
}
# Where the kind is not known, there is none of it.
MANY = ("workloads", "events", "log", "releases", "written")


def cluster(env: dict[str, str], limits: Limits = QUICK) -> Cluster:
    """A cluster that the environment leads to."""
    return Cluster(Aws(), env, lambda: None, WHERE, limits)


def asked(path: Path, authority: Authority, ask: str, api: Api) -> object:
    """The answer to one question of an API that holds these objects."""
    with played(path, authority, api.script()) as (env, _):
        return ASKS[ask](cluster(env, Limits()))


def test_a_healthy_operator(tmp_path: Path, authority: Authority) -> None:
    """Desired and available count; pods are not looked at where nothing is wanting."""
    found = asked(tmp_path, authority, "operator", Api({OPERATOR: workload("op", status={"availableReplicas": 1})}))
    assert found == Workload("Deployment", "default", "op", 1, 1)


def test_what_pods_wait_for_is_named_with_the_image(tmp_path: Path, authority: Authority) -> None:
    """Reasons of containers and init containers of its own pods, by pod; other pods are not mixed in."""
    pods = [
        pod("a", "op", ("ImagePullBackOff", "gcr.io/x:1"), init=(("ErrImagePull", "gcr.io/y:1"),)),
        pod("b", "op", ("ImagePullBackOff", "gcr.io/x:1")),
        pod("c", "other", ("CrashLoopBackOff", "z")),
    ]
    found = asked(tmp_path, authority, "operator", Api({OPERATOR: workload("op", desired=2), PODS: pods}))
    troubles = (
        Trouble("a", "ErrImagePull", "gcr.io/y:1"),
        Trouble("a", "ImagePullBackOff", "gcr.io/x:1"),
        Trouble("b", "ImagePullBackOff", "gcr.io/x:1"),
    )
    assert found == Workload("Deployment", "default", "op", 2, 0, troubles)


@pytest.mark.parametrize(("desired", "fact"), [(None, 1), (0, 0)])
def test_replicas_that_are_left_out_are_one(tmp_path: Path, authority: Authority, desired: int | None, fact: int) -> None:
    """As Kubernetes has it; zero is zero."""
    found = asked(tmp_path, authority, "operator", Api({OPERATOR: workload("op", desired=desired), PODS: []}))
    assert found == Workload("Deployment", "default", "op", fact, 0)


def test_workloads_come_by_label_over_all_pages(tmp_path: Path, authority: Authority) -> None:
    """Deployments and StatefulSets with the application's label, however many pages they fill, by name."""
    names = [f"w{number}" for number in range(5)]
    many = [workload(name, status={"availableReplicas": 1}, labels=OURS) for name in reversed(names)]
    foreign = workload("foreign", labels={"app": "other"})
    sets = [workload("redis", desired=2, status={"readyReplicas": 2, "availableReplicas": 0}, labels=OURS)]
    found = asked(
        tmp_path, authority, "workloads", Api({DEPLOYMENTS: [foreign, *many], SETS: sets, DAEMONS: [], PODS: []}, page=2)
    )
    assert isinstance(found, tuple)
    assert [one.name for one in found] == ["redis", *names]
    assert found[0] == Workload("StatefulSet", "default", "redis", 2, 2)


def test_a_list_that_expires_between_pages_is_begun_again(tmp_path: Path, authority: Authority) -> None:
    """410 on a continue token starts from the first page."""
    api = Api({DEPLOYMENTS: [workload(name, desired=0, labels=OURS) for name in "abc"], SETS: [], DAEMONS: []}, page=2)
    with played(tmp_path, authority, api.script(), http(410, b"{}"), api.script()) as (env, _):
        found = cluster(env, Limits()).workloads()
    assert isinstance(found, tuple)
    assert [one.name for one in found] == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("status", "fact"),
    [
        ({"phase": "Completed", "version": "1"}, Resource("Completed", "1")),
        ({}, Resource(None, None)),
        (None, Resource(None, None)),
    ],
)
def test_the_custom_resource_has_phase_and_version(
    tmp_path: Path, authority: Authority, status: Object | None, fact: Resource
) -> None:
    """Its status, also where the operator has not written one yet."""
    assert asked(tmp_path, authority, "custom resource", Api({RESOURCE: {"metadata": {}, "status": status}})) == fact


@pytest.mark.parametrize(
    ("points", "name"),
    [([{"hostname": "alb-1"}], "alb-1"), ([{"ip": "192.0.2.1"}, {"hostname": "alb-2"}], "alb-2"), ([], None), (None, None)],
)
def test_the_ingress_has_a_host_name_or_not_yet(
    tmp_path: Path, authority: Authority, points: list[Object] | None, name: str | None
) -> None:
    """The first host name; the class from the field, or the annotation from before it; warnings of its own events."""
    spec = {"rules": [], **({"ingressClassName": "alb"} if name else {})}
    named = {"name": "wandb", "annotations": {"kubernetes.io/ingress.class": "old"}}
    ingress = {"metadata": named, "spec": spec, "status": {"loadBalancer": {"ingress": points}}}
    events: list[Object] = [event("Ingress", "wandb"), event("Pod", "wandb"), event("Ingress", "wandb", "Normal")]
    found = asked(tmp_path, authority, "ingress", Api({INGRESS: ingress, EVENTS: events}))
    assert found == Ingress("default/wandb", "alb" if name else "old", name, ("FailedBuildModel: no subnets",))


def event(kind: str, name: str, of: str = "Warning") -> Object:
    """An event about an object."""
    about = {"involvedObject": {"kind": kind, "name": name}, "reason": "FailedBuildModel", "message": "no subnets"}
    return {"metadata": {"name": "e", "namespace": "default", "labels": {}}, "type": of, **about}


@pytest.mark.parametrize("ask", ASKS)
@pytest.mark.parametrize(
    "script",
    [
        http(404, b"404 page not found\n", "text/plain"),
        http(404, json.dumps({"kind": "Status", "reason": "NotFound", "code": 404}).encode()),
    ],
    ids=["plain-text", "status"],
)
def test_what_does_not_exist_is_a_fact(tmp_path: Path, authority: Authority, ask: str, script: Script) -> None:
    """404, as a Status or in plain text for a kind that is not installed: not there; of many, none."""
    with played(tmp_path, authority, script) as (env, _):
        found = ASKS[ask](cluster(env))
    assert found == () if ask in MANY else isinstance(found, NotThere)


FAULTS = {
    "page": http(200, b"<html>Log in</html>", "text/html"),
    "page-404": http(404, b"<html>nginx</html>", "text/html"),
    "401": http(401, b'{"kind": "Status", "message": "token-canary"}'),
    "403": http(403, b"Forbidden", "text/plain"),
    "429": http(429, b"{}", Retry_After="600"),
    "500": http(500, b"oh", "text/plain"),
    "503": http(503, b"<html>", "text/html"),
    "latin-1": http(503, b"\xff", "text/plain"),
    "redirect": http(302, b"", Location="https://127.0.0.1:1/"),
    "list": http(200, b"[]"),
    "null": http(200, b"null"),
    "text": http(200, b'"text"'),
    "empty-object": http(200, b'{"spec": 3}'),
    "silent": silent,
    "drip": dripping(b"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 9999\r\n\r\n"),
    "reset": reset(b"HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\nab"),
    "closed": raw(b""),
}


@pytest.mark.parametrize("ask", ASKS)
@pytest.mark.parametrize("fault", FAULTS)
def test_everything_else_is_missing(tmp_path: Path, authority: Authority, ask: str, fault: str) -> None:
    """Refusals, pages, garbage, silence, drips and cuts end in time, in one sentence without the token."""
    with played(tmp_path, authority, FAULTS[fault]) as (env, server):
        found = ASKS[ask](cluster(env))
        assert server.header("Authorization", 0) == "Bearer token-canary"
    assert isinstance(found, Missing), found
    assert "canary" not in repr(found)


@pytest.mark.parametrize("status", [429, 500, 503])
def test_what_may_pass_is_tried_again(tmp_path: Path, authority: Authority, status: int) -> None:
    """A busy server that recovers costs a moment, not the fact; Retry-After does not make it ten minutes."""
    api = Api({RESOURCE: {"metadata": {}, "status": {"phase": "p", "version": "v"}}})
    with played(tmp_path, authority, http(status, b"{}", Retry_After="600"), api.script()) as (env, _):
        assert cluster(env, Limits()).custom_resource() == Resource("p", "v")


@pytest.mark.parametrize("names", [("other.example",), ()], ids=["wrong-name", "unknown-authority"])
def test_a_certificate_that_is_not_accepted_is_missing(
    tmp_path: Path, authority: Authority, tmp_path_factory: pytest.TempPathFactory, names: tuple[str, ...]
) -> None:
    """Nothing is sent to a server that is not the cluster, and nothing is tried again."""
    by = authority if names else Authority.made(tmp_path_factory.mktemp("other"))
    with serving(http(), certificate=by.certificate(*(names or (LOCAL,)))) as server:
        found = cluster(kubeconfig(tmp_path, server.port, authority)).operator()
        assert not [one for one in server.requests if one]
    assert found == Missing("the certificate of the cluster's API is not accepted")


def test_nobody_listening_is_missing(tmp_path: Path, authority: Authority) -> None:
    """A refused connection ends with the patience."""
    found = cluster(kubeconfig(tmp_path, refused(), authority)).operator()
    assert isinstance(found, Missing)
    assert "did not answer" in found.why


@pytest.mark.parametrize(
    "content",
    [
        None,
        "",
        "- a\n- b\n",
        ": {",
        "\t",
        "apiVersion: v1\ncurrent-context: nowhere\n",
        "clusters: 3\ncurrent-context: it\n",
    ],
    ids=["missing", "empty", "list", "not-yaml", "tab", "no-context", "wrong-types"],
)
def test_a_kubeconfig_that_cannot_be_used_is_named(tmp_path: Path, content: str | None) -> None:
    """Missing, empty, not YAML, or pointing nowhere: the sentence names the file."""
    if content is not None:
        (tmp_path / "config").write_text(content)
    found = cluster({"KUBECONFIG": str(tmp_path / "config")}).operator()
    assert isinstance(found, Missing)
    assert found.why.startswith(f"KUBECONFIG {tmp_path / 'config'} cannot be used (")


def test_a_connection_that_failed_is_tried_anew(tmp_path: Path, authority: Authority) -> None:
    """A kubeconfig that is put right between two questions is used."""
    it = cluster({"KUBECONFIG": str(tmp_path / "kubeconfig")})
    assert isinstance(it.custom_resource(), Missing)
    with played(tmp_path, authority, Api({RESOURCE: {"metadata": {}, "status": {}}}).script()):
        assert it.custom_resource() == Resource(None, None)
