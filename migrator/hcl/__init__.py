"""Reading Terraform's own language: places and texts, never guesses."""

from migrator.hcl.configuration import blocks, read
from migrator.hcl.tree import Block

__all__ = ["Block", "blocks", "read"]
