"""How long verification of a healthy deployment takes beside the slowest thing that it waits for."""

import sys
from collections.abc import Callable

from checks.health.groups import GROUPS
from tests.support.sandbox import TFVARS

TIMES = 3
COMMAND = (sys.executable, "-m", "migrator", "verify", *TFVARS, "--format", "json")
# What is promised.
MOST = 2


def show(verify: Callable[..., float]) -> None:
    """Each group alone, all together, and what all take beyond the slowest. `verify` is given arguments, says seconds.

    Of a few the quickest counts: whatever else the machine does only adds to it.
    """

    def quickest(*arguments: str) -> float:
        return min(verify(*arguments) for _ in range(TIMES))

    print("\nverification of the healthy deployment, in seconds on the clock")
    alone = {one.name: quickest("--only", one.name) for one in GROUPS}
    for name, seconds in alone.items():
        _line(f"{name} alone", seconds)
    together, slowest = quickest(), max(alone, key=lambda one: alone[one])
    _line("all, at the same time", together)
    _line(f"beyond {slowest}, the slowest; promised: at most {MOST}", together - alone[slowest])


def _line(name: str, seconds: float) -> None:
    print(f"  {name:52} {seconds:8.1f}", flush=True)
