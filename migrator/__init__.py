"""Drives: the command line, the adapters to the world, the journal on disk, reports, the sandbox."""

__version__: str


def __getattr__(name: str) -> str:
    """`__version__`, looked up when somebody asks for it: the look-up takes as long as all the rest of `--help`."""
    if name != "__version__":
        raise AttributeError(name)
    from importlib.metadata import version  # noqa: PLC0415 - see above

    return version("wandb-migrator")
