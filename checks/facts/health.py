"""What verify looks at."""

from dataclasses import dataclass

from checks.facts.answers import HttpAnswer, Missing, NotThere


@dataclass(frozen=True)
class DeploymentFact:
    """A Kubernetes Deployment; `waiting` are reasons its pods wait for, such as ImagePullBackOff, with the image named."""

    namespace: str
    name: str
    desired: int
    available: int
    waiting: tuple[str, ...]


@dataclass(frozen=True)
class CustomResourceFact:
    """The status of `weightsandbiases.apps.wandb.com`: it has a phase and a version, nothing else."""

    phase: str | None
    version: str | None


@dataclass(frozen=True)
class Health:
    """Everything verify looks at, once.

    `second_plan` are the addresses that it would change; `workloads` the Deployments and StatefulSets with the
    application's label.
    """

    second_plan: tuple[str, ...] | Missing
    operator: DeploymentFact | NotThere | Missing
    custom_resource: CustomResourceFact | NotThere | Missing
    workloads: tuple[DeploymentFact, ...] | Missing
    load_balancer: str | NotThere | Missing
    record: str | NotThere | Missing
    addresses: tuple[str, ...] | NotThere | Missing
    application: HttpAnswer | Missing
