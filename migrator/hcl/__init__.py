"""Reading Terraform's own language: places and texts, never guesses."""

from migrator.hcl.configuration import blocks, read
from migrator.hcl.mistyped import mistyped
from migrator.hcl.scope import Said, Scope
from migrator.hcl.tree import Block

__all__ = ["Block", "Said", "Scope", "blocks", "mistyped", "read"]
