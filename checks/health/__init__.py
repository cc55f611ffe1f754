"""What healthy means after the migration: one file of pure rules for each group of facts."""

from checks.health.groups import GROUPS, Group, judge

__all__ = ["GROUPS", "Group", "judge"]
