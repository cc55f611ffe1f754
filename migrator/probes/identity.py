"""Who Terraform is for AWS, where the deployment is, and what IAM allows."""

from collections.abc import Iterator

from checks.facts import Known, Missing
from checks.facts.identity import Home
from migrator.probes.permissions import permissions
from migrator.probes.sources import Once, Sources
from migrator.terraform.statefile import StateFile
from states.probes import Question

# What stands for the deployment: where these are, it is.
CORE = ("aws_eks_cluster", "aws_rds_cluster")


def questions(sources: Sources, known: Known) -> Iterator[Question]:
    """Caller, credentials, region, the state's account and region, permissions."""
    caller = Once(sources.aws.identity)
    yield Question("identity", "caller", caller, seconds=60)
    yield Question("identity", "credentials", sources.aws.credentials, seconds=60)
    yield Question("identity", "region", sources.aws.where, seconds=60)
    yield Question("identity", "homes", lambda: homes(sources.state()), seconds=120)
    yield Question("identity", "permissions", lambda: permissions(sources, known, caller()), seconds=120)


def homes(state: StateFile | Missing) -> tuple[Home, ...] | Missing:
    """Account and region of the cluster and the database, as their ARNs have them."""
    if isinstance(state, Missing):
        return state
    arns = [(one.address, one.attributes.get("arn")) for kind in CORE for one in state.of(kind)]
    return tuple(found for address, arn in arns if (found := _home(address, str(arn))))


def _home(address: str, arn: str) -> Home | None:
    parts = arn.split(":", 5)
    return Home(address, parts[4], parts[3]) if len(parts) == 6 and parts[3] and parts[4] else None
