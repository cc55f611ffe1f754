"""`migrator rollback`: the guidance with the run's own names filled in, as commands that a shell takes as they are."""
