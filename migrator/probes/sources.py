"""What the probes ask with, shared between all groups: one session with AWS, one connection to the cluster, one state."""

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Generic, TypeVar

from checks.facts import Missing
from checks.facts.configuration import AwsProvider
from checks.problem import Problem
from migrator.aws import Aws
from migrator.cluster import Cluster
from migrator.cluster.log import Redact
from migrator.terraform.adapter import TerraformAdapter
from migrator.terraform.diagnostics import in_short
from migrator.terraform.statefile import StateFile
from runbooks.model import Runbook
from states.inputs import Inputs
from states.terraform import Directory

Fact = TypeVar("Fact")
Answer = Callable[[], str | None]


class Once(Generic[Fact]):
    """A question that several facts hang on: asked at the first call, by whoever comes first; everybody gets its answer."""

    def __init__(self, ask: Callable[[], Fact]) -> None:
        self._ask = ask
        self._lock = threading.Lock()
        self._answer: list[Fact] = []

    def __call__(self) -> Fact:
        """The answer."""
        with self._lock:
            if not self._answer:
                self._answer.append(self._ask())
            return self._answer[0]


@dataclass(frozen=True)
class Sources:
    """The world of one command. `state` is the Terraform state of the active configuration; it holds secrets.

    `from_cluster` says that a person wants a pod to be run in the cluster.
    """

    runbook: Runbook
    inputs: Inputs
    env: Mapping[str, str]
    licence: Answer
    terraform: TerraformAdapter
    aws: Aws
    cluster: Cluster
    state: Callable[[], StateFile | Missing]
    from_cluster: bool = False

    @classmethod
    def of(
        cls,
        runbook: Runbook,
        inputs: Inputs,
        env: Mapping[str, str],
        *,
        terraform: TerraformAdapter,
        licence: Answer,
        namespace: Answer,
        provider: Callable[[], AwsProvider | None] = lambda: None,
        from_cluster: bool = False,
        redact: Redact = str,
    ) -> "Sources":
        """Connections are made at the first question. `provider` is the block that says who Terraform is for AWS."""
        aws = Aws(provider=Once(provider))
        here = Directory(Path(inputs.directory))
        state = Once(lambda: read_state(terraform, here))
        cluster = Cluster(aws, env, namespace, runbook.health, redact=redact)
        return cls(runbook, inputs, env, licence, terraform, aws, cluster, state, from_cluster)

    def state_now(self) -> StateFile | Missing:
        """The state as it is now: `state` may have been read before an apply."""
        return read_state(self.terraform, Directory(Path(self.inputs.directory)))


def read_state(terraform: TerraformAdapter, here: Directory) -> StateFile | Missing:
    """The state as it is now."""
    try:
        return StateFile.read(terraform.pull(here))
    except Problem as problem:
        return Missing(f"the state cannot be read: {in_short(problem)}")
    except ValueError as error:
        return Missing(f"the state cannot be read: {error}")
