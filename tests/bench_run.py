"""What safety costs: a whole `migrator run` beside the bare Terraform, on the same sandbox. `python -m tests.bench_run`."""

import json
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from migrator.sandbox.store import Store
from states.events import Stamped
from states.run import fold
from tests import bench_verify
from tests.crash_real.deployment import RUN, Deployment, deployed
from tests.crash_real.kill import approval

STATES = ("preflight", "preview", "approve", "backup", "swap", "plan", "apply", "verify")
# What the bare Terraform does not do at all; its `init -upgrade` and `plan` are the preview's.
EXTRA = ("preflight", "plan", "verify")
OVERRIDE = "migrator_override.tf"
PACE = "demo"
AROUND = "around"


@dataclass(frozen=True)
class Price:
    """Seconds on the clock, and of CPU with everything that was started; the cloud's own is not in it."""

    wall: float = 0.0
    cpu: float = 0.0

    def __add__(self, other: "Price") -> "Price":
        return Price(self.wall + other.wall, self.cpu + other.cpu)

    def __sub__(self, other: "Price") -> "Price":
        return Price(self.wall - other.wall, self.cpu - other.cpu)


def whole(prices: dict[str, Price]) -> Price:
    """All together."""
    return sum(prices.values(), Price())


def measured(deployment: Deployment, *command: str, journal: bool = False) -> dict[str, Any]:
    """One command in the sandbox, by the meter; RuntimeError where it ended otherwise than it should."""
    folder = ("--journal", str(deployment.path / ".migrator")) if journal else ()
    meter = (sys.executable, "-m", "tests.support.meter", *folder, *command)
    env = {**deployment.env, "PYTHONPATH": str(Path(__file__).parent.parent)}
    found: dict[str, Any] = json.loads(
        subprocess.run(meter, cwd=deployment.path, env=env, check=True, capture_output=True).stdout
    )
    if found["code"] not in (0, 4):
        raise RuntimeError(f"exit code {found['code']}: {' '.join(command)}")
    return found


def bare(deployment: Deployment) -> dict[str, Price]:
    """What a person without migrator types, with the same files."""
    deployment.restore("fresh")
    _slow(deployment)
    (deployment.path / "pre-operator.tf").rename(deployment.path / "pre-operator.tf.disabled")
    (deployment.path / "post-operator.tf.disabled").rename(deployment.path / "post-operator.tf")
    (deployment.path / OVERRIDE).write_bytes((deployment.folder / OVERRIDE).read_bytes())
    commands = {
        "init": ("init", "-upgrade", "-input=false"),
        "plan": ("plan", "-input=false", "-out=saved.tfplan", "-var-file=post-operator.tfvars"),
        "apply": ("apply", "-input=false", "saved.tfplan"),
    }
    seen = {name: measured(deployment, str(deployment.home.bin / "terraform"), *one) for name, one in commands.items()}
    return {name: Price(one["wall"], one["cpu"]) for name, one in seen.items()}


def supervised(deployment: Deployment) -> dict[str, Price]:
    """The same with migrator: two starts, the first until approval is wanted. By state; `around` is what is in none."""
    deployment.restore("fresh")
    _slow(deployment)
    command = (sys.executable, "-m", "migrator", *RUN)
    starts = [measured(deployment, *command, journal=True)]
    starts.append(measured(deployment, *command, *approval(deployment), journal=True))
    (deployment.folder / OVERRIDE).write_bytes((deployment.path / OVERRIDE).read_bytes())
    prices = dict.fromkeys((*STATES, AROUND), Price())
    for one in starts:
        _add(prices, one, deployment.events())
    return prices


def _add(prices: dict[str, Price], start: dict[str, Any], events: tuple[Stamped, ...]) -> None:
    """Share one start out by the journal: what is used between two of its lines belongs to the state entered there."""
    marks = [(0, 0.0, 0.0), *start["marks"], (0, start["wall"], start["cpu"])]
    for (lines, wall, cpu), (_, later, more) in pairwise(marks):
        prices[_state(events[: int(lines)])] += Price(later - wall, more - cpu)


def _state(events: tuple[Stamped, ...]) -> str:
    run = fold(events) if events else None
    return str(run.state) if run is not None and run.entered else AROUND


def _slow(deployment: Deployment) -> None:
    Store(deployment.home.cloud).set("pace", PACE)


def shown(name: str, price: Price, than: Price | None = None) -> None:
    """One line."""
    ratio = f" {price.wall / than.wall:8.2f}x {price.cpu / than.cpu:8.2f}x" if than else ""
    print(f"  {name:52} {price.wall:8.1f} {price.cpu:8.2f}{ratio}", flush=True)


def main() -> None:
    """Print both, and how they compare."""
    with tempfile.TemporaryDirectory(prefix="bench-") as name, deployed(Path(name)) as deployment:
        ours = supervised(deployment)
        bench_verify.show(lambda *arguments: measured(deployment, *bench_verify.COMMAND, *arguments)["wall"])
        theirs = bare(deployment)
    print(f"\n{'a whole migration, in seconds':54} {'wall':>8} {'CPU':>8}")
    for part, price in theirs.items():
        shown(f"terraform {part}", price)
    shown("terraform, all", whole(theirs))
    for part, price in ours.items():
        shown(f"migrator: {part}", price)
    shown("migrator run, all", whole(ours), whole(theirs))
    rest = {part: price for part, price in ours.items() if part not in EXTRA}
    shown(f"without {', '.join(EXTRA)}, which terraform has not", whole(rest), whole(theirs))
    shown("apply alone", ours["apply"], theirs["apply"])


if __name__ == "__main__":
    main()
