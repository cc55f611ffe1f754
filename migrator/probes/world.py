"""The states' probes, joined from AWS, the cluster, DNS and the web."""

from collections.abc import Mapping

from checks.facts import CustomResourceFact, DeploymentFact, HttpAnswer, Identity, Known, Missing, NotThere
from migrator import dns, web
from migrator.aws import Aws
from migrator.probes import groups
from migrator.probes.sources import Sources
from states.probes import Question


class WorldProbes:
    """Everything that is asked of the world. Each answers a fact; none raises."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._aws = sources.aws
        self._cluster = sources.cluster
        self._env = sources.env

    def questions(self, known: Known, wanted: frozenset[str]) -> tuple[Question, ...]:
        """The questions of these groups, slow ones first."""
        return groups.questions(self._sources, known, wanted)

    def identity(self) -> Identity | Missing:
        """Who the person is: of the shell's credentials; where it has none, of those that Terraform will use."""
        found = Aws().identity()
        return self._aws.identity() if isinstance(found, Missing) else found

    def record(self, zone_id: str, fqdn: str) -> str | NotThere | Missing:
        """What the A record points at."""
        return self._aws.record(zone_id, fqdn)

    def operator(self) -> DeploymentFact | NotThere | Missing:
        """The operator's Deployment."""
        return self._cluster.operator()

    def custom_resource(self) -> CustomResourceFact | NotThere | Missing:
        """The custom resource's status."""
        return self._cluster.custom_resource()

    def workloads(self) -> tuple[DeploymentFact, ...] | Missing:
        """The application's workloads."""
        return self._cluster.workloads()

    def load_balancer(self) -> str | NotThere | Missing:
        """The Ingress's host name."""
        return self._cluster.load_balancer()

    def addresses(self, fqdn: str) -> tuple[str, ...] | NotThere | Missing:
        """What DNS answers."""
        return dns.addresses(fqdn, self._env)

    def application(self, fqdn: str, path: str) -> HttpAnswer | Missing:
        """As a user would."""
        return application(fqdn, path, self._env)


def application(fqdn: str, path: str, env: Mapping[str, str]) -> HttpAnswer | Missing:
    """As a user would: resolve the name, then GET over HTTPS."""
    found = dns.addresses(fqdn, env)
    if isinstance(found, NotThere):
        return Missing(f"{found.what} does not exist")
    if isinstance(found, Missing):
        return found
    said = web.get(f"https://{fqdn}{path}", env, at=found[0])
    return said if isinstance(said, Missing) else said.answer
