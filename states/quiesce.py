"""The old application, scaled to 0 before the snapshot: then the snapshot has everything that was ever written."""

import shlex

from checks.facts import Missing, NotThere
from checks.problem import Problem
from states.belongings import Document, Object
from states.engine import Recorder
from states.ports import Note, Ports
from states.saving import Quiesced, QuiesceIntended, Workload
from states.wait import until

Pods = tuple[Document, ...] | NotThere | Missing


def quiesce(record: Recorder, ports: Ports, workload: Workload | None, seconds: float) -> None:
    """Scale to 0 and wait until no pod is left; nothing where that is done. What is kept are the replicas of before."""
    if record.run.savings.quiesced is not None:
        return
    if workload is None:
        ports.note(Note("--quiesce: the old application's Deployment is not there, so there is nothing to scale"))
        return
    if record.run.savings.quiescing is None:
        record(QuiesceIntended(workload))
    ports.note(Note(f"scaling {workload.namespace}/{workload.name} to 0; to bring it back: {wake(workload)}"))
    said = ports.belongings.scale(workload, 0)
    if said is not None:
        raise _refused(workload, said)
    _awaited(ports, workload, seconds)
    record(Quiesced(workload))


def wake(workload: Workload) -> str:
    """The command that brings the application back."""
    where = shlex.join(("-n", workload.namespace, "scale", "deployment", workload.name))
    return f"kubectl {where} --replicas={workload.replicas}"


def _awaited(ports: Ports, workload: Workload, seconds: float) -> None:
    deployment = Object("apps/v1", "Deployment", "deployments", workload.namespace, workload.name)
    left = until(
        lambda: ports.belongings.pods(deployment),
        lambda pods: isinstance(pods, tuple) and not pods,
        seconds=seconds,
        clock=ports.clock,
        tell=lambda pods: ports.note(Note(f"waiting for the last pods to end: {_left(pods)}")),
    )
    if left:
        raise _slow(workload, _left(left), seconds)


def _left(pods: Pods) -> str:
    if isinstance(pods, tuple):
        return ", ".join(str(one["metadata"]["name"]) for one in pods)
    return pods.why if isinstance(pods, Missing) else f"{pods.what} is gone"


def _refused(workload: Workload, said: NotThere | Missing) -> Problem:
    return Problem(
        "quiesce-failed",
        what=f"The old application, {workload.namespace}/{workload.name}, could not be scaled to 0.",
        why=said.why if isinstance(said, Missing) else f"{said.what} is not there",
        next="mend the cause, then: migrator resume",
    )


def _slow(workload: Workload, left: str, seconds: float) -> Problem:
    return Problem(
        "quiesce-failed",
        what=f"Pods of {workload.namespace}/{workload.name} are still there {seconds:g} s after it was scaled to 0.",
        why=left,
        next=f"migrator resume  # waits on; to bring the application back instead: {wake(workload)}",
    )
