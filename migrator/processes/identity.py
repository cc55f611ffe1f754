"""Telling one process from every other: pid, start time, boot and host together."""

import os
import socket

from migrator.processes.wrapper import boot, started
from states.events import Process


def identify(pid: int) -> Process:
    """A process of this machine; `started` is empty where it has ended already, and then it is never alive."""
    return Process(pid, started(pid), boot(), socket.gethostname())


def myself() -> Process:
    """This process."""
    return identify(os.getpid())


def alive(process: Process) -> bool:
    """Whether that very process still runs, here; a zombie does not. False for a process of another host or boot."""
    here = (socket.gethostname(), boot())
    return here == (process.host, process.boot) and started(process.pid) == process.started != ""
