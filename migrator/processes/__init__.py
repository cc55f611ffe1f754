"""Entry points of what outlives us, and how a process is told from every other."""
