"""What preflight asks the cluster, EKS and the state: names and digests, and never a value of a variable."""

import base64
import hashlib
import json
import ssl
from dataclasses import replace
from pathlib import Path

import pytest

from checks.facts import KubernetesFacts, Missing, NotThere
from checks.facts.kubernetes import Budget, ClusterPlace, Environment, HelmRelease, InState, Way
from migrator.cluster import Cluster, Limits
from migrator.probes import Sources, kubernetes
from migrator.terraform.adapter import TerraformAdapter
from migrator.terraform.statefile import StateFile
from states.inputs import Inputs
from tests.support.clusters import Api, Object, kubeconfig, played, workload
from tests.support.directories import RUNBOOK
from tests.support.facts import KNOWN
from tests.support.servers import LOCAL, Authority, Script, http, refused, serving

VERSION = "/version/"
OLD = "/apis/apps/v1/namespaces/default/deployments/wandb"
SECRETS = "/api/v1/namespaces/default/secrets/"
MAPS = "/api/v1/namespaces/default/configmaps/"
BUDGETS = "/apis/policy/v1/poddisruptionbudgets"
RECORDS = "/api/v1/namespaces/{}/secrets"
REVIEW = "/apis/authorization.k8s.io/v1/selfsubjectaccessreviews"
BUILD = {
    **dict.fromkeys(("buildDate", "compiler", "gitCommit", "gitTreeState", "goVersion", "platform"), "x"),
    "major": "1",
    "minor": "28",
    "gitVersion": "v1.28.9-eks",
}
NO_STATE = StateFile("", -1, "", ())
QUICK = Limits(connect=0.5, read=0.5, patience=0.2, total=2.0)


def sources(env: dict[str, str], state: StateFile | Missing = NO_STATE) -> Sources:
    """What the probes ask with in an environment; nothing is waited for long."""
    inputs = Inputs(".", ())
    terraform = TerraformAdapter(("terraform",), env, inputs, str, lambda _: None)
    made = Sources.of(RUNBOOK, inputs, env, terraform=terraform, licence=lambda: None, namespace=lambda: None)
    quick = Cluster(made.aws, env, lambda: None, RUNBOOK.health, QUICK)
    return replace(made, cluster=quick, state=lambda: state)


def asked(it: Sources, *fields: str) -> list[object]:
    """The answers to some of the group's questions."""
    asks = {one.field: one.ask for one in kubernetes.questions(it, KNOWN)}
    return [asks[field]() for field in fields]


def told(path: Path, authority: Authority, field: str, objects: dict[str, Object | list[Object]]) -> object:
    """One answer of a cluster that has these objects."""
    with played(path, authority, Api({VERSION: BUILD, **objects}).script()) as (env, _):
        return asked(sources(env), field)[0]


def test_every_field_has_one_question() -> None:
    """And each its own deadline."""
    fields = [one.field for one in kubernetes.questions(sources({}), KNOWN)]
    assert sorted(fields) == sorted(KubernetesFacts.__dataclass_fields__)


def test_the_version_is_the_servers(tmp_path: Path, authority: Authority) -> None:
    """As it names itself."""
    assert told(tmp_path, authority, "version", {}) == "v1.28.9-eks"


@pytest.mark.parametrize("allowed", [True, False])
def test_a_review_of_everything(tmp_path: Path, authority: Authority, *, allowed: bool) -> None:
    """The server's own answer to whether the caller may."""
    answer = {"spec": {}, "status": {"allowed": allowed}}
    assert told(tmp_path, authority, "admin", {REVIEW: answer}) is allowed


def test_who_may_not_even_ask_is_missing(tmp_path: Path, authority: Authority) -> None:
    """With the status, and that it was refused."""
    api = Api({VERSION: BUILD})
    with played(tmp_path, authority, api.script(), http(403)) as (env, _):
        (found,) = asked(sources(env), "admin")
    assert found == Missing("the cluster's API answered 403 for a SelfSubjectAccessReview", refused=True)


def test_budgets_without_pods_do_not_count(tmp_path: Path, authority: Authority) -> None:
    """Of the others, how many pods may go now; every page is read."""

    def budget(name: str, allowed: int, pods: int) -> Object:
        counts = {"currentHealthy": pods, "desiredHealthy": 1, "expectedPods": pods, "disruptionsAllowed": allowed}
        return {"metadata": {"name": name, "namespace": "n", "labels": {}}, "spec": {}, "status": counts}

    listed = [budget("b", 0, 1), budget("none", 0, 0), budget("a", 2, 3)]
    with played(tmp_path, authority, Api({VERSION: BUILD, BUDGETS: listed}, page=1).script()) as (env, _):
        (found,) = asked(sources(env), "budgets")
    assert found == (Budget("n", "a", 2), Budget("n", "b", 0))


def test_the_newest_record_of_a_release_counts(tmp_path: Path, authority: Authority) -> None:
    """By number, not by text; a release of another name in the same namespace is none of ours."""

    def record(name: str, number: str, status: str) -> Object:
        labels = {"owner": "helm", "name": name, "version": number, "status": status}
        return {"metadata": {"name": f"sh.helm.release.v1.{name}.v{number}", "labels": labels}, "data": {"release": "eA=="}}

    objects: dict[str, Object | list[Object]] = {RECORDS.format(one.namespace): [] for one in RUNBOOK.installed.releases}
    objects[RECORDS.format("wandb")] = [
        record("operator", "9", "superseded"),
        record("operator", "10", "pending-upgrade"),
        record("mine", "11", "deployed"),
    ]
    assert told(tmp_path, authority, "releases", objects) == (HelmRelease("wandb", "operator", "pending-upgrade"),)


@pytest.mark.parametrize(
    ("field", "path", "content"),
    [
        ("ingress_class", "/apis/networking.k8s.io/v1/ingressclasses/alb", {"metadata": {"name": "alb"}, "spec": {}}),
        (
            "definition",
            "/apis/apiextensions.k8s.io/v1/customresourcedefinitions/weightsandbiases.apps.wandb.com",
            {
                "metadata": {"name": "x"},
                "spec": {"group": "g", "names": {"kind": "K", "plural": "k"}, "scope": "Cluster", "versions": []},
            },
        ),
        ("resource", "/apis/apps.wandb.com/v1/namespaces/default/weightsandbiases/wandb", {"metadata": {}}),
    ],
)
def test_there_or_not(tmp_path: Path, authority: Authority, field: str, path: str, content: Object) -> None:
    """An object that is not there, or whose kind is not, is an answer."""
    assert told(tmp_path, authority, field, {path: content}) is True
    assert told(tmp_path, authority, field, {}) is False


def container(**content: object) -> Object:
    """A Deployment with one container and, beside it, one without variables."""
    whole = workload("wandb")
    whole["spec"]["template"]["spec"]["containers"] = [{"name": "wandb", **content}, {"name": "beside"}]
    return whole


def test_variables_with_a_value_of_their_own(tmp_path: Path, authority: Authority) -> None:
    """Empty ones and the module's defaults were asked for by nobody; one that comes from elsewhere was."""
    reference = {"secretKeyRef": {"name": "s", "key": "k"}}
    env = [
        {"name": "EMPTY", "value": ""},
        {"name": "UNSET"},
        {"name": "LOCAL_RESTORE", "value": "false"},
        {"name": "OIDC_AUTH_METHOD", "value": "pkce"},
        {"name": "OWN", "value": "canary"},
        {"name": "FROM", "valueFrom": reference},
    ]
    found = told(tmp_path, authority, "environment", {OLD: container(env=env)})
    assert found == Environment("default/wandb", frozenset({"OIDC_AUTH_METHOD", "OWN", "FROM"}))
    assert "canary" not in repr(found)


def test_variables_from_whole_secrets_and_maps(tmp_path: Path, authority: Authority) -> None:
    """Their keys are names, with the prefix; one that is not there may be optional and gives none."""
    sources_ = [
        {"secretRef": {"name": "sso"}, "prefix": "X_"},
        {"configMapRef": {"name": "more"}},
        {"configMapRef": {"name": "gone", "optional": True}},
    ]
    objects: dict[str, Object | list[Object]] = {
        OLD: container(envFrom=sources_),
        SECRETS + "sso": {"metadata": {}, "data": {"ID": "Y2FuYXJ5"}},
        MAPS + "more": {"metadata": {}, "data": {"LIMIT": "canary"}},
    }
    assert told(tmp_path, authority, "environment", objects) == Environment("default/wandb", frozenset({"X_ID", "LIMIT"}))


def test_without_the_old_deployment(tmp_path: Path, authority: Authority) -> None:
    """It is said that it is not there."""
    assert told(tmp_path, authority, "environment", {}) == NotThere("Deployment default/wandb")


def test_a_cluster_that_does_not_answer_is_tried_once(tmp_path: Path, authority: Authority) -> None:
    """All questions know why, in the same words, and only one has waited."""
    it = sources(kubeconfig(tmp_path, refused(), authority))
    found = asked(it, "version", "admin", "budgets", "resource", "environment")
    assert len(set(found)) == 1
    assert isinstance(found[0], Missing)
    assert found[0].why.startswith("the cluster's API did not answer for its version")


def test_the_way_is_the_kubeconfigs(tmp_path: Path, authority: Authority) -> None:
    """The endpoint, and a digest of each certificate; nothing is asked of the cluster for it."""
    env = kubeconfig(tmp_path, 1, authority)
    (found,) = asked(sources(env), "way")
    der = ssl.PEM_cert_to_DER_cert((authority.path / "ca.pem").read_text())
    place = ClusterPlace(f"https://{LOCAL}:1", frozenset({hashlib.sha256(der).hexdigest()}))
    assert found == Way(env["KUBECONFIG"], place)


def eks(data: str, *, status: int = 200) -> Script:
    """EKS's answer about a cluster."""
    said = {"cluster": {"name": "wb", "endpoint": "https://there", "certificateAuthority": {"data": data}}}
    return http(status, json.dumps(said).encode(), x_amzn_ErrorType="ResourceNotFoundException")


@pytest.mark.parametrize("content", ["***", base64.b64encode(b"\xff").decode()])
def test_a_ca_of_eks_that_is_none(monkeypatch: pytest.MonkeyPatch, content: str) -> None:
    """One sentence."""
    _at(monkeypatch)
    with serving(eks(content)) as aws:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{LOCAL}:{aws.port}")
        (found,) = asked(sources({}), "eks")
    assert isinstance(found, Missing)
    assert found.why.startswith("the CA that EKS names cannot be read")


def test_eks_names_the_place(monkeypatch: pytest.MonkeyPatch, authority: Authority) -> None:
    """Or says that there is no such cluster."""
    _at(monkeypatch)
    data = base64.b64encode((authority.path / "ca.pem").read_bytes()).decode()
    with serving(eks(data), eks(data, status=404)) as aws:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://{LOCAL}:{aws.port}")
        found, gone = asked(sources({}), "eks", "eks")
    assert isinstance(found, ClusterPlace)
    assert (found.url, len(found.authorities)) == ("https://there", 1)
    assert gone == NotThere("the EKS cluster wb in eu-west-1")


def _at(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("ACCESS_KEY_ID", "AKIA"), ("SECRET_ACCESS_KEY", "secret-canary"), ("REGION", "eu-west-1")):
        monkeypatch.setenv(f"AWS_{name}", value)


def test_what_the_state_has_already() -> None:
    """By name, as the helm provider keeps it and as the Kubernetes provider does; without a state nobody knows."""
    raw = {
        "version": 4,
        "lineage": "l",
        "serial": 1,
        "resources": [
            _resource("helm_release", {"name": "operator"}),
            _resource("kubernetes_storage_class", {"metadata": [{"name": "gp3"}]}),
        ],
    }
    (found,) = asked(sources({}, StateFile.read(json.dumps(raw).encode())), "in_state")
    assert found == InState(frozenset({"operator"}), frozenset({"gp3"}))
    assert asked(sources({}, Missing("it hangs")), "in_state") == [Missing("it hangs")]


def _resource(kind: str, attributes: Object) -> Object:
    return {"mode": "managed", "type": kind, "name": "it", "instances": [{"attributes": attributes}]}
