"""Drives: the command line, the adapters to the world, the journal on disk, reports, the sandbox."""
