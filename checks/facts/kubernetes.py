"""The cluster and the old application in it."""

from dataclasses import dataclass

from checks.facts.answers import NOT_ASKED, Missing, NotThere


@dataclass(frozen=True)
class ClusterPlace:
    """Where a cluster's API is; `authorities` are the SHA-256 digests of the certificates that its own is held against."""

    url: str
    authorities: frozenset[str]


@dataclass(frozen=True)
class Way:
    """How the cluster is reached from here: by the kubeconfig of that name, or, without one, as EKS says."""

    kubeconfig: str | None
    place: ClusterPlace


@dataclass(frozen=True)
class Budget:
    """A PodDisruptionBudget with pods; `allowed` is how many of them may be evicted now."""

    namespace: str
    name: str
    allowed: int


@dataclass(frozen=True)
class HelmRelease:
    """A helm release as its newest record in the cluster has it."""

    namespace: str
    name: str
    status: str


@dataclass(frozen=True)
class Environment:
    """The variables of a Deployment's containers that have a value other than their default: names, and nothing else."""

    deployment: str
    names: frozenset[str]


@dataclass(frozen=True)
class InState:
    """What of the cluster the Terraform state has already, by name."""

    releases: frozenset[str] = frozenset()
    storage_classes: frozenset[str] = frozenset()


@dataclass(frozen=True)
class KubernetesFacts:
    """The cluster, as its API tells it.

    `eks` is the place that EKS names for the configuration's namespace, `admin` whether the caller may do everything.
    Definition, resource and ingress class are those that the operator and its controllers bring.
    """

    way: Way | Missing = NOT_ASKED
    eks: ClusterPlace | NotThere | Missing = NOT_ASKED
    version: str | Missing = NOT_ASKED
    admin: bool | Missing = NOT_ASKED
    budgets: tuple[Budget, ...] | Missing = NOT_ASKED
    releases: tuple[HelmRelease, ...] | Missing = NOT_ASKED
    definition: bool | Missing = NOT_ASKED
    resource: bool | Missing = NOT_ASKED
    ingress_class: bool | Missing = NOT_ASKED
    storage_classes: frozenset[str] | Missing = NOT_ASKED
    in_state: InState | Missing = NOT_ASKED
    environment: Environment | NotThere | Missing = NOT_ASKED
