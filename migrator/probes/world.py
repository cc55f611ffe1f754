"""The states' probes, joined from AWS, the cluster, DNS and the web."""

from checks.facts import Identity, Known, Missing, Values
from migrator.aws import Aws
from migrator.cluster.changes import Changes
from migrator.probes import groups, health
from migrator.probes.sources import Sources
from states.probes import Question


class WorldProbes:
    """Everything that is asked of the world. Each answers a fact; none raises."""

    def __init__(self, sources: Sources) -> None:
        self._sources = sources
        self._aws = sources.aws
        self._changes = Changes(sources.cluster.connection, sources.runbook.health)

    def questions(self, known: Known, wanted: frozenset[str]) -> tuple[Question, ...]:
        """The questions of these groups, slow ones first."""
        return groups.questions(self._sources, known, wanted)

    def identity(self) -> Identity | Missing:
        """Who the person is: of the shell's credentials; where it has none, of those that Terraform will use."""
        found = Aws().identity()
        return self._aws.identity() if isinstance(found, Missing) else found

    def health_questions(self, values: Values, wanted: frozenset[str]) -> tuple[Question, ...]:
        """The questions of these groups of verify, slow ones first."""
        return health.questions(self._sources, values, wanted)

    def changed(self, seconds: float) -> None:
        """Until the cluster changes."""
        self._changes.wait(seconds)
