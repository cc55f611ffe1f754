"""What things cost: `make bench`. Figures are for comparing on one machine; nothing here passes or fails."""

import json
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from migrator.journal import JournalFile
from migrator.wiring import CLOCK
from states.events import ActionSeen, Phase

RUNS = 7
CHANGES = 20_000


def cpu_of(*command: str) -> float:
    """Seconds of CPU of one process, user and system."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, capture_output=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def shown(name: str, measure: Callable[[], float]) -> None:
    """Measure a few times; print minimum, median and maximum in milliseconds."""
    seen = sorted(measure() * 1000 for _ in range(RUNS))
    print(f"{name:58} {seen[0]:9.1f} {statistics.median(seen):9.1f} {seen[-1]:9.1f} ms")


def large_plan(path: Path) -> None:
    """A plan of many resources, one in ten of which changes."""
    body = {"id": "sg-0123456789abcdef0", "description": "x" * 200, "tags": {f"k{one}": "v" for one in range(12)}}
    changes = [
        {
            "address": f"aws_security_group.one[{number}]", "mode": "managed", "type": "aws_security_group", "name": "one",
            "change": {"actions": ["update" if number % 10 == 0 else "no-op"], "before": body,
                       "after": {**body, "description": "y"}, "after_unknown": {}},
        }
        for number in range(CHANGES)
    ]  # fmt: skip
    path.write_text(json.dumps({"format_version": "1.2", "resource_changes": changes, "complete": True}))


def appending(folder: Path) -> float:
    """Seconds for one durable event, over a hundred."""
    journal = JournalFile.create(folder / os.urandom(4).hex(), CLOCK)
    event = ActionSeen("module.a.b", "create", "create", Phase.STARTED, None, None)
    began = time.monotonic()
    for _ in range(100):
        journal.append(event)
    return (time.monotonic() - began) / 100


def main() -> None:
    """Print everything."""
    python = sys.executable
    with tempfile.TemporaryDirectory() as name:
        plan = Path(name) / "plan.json"
        large_plan(plan)
        size = plan.stat().st_size / 1e6
        print(f"{'':58} {'min':>9} {'median':>9} {'max':>9}")
        shown("python -c pass (CPU)", lambda: cpu_of(python, "-c", "pass"))
        shown("migrator --help (CPU)", lambda: cpu_of(python, "-m", "migrator", "--help"))
        load = f"import json; json.load(open({os.fspath(plan)!r}))"
        shown(f"json.load of a plan of {size:.0f} MB (CPU)", lambda: cpu_of(python, "-c", load))
        assess = (python, "-m", "migrator", "assess", os.fspath(plan), "--format", "json")
        shown("migrator assess of the same plan (CPU)", lambda: cpu_of(*assess))
        shown("one durable journal event (elapsed)", lambda: appending(Path(name)))


if __name__ == "__main__":
    main()
