"""Bringing a run to a point, and killing there whom the point names."""

import json
import os
import re
import signal
import subprocess
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

from migrator.processes.identity import alive
from states.events import Process
from tests.crash_real.deployment import RUN, Deployment
from tests.crash_real.points import Point

SECONDS = 90.0
SETTLED = 0.3


class NeverReachedError(Exception):
    """The point is not on the way of this run: the matrix is wrong."""


def kill_at(deployment: Deployment, point: Point) -> None:
    """On return the victims are dead, nothing is held any more, and the cloud has ended what it was asked for."""
    deployment.restore(point.stage)
    if point.append >= 0:
        _kill_around_append(deployment, point)
    else:
        _kill_around_operation(deployment, point)


def approval(deployment: Deployment) -> tuple[str, ...]:
    """What approves the plan that is on offer, where the run waits for it."""
    run = deployment.known()
    return ("--approve", run.offer.approval) if run and run.offer and run.state == "waiting" else ()


def _kill_around_append(deployment: Deployment, point: Point) -> None:
    said = deployment.migrator(*RUN, *approval(deployment), dies=(str(point.append), point.when))
    if said.code != -signal.SIGKILL:
        raise NeverReachedError(f"{point}: {said}")


def _kill_around_operation(deployment: Deployment, point: Point) -> None:
    op, kind, number = point.operation
    rule = {"op": op, "type": kind, "nth": number, "hold": True, "crash": point.when == "before"}
    deployment.faults(rule)
    process = deployment.start(*RUN)
    _until(lambda: _results(deployment, op, kind, "held") == 1 or process.poll() is not None)
    if process.poll() is not None:
        raise NeverReachedError(f"{point}: {process.communicate()}")
    if point.when != "amid":
        _until_quiet(deployment)
    _kill(deployment, process, point)
    deployment.faults()
    done = ("crash", 1) if point.when == "before" else ("ok", number)
    _until(lambda: _results(deployment, op, kind, done[0]) >= done[1])
    if "migrator" not in point.victims:
        process.communicate()
    _until_quiet(deployment)


def _kill(deployment: Deployment, process: "subprocess.Popen[str]", point: Point) -> None:
    terraform = identity(deployment, "process.json")
    if "migrator" in point.victims:
        process.kill()
        process.communicate()
        _end(identity(deployment, "claim"))
    if "terraform" in point.victims:
        _end(terraform)
    if "provider" in point.victims:
        _end_provider(terraform.pid, point.operation[1].partition("_")[0])


def identity(deployment: Deployment, name: str) -> Process:
    """Who the wrapper (`claim`) or Terraform (`process.json`) of the first apply is."""
    return Process(**json.loads(deployment.run_file(f"apply-1/{name}").read_text()))


def _end(process: Process) -> None:
    with suppress(ProcessLookupError):
        os.kill(process.pid, signal.SIGKILL)
    _until(lambda: not alive(process))


def _end_provider(terraform: int, name: str) -> None:
    """Every process of the provider below Terraform: it may run one in two versions."""
    pids = [pid for pid, command in _below(terraform) if re.search(rf"terraform-provider-{name}_", command)]
    if not pids:
        raise NeverReachedError(f"no provider {name} runs below Terraform")
    for pid in pids:
        os.kill(pid, signal.SIGKILL)


def _below(parent: int) -> list[tuple[int, str]]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            if int(stat.read_text().rpartition(")")[2].split()[1]) == parent:
                found.append((int(stat.parent.name), (stat.parent / "cmdline").read_text()))
    return found


def _results(deployment: Deployment, op: str, kind: str, result: str) -> int:
    return sum((one["op"], one["type"], one["result"]) == (op, kind, result) for one in deployment.log())


def _until_quiet(deployment: Deployment) -> None:
    """Nothing happens any more, neither in the cloud nor in what Terraform writes."""
    before = None
    while before != (before := _written(deployment)):
        time.sleep(SETTLED)


def _written(deployment: Deployment) -> tuple[float, ...]:
    files = (deployment.run_file("apply-1/stdout"), deployment.path / "terraform.tfstate")
    return (len(deployment.log()), *(one.stat().st_mtime for one in files))


def _until(condition: Callable[[], bool]) -> None:
    deadline = time.monotonic() + SECONDS
    while not condition():
        if time.monotonic() > deadline:
            raise NeverReachedError("it never came true")
        time.sleep(0.02)
