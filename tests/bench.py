"""What things cost: `make bench`. Figures are for comparing on one machine; nothing here passes or fails."""

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from migrator.journal import JournalFile
from migrator.journal.reading import scan
from migrator.journal.records import GENESIS, digest, encode
from migrator.journal.runs import SYSTEM
from states.events import ActionSeen, ApplyIntended, Phase, Stamped
from states.run import fold
from tests import bench_run
from tests.support.journals import STARTED
from tests.support.large_plans import EVERY, TENTH, Actions, write_plan

RUNS = 7
# A journal far longer than any apply makes it.
RECORDS = 100_000
BEGUN = (STARTED, ApplyIntended("0" * 64, "apply-1"))
# A large plan is judged for seconds; three times tell enough.
TIMES = 3
# A process of its own starts the command: the peak that Linux reports of a child is at least its parent's.
MEASURE = """
import json, os, sys
null = os.open(os.devnull, os.O_WRONLY)
into = [(os.POSIX_SPAWN_DUP2, null, 1), (os.POSIX_SPAWN_DUP2, null, 2)]
started = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ, file_actions=into)
_, status, used = os.wait4(started, 0)
print(json.dumps([os.waitstatus_to_exitcode(status), used.ru_utime + used.ru_stime, used.ru_maxrss / 1024]))
"""
JSON_LOAD = "import json, sys; json.load(open(sys.argv[1], 'rb'))"
MSGSPEC = "import msgspec, sys; msgspec.json.decode(open(sys.argv[1], 'rb').read())"
# Judged, and whatever the judgment is.
FINE = (0, 3)


class Cost(NamedTuple):
    """What one process took: seconds of CPU, user and system; the peak of its memory in MB."""

    seconds: float
    memory: float


def cost_of(*command: str) -> Cost:
    """Run a command once."""
    measured = subprocess.run((sys.executable, "-I", "-S", "-c", MEASURE, *command), check=True, capture_output=True)
    code, seconds, memory = json.loads(measured.stdout)
    if code not in FINE:
        raise RuntimeError(f"exit code {code}: {' '.join(command)}")
    return Cost(seconds, memory)


def least(*command: str) -> Cost:
    """The cheapest of several runs: whatever else the machine does only adds to it."""
    seen = [cost_of(*command) for _ in range(TIMES)]
    return Cost(min(one.seconds for one in seen), min(one.memory for one in seen))


def shown(name: str, measure: Callable[[], float]) -> None:
    """Measure a few times; print minimum, median and maximum in milliseconds."""
    seen = sorted(measure() * 1000 for _ in range(RUNS))
    print(f"{name:44} {seen[0]:9.1f} {statistics.median(seen):9.1f} {seen[-1]:9.1f} ms")


def appending(folder: Path) -> float:
    """Seconds for one durable event, over a hundred."""
    journal = JournalFile.create(folder / os.urandom(4).hex(), SYSTEM)
    event = ActionSeen("module.a.b", "create", "create", Phase.STARTED, None, None)
    began = time.monotonic()
    for _ in range(100):
        journal.append(event)
    return (time.monotonic() - began) / 100


def reading(folder: Path) -> float:
    """Seconds of CPU for reading and folding a journal of `RECORDS` records."""
    path = folder / "long.jsonl"
    if not path.exists():
        _write_long(path)
    began = time.process_time()
    fold(scan(path).events)
    return time.process_time() - began


def _write_long(path: Path) -> None:
    event = ActionSeen("module.wandb_infra.module.app_eks.aws_eks_addon.efs", "create", "create", Phase.STARTED, None, None)
    head = GENESIS
    with path.open("wb") as file:
        for number, one in enumerate((*BEGUN, *[event] * (RECORDS - len(BEGUN)))):
            line = encode(Stamped(number, "2026-01-02T03:04:05.678Z", one), head)
            head = digest(line)
            file.write(line)


def judging(folder: Path) -> None:
    """`migrator assess` beside two bare readers of the same file, in the same minutes."""
    print(f"\n{'':34} {'':>6} {'json.load':>15} {'msgspec':>15} {'assess':>15}  of json.load")
    print(f"{'changes':34} {'MB':>6}" + f" {'CPU s':>8} {'MB':>6}" * 3 + f" {'CPU':>7} {'memory':>7}")
    for changes in (55, 1_000, 10_000, 50_000):
        for full in (False, True):
            row(folder, f"{changes:,} {'full' if full else 'lean'}, 1 in 10 changes", changes, full=full)
    row(folder, "50,000 full, all change", 50_000, full=True, actions=EVERY)


def row(folder: Path, name: str, changes: int, *, full: bool, actions: Actions = TENTH) -> None:
    """Measure one plan, and print it."""
    plan = folder / "plan.json"
    write_plan(plan, changes, full=full, actions=actions)
    file = os.fspath(plan)
    readers = ((sys.executable, "-c", JSON_LOAD, file), (sys.executable, "-c", MSGSPEC, file))
    assess = (sys.executable, "-m", "migrator", "assess", file, "--format", "json")
    costs = [least(*command) for command in (*readers, assess)]
    figures = "".join(f" {one.seconds:8.2f} {one.memory:6.0f}" for one in costs)
    first, last = costs[0], costs[-1]
    ratios = f" {last.seconds / first.seconds:6.2f}x {last.memory / first.memory:6.2f}x"
    print(f"{name:34} {plan.stat().st_size / 1e6:6.1f}{figures}{ratios}", flush=True)


def main() -> None:
    """Print everything."""
    python = sys.executable
    with tempfile.TemporaryDirectory() as name:
        print(f"{'':44} {'min':>9} {'median':>9} {'max':>9}")
        shown("python -c pass (CPU)", lambda: cost_of(python, "-c", "pass").seconds)
        shown("migrator --help (CPU)", lambda: cost_of(python, "-m", "migrator", "--help").seconds)
        shown("one durable journal event (elapsed)", lambda: appending(Path(name)))
        shown(f"{RECORDS:,} records read and folded (CPU)", lambda: reading(Path(name)))
        judging(Path(name))
    bench_run.main()


if __name__ == "__main__":
    main()
