"""Drives: the command line, the adapters to the world, the journal on disk, reports, the sandbox."""

from importlib.metadata import version

__version__ = version("wandb-migrator")
