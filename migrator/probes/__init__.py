"""Everything that is asked of the world: one file for each group of facts of preflight, and (`health_*`) of verify."""

from migrator.probes.health_web import application
from migrator.probes.sources import Sources
from migrator.probes.world import WorldProbes

__all__ = ["Sources", "WorldProbes", "application"]
