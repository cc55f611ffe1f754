"""The way to the cluster, who we are in it, and what its nodes would not let go of."""

from collections.abc import Iterator

from checks.facts import Facts, Missing, NotThere
from checks.facts.kubernetes import Budget, ClusterPlace, KubernetesFacts, Way
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking
from checks.preflight import kubernetes_contents
from runbooks.model import Runbook


def judge(facts: Facts, runbook: Runbook) -> Iterator[Result]:
    """From outside to inside: can it be reached, is it the right one, may we, and what stands in the way."""
    cluster, name = facts.kubernetes, facts.known.values.namespace or "NAMESPACE"
    yield _reached(cluster, name)
    yield _same(cluster.way, cluster.eks, name)
    yield _admin(cluster.admin, name)
    yield from _drained(cluster.budgets)
    yield from kubernetes_contents.judge(facts, runbook)


def _reached(cluster: KubernetesFacts, name: str) -> Result:
    by_eks = isinstance(cluster.way, Way) and cluster.way.kubeconfig is None
    if isinstance(cluster.version, Missing):
        look = f"aws eks describe-cluster --name {name} --query 'cluster.[status,endpoint,resourcesVpcConfig]'"
        anew = "" if by_eks else f"unset KUBECONFIG, or make it anew: aws eks update-kubeconfig --name {name}; then "
        remedy = f"{anew}see whether this machine may reach the endpoint: {look}"
        return blocking("cluster-unreachable", f"the EKS cluster {name}", cluster.version.why, remedy)
    way = cluster.way.kubeconfig if isinstance(cluster.way, Way) else None
    return Passed("cluster-unreachable", f"Kubernetes {cluster.version} answers by {way or 'the endpoint that EKS names'}")


def _same(way: Way | Missing, eks: ClusterPlace | NotThere | Missing, name: str) -> Result:
    code = "kubeconfig-of-another-cluster"
    if isinstance(way, Missing):
        return Unknown("kubeconfig-of-another-cluster", way.why, blocks=False)
    if way.kubeconfig is None:
        return Passed("kubeconfig-of-another-cluster", "KUBECONFIG is not set: EKS itself names the endpoint and the CA")
    if isinstance(eks, Missing):
        return Unknown("kubeconfig-of-another-cluster", eks.why, blocks=False)
    differs = _difference(way.place, eks)
    if differs is None:
        return Passed(code, f"{way.kubeconfig} has the endpoint and the CA that EKS names for {name}")
    remedy = f"unset KUBECONFIG  # or: aws eks update-kubeconfig --name {name} --kubeconfig {way.kubeconfig}"
    return blocking(code, f"KUBECONFIG {way.kubeconfig}", differs, remedy)


def _difference(place: ClusterPlace, eks: ClusterPlace | NotThere) -> str | None:
    if isinstance(eks, NotThere):
        return f"it leads to {place.url}, and {eks.what} does not exist"
    if _plain(place.url) != _plain(eks.url):
        return f"it leads to {place.url}; the deployment's cluster is at {eks.url}"
    if not eks.authorities <= place.authorities:
        return f"it does not trust the CA that EKS names for {eks.url}"
    return None


def _plain(url: str) -> str:
    return url.lower().rstrip("/").removesuffix(":443")


def _admin(admin: bool | Missing, name: str) -> Result:
    if isinstance(admin, Missing):
        return Unknown("cluster-admin-missing", admin.why, blocks=False)
    if admin:
        return Passed("cluster-admin-missing", "a SelfSubjectAccessReview of everything (verb *, resource *) is allowed")
    return blocking(
        "cluster-admin-missing",
        f"the EKS cluster {name}",
        "the cluster does not let these credentials do everything; the helm releases need cluster roles and definitions",
        "use the identity that made the cluster, or map yours to the group system:masters: "
        "kubectl -n kube-system edit configmap aws-auth",
    )


def _drained(budgets: tuple[Budget, ...] | Missing) -> Iterator[Result]:
    if isinstance(budgets, Missing):
        yield Unknown("drain-blocked", budgets.why, blocks=False)
        return
    tight = [one for one in budgets if one.allowed == 0]
    yield from map(_tight, tight)
    if not tight:
        yield Passed("drain-blocked", f"PodDisruptionBudgets that have pods: {len(budgets)}, and each lets one go")


def _tight(one: Budget) -> Finding:
    return Finding(
        "drain-blocked",
        Severity.HIGH,
        blocks=False,
        subject=f"PodDisruptionBudget {one.namespace}/{one.name}",
        because=("it allows no disruption now: the old nodes cannot be drained, and EKS may end its pods by force",),
        remedy=f"run one more pod than it wants, or for the migration: kubectl -n {one.namespace} delete pdb {one.name}",
    )
