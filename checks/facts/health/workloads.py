"""What runs in the cluster, and what keeps it from running."""

from dataclasses import dataclass

from checks.facts.answers import NOT_ASKED, Missing


@dataclass(frozen=True)
class Trouble:
    """Why a container or a pod does not run: `reason` is Kubernetes' word, `why` its sentence.

    `said` are the last lines of its log, cut, and without anything that looks like a secret.
    """

    pod: str
    reason: str
    image: str = ""
    why: str = ""
    restarts: int = 0
    said: tuple[str, ...] = ()


@dataclass(frozen=True)
class Workload:
    """A Deployment, StatefulSet or DaemonSet; `conditions` are what it says of itself where it is behind."""

    kind: str
    namespace: str
    name: str
    desired: int
    available: int
    troubles: tuple[Trouble, ...] = ()
    conditions: tuple[str, ...] = ()

    @property
    def full_name(self) -> str:
        """For a person."""
        return f"{self.namespace}/{self.name}"


@dataclass(frozen=True)
class Release:
    """The newest record of a helm release; `status` None where there is none. `description` is helm's own sentence."""

    namespace: str
    name: str
    status: str | None
    chart: str = ""
    description: str = ""


@dataclass(frozen=True)
class WorkloadsHealth:
    """The application's workloads, by label; the helm releases that there should be."""

    found: tuple[Workload, ...] | Missing = NOT_ASKED
    releases: tuple[Release, ...] | Missing = NOT_ASKED
