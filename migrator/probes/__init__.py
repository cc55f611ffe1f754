"""Everything that is asked of the world: for preflight one file for each group of facts, for verify the class itself."""

from migrator.probes.sources import Sources
from migrator.probes.world import WorldProbes, application

__all__ = ["Sources", "WorldProbes", "application"]
