"""The group kubernetes: each check red by what a person might do to the cluster or the way to it, and green after it."""

import base64
from typing import Any

import pytest

from migrator.sandbox import certificates
from migrator.sandbox.process import places
from tests.support.kubectl import created, kubectl
from tests.support.redgreen import Case, Deed, red_then_green
from tests.support.sandbox import TFVARS, Sandbox

pytestmark = pytest.mark.e2e

WANDB = "/apis/apps/v1/namespaces/default/deployments/wandb"
SECRETS = "/api/v1/namespaces/{}/secrets"
SELECTOR = {"matchLabels": {"app": "wandb"}}
OPERATOR = {"group": "apps.wandb.com", "scope": "Namespaced", "names": {"kind": "W", "plural": "weightsandbiases"}}
VERSIONS = [{"name": "v1", "served": True, "storage": True}]
CRD = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions"
BLANK = {"KUBECONFIG": ""}


def struck(sandbox: Sandbox, *rules: dict[str, Any]) -> None:
    """Faults in force."""
    sandbox.faults(*rules)


def faulty(*rules: dict[str, Any]) -> tuple[Deed, Deed]:
    """Faults, and none."""
    return lambda sandbox: sandbox.faults(*rules), lambda sandbox: sandbox.faults()


def kubeconfig(old: str, new: str) -> tuple[Deed, Deed]:
    """The sandbox's kubeconfig with another text in it, and as it was."""

    def replaced(sandbox: Sandbox, old: str, new: str) -> None:
        text = sandbox.home.kubeconfig.read_text()
        assert old in text
        sandbox.home.kubeconfig.write_text(text.replace(old, new))

    return lambda sandbox: replaced(sandbox, old, new), lambda sandbox: replaced(sandbox, new, old)


def another_authority(sandbox: Sandbox) -> None:
    """EKS names another CA than the kubeconfig has, for the same endpoint."""
    data = base64.b64encode(certificates.authority().certificate).decode()
    cluster = {
        "name": "wandb-sandbox",
        "endpoint": f"https://127.0.0.1:{places(sandbox.home)['cluster']}",
        "certificateAuthority": {"data": data},
    }
    sandbox.faults({"aws": "eks:DescribeCluster", "answer": {"cluster": cluster}})


def release(name: str) -> tuple[Deed, Deed]:
    """A helm release in kube-system that Terraform knows nothing of."""
    labels = {"owner": "helm", "name": name, "status": "failed", "version": "3"}
    return created(SECRETS.format("kube-system"), f"sh.helm.release.v1.{name}.v3", labels=labels)


def container(**change: Any) -> tuple[Deed, Deed]:
    """What `kubectl set env` and `kubectl edit` do to the old Deployment's container, and the container as it was."""
    before: dict[str, Any] = {}

    def fault(sandbox: Sandbox) -> None:
        deployment = kubectl(sandbox, "GET", WANDB)
        (one,) = deployment["spec"]["template"]["spec"]["containers"]
        before.update(one)
        one.update({**change, "env": one["env"] + change.get("env", [])})
        kubectl(sandbox, "PUT", WANDB, deployment)

    def remedy(sandbox: Sandbox) -> None:
        deployment = kubectl(sandbox, "GET", WANDB)
        deployment["spec"]["template"]["spec"]["containers"] = [before]
        kubectl(sandbox, "PUT", WANDB, deployment)

    return fault, remedy


def imported() -> tuple[Deed, Deed]:
    """A Secret whose keys are all variables of the container."""
    secret, gone = created(SECRETS.format("default"), "sso", data={"OIDC_CLIENT_ID": "c2VjcmV0LWNhbmFyeQ=="})
    given, taken = container(envFrom=[{"secretRef": {"name": "sso"}}])
    return (
        lambda sandbox: (secret(sandbox), given(sandbox)),
        lambda sandbox: (taken(sandbox), gone(sandbox)),
    )


CASES = (
    Case(
        "cluster-unreachable",
        "a kubeconfig that is not there",
        says=("KUBECONFIG /nowhere cannot be used",),
        env={"KUBECONFIG": "/nowhere"},
    ),
    Case(
        "cluster-unreachable",
        "no such cluster in EKS",
        *faulty({"aws": "eks:DescribeCluster", "error": "ResourceNotFoundException"}),
        says=("the EKS cluster wandb-sandbox in us-west-2 does not exist", "aws eks describe-cluster"),
        env=BLANK,
    ),
    Case(
        "kubeconfig-of-another-cluster",
        "another endpoint",
        *kubeconfig("https://127.0.0.1:", "https://127.0.0.2:"),
        says=("it leads to https://127.0.0.2:", "unset KUBECONFIG"),
    ),
    Case(
        "kubeconfig-of-another-cluster",
        "another CA",
        another_authority,
        struck,
        says=("does not trust the CA that EKS names",),
    ),
    Case("cluster-admin-missing", "not an admin", *faulty({"world": "not-cluster-admin"}), says=("system:masters",)),
    Case(
        "drain-blocked",
        "a budget of all its pods",
        *created(
            "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
            "all",
            spec={"minAvailable": "100%", "selector": SELECTOR},
        ),
        says=("PodDisruptionBudget default/all", "kubectl -n default delete pdb all"),
        blocks=False,
    ),
    Case(
        "leftover-in-cluster",
        "a failed release of external-dns",
        *release("external-dns"),
        says=("helm release kube-system/external-dns", "it is failed", "helm -n kube-system uninstall external-dns"),
    ),
    Case(
        "leftover-in-cluster",
        "an IngressClass of somebody's own",
        *created("/apis/networking.k8s.io/v1/ingressclasses", "alb", spec={"controller": "ingress.k8s.aws/alb"}),
        says=("IngressClass alb", "kubectl delete ingressclass alb"),
    ),
    Case(
        "leftover-in-cluster",
        "a definition",
        *created(CRD, "weightsandbiases.apps.wandb.com", spec={**OPERATOR, "versions": VERSIONS}),
        says=("CustomResourceDefinition weightsandbiases.apps.wandb.com",),
        blocks=False,
    ),
    Case(
        "storage-class-exists",
        "gp3 made by hand",
        *created("/apis/storage.k8s.io/v1/storageclasses", "gp3", provisioner="ebs.csi.aws.com"),
        says=("StorageClass gp3", "4.24.0 makes it"),
    ),
    Case(
        "environment-live",
        "set with kubectl",
        *container(env=[{"name": "GORILLA_GLUE_LIMIT", "value": "canary"}]),
        says=("GORILLA_GLUE_LIMIT", "module wandb_infra (post-operator.tf.disabled:", "set env deploy/wandb --list"),
    ),
    Case("environment-live", "imported from a Secret", *imported(), says=("OIDC_CLIENT_ID",)),
)


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.id)
def test_a_fault_turns_it_red_and_its_remedy_green(remedied: Sandbox, case: Case) -> None:
    """Through the command line, for each check of the group."""
    red_then_green(remedied, case)


def test_without_a_kubeconfig_the_way_leads_through_eks(remedied: Sandbox) -> None:
    """EKS names endpoint and CA, a token is signed, and the whole group is green."""
    said = remedied.migrator("preflight", *TFVARS, "--only", "kubernetes", "--format", "json", env=BLANK)
    document = said.document()
    assert (said.code, document["findings"], document["unknown"]) == (0, [], []), said


def test_values_of_variables_are_not_shown(remedied: Sandbox) -> None:
    """Names are told; what is in them stays in the cluster."""
    fault, remedy = imported()
    fault(remedied)
    try:
        said = remedied.migrator("preflight", *TFVARS, "--only", "environment-live", "--format", "md", "-v")
    finally:
        remedy(remedied)
    assert "OIDC_CLIENT_ID" in said.out
    assert "canary" not in said.out + said.err
    assert "c2VjcmV0" not in said.out + said.err
