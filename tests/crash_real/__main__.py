"""`make crash`: as many points of the matrix as the budget allows, spread over all of it, on real Terraform."""

import argparse
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

from tests.crash_real.deployment import Deployment, deployed
from tests.crash_real.kill import NeverReachedError, kill_at
from tests.crash_real.points import Point
from tests.crash_real.reference import Reference, keep, run_through
from tests.crash_real.resume import Outcome, Verdict, legal, resumed


@dataclass
class Session:
    """What the workers share: the points still to be taken, the time they have, and what was seen."""

    folder: Path
    until: float
    lock: threading.Lock = field(default_factory=threading.Lock)
    seen: list[tuple[Point, Verdict]] = field(default_factory=list)
    points: Iterator[Point] | None = None
    total: int = 0

    def offer(self, reference: Reference) -> None:
        """Take the points from the first reference that is there; all are the same."""
        with self.lock:
            if self.points is None:
                points = reference.points()
                self.points, self.total = iter(points), len(points)

    def take(self) -> Point | None:
        """The next point; None where there is none, or no time."""
        with self.lock:
            return next(self.points, None) if self.points is not None and time.monotonic() < self.until else None

    def tell(self, point: Point, verdict: Verdict, kept: str | None) -> None:
        """Keep one verdict, and print it."""
        with self.lock:
            self.seen.append((point, verdict))
            why = "; ".join(verdict.why) + (f"\n    kept: {kept}" if kept else "")
            print(f"{len(self.seen):4} {verdict.outcome:9} {point}: {verdict.starts} starts {why}", flush=True)


def work(session: Session, name: str) -> None:
    """One deployment, killed and resumed until there are no points left."""
    with deployed(session.folder / name) as deployment:
        reference = run_through(deployment)
        session.offer(reference)
        while (point := session.take()) is not None:
            verdict = tried(deployment, reference, point)
            kept = None if verdict.outcome in legal(point) else keep(deployment, f"failed-{len(session.seen)}-{name}")
            session.tell(point, verdict, kept)


def tried(deployment: Deployment, reference: Reference, point: Point) -> Verdict:
    """Kill there, and go on to the end."""
    try:
        kill_at(deployment, point)
        return resumed(deployment, reference.world, point)
    except (NeverReachedError, AssertionError, ValueError, KeyError) as error:
        return Verdict(Outcome.WRONG, 0, (f"{type(error).__name__}: {error}",))


def main() -> int:
    """1 where any point ended in what is not legal."""
    parser = argparse.ArgumentParser(prog="python -m tests.crash_real", description=__doc__)
    parser.add_argument("--budget", type=float, default=600, metavar="SECONDS", help="no point is begun later than that")
    parser.add_argument("--jobs", type=int, default=2, help="deployments that work at the same time")
    given = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="crash-"))
    session = Session(folder, time.monotonic() + given.budget)
    with ThreadPoolExecutor(given.jobs) as pool:
        list(pool.map(lambda number: work(session, f"slot-{number}"), range(given.jobs)))
    return summary(session)


def summary(session: Session) -> int:
    """Print how it ended."""
    outcomes = Counter(verdict.outcome for _, verdict in session.seen)
    bad = sum(verdict.outcome not in legal(point) for point, verdict in session.seen)
    said = ", ".join(f"{outcomes[one]} {one}" for one in Outcome if outcomes[one] or one is Outcome.CONVERGED)
    print(f"{len(session.seen)} killed, {said}; {len(session.seen)} points of {session.total}", end="")
    print(f"; see {session.folder}" if bad else "")
    return 1 if bad else 0


if __name__ == "__main__":
    sys.exit(main())
