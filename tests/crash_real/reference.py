"""The run that nobody kills: it says what the points are, and what the world has to be in the end."""

import shutil
import signal
from dataclasses import dataclass

from tests.crash_real.deployment import RUN, Deployment, World
from tests.crash_real.kill import approval
from tests.crash_real.points import Operation, Point, every, operations

# Where each stage ends, as an append to the journal: the snapshot of the next stage is taken there.
APPLYING = ("Entered apply", "after")


@dataclass(frozen=True)
class Reference:
    """How many appends to the journal each stage has, every operation of the apply, and the final world."""

    appends: dict[str, int]
    held: list[Operation]
    world: World

    def points(self) -> list[Point]:
        """The whole matrix, in the order of its spread."""
        return every(self.appends, self.held)


def run_through(deployment: Deployment) -> Reference:
    """Run a fresh deployment to its end; a snapshot is kept at each stage."""
    deployment.restore("fresh")
    codes = [deployment.migrator(*RUN).code]
    counts = [_lines(deployment)]
    deployment.save("waiting")
    deployment.restore("waiting")
    codes.append(deployment.migrator(*RUN, *approval(deployment), dies=APPLYING).code)
    counts.append(_lines(deployment))
    deployment.save("applying")
    deployment.restore("applying")
    codes.append(deployment.migrator(*RUN).code)
    counts.append(_lines(deployment))
    if codes != [4, -signal.SIGKILL, 0]:
        raise RuntimeError(f"a run that nobody kills ended so: {codes}")
    stages = (counts[0], counts[1] - counts[0], counts[2] - counts[1])
    held = operations((str(one["op"]), str(one["type"])) for one in deployment.log())
    return Reference(dict(zip(("fresh", "waiting", "applying"), stages, strict=True)), held, deployment.world())


def keep(deployment: Deployment, name: str) -> str:
    """Keep what a failure left, with everything that a person needs to look into it; where."""
    kept = deployment.folder.parent / name
    shutil.copytree(deployment.path, kept, symlinks=True)
    return str(kept)


def _lines(deployment: Deployment) -> int:
    return len(deployment.run_file("journal.jsonl").read_bytes().splitlines())
