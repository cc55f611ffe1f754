"""The outage probe from outside: how it is started, followed, read and ended. The process is `migrator.processes.outage`."""
