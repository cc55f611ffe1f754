"""Looking at the runs of a mirror: fetched into a folder that is gone afterwards; no lease is taken."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from checks.problem import Problem
from migrator.journal import Runs
from migrator.mirror.bucket import Bucket
from migrator.mirror.copy import diverged
from migrator.mirror.fetch import bring, common_lines, newest, whole_lines
from migrator.mirror.lease import Lease
from migrator.mirror.place import Place


class MirroredRuns(Runs):
    """Runs of a mirror, as far as they were fetched."""

    def __init__(self, folder: Path, bucket: Bucket) -> None:
        super().__init__(folder)
        self._bucket = bucket
        self._home, self._option = str(bucket.place), ""

    def busy(self) -> bool:
        """Whether anybody holds the mirror's lease."""
        return Lease(self._bucket).other() is not None


@contextmanager
def fetched_runs(place: Place, run: str | None) -> Iterator[Runs]:
    """The run of that name, or the newest, fetched into a folder of its own."""
    bucket = Bucket(place)
    with TemporaryDirectory(prefix="migrator-") as folder:
        runs = MirroredRuns(Path(folder), bucket)
        with _only_looking():
            name = newest(runs, bucket, run)
            if name is not None:
                bring(runs, bucket, name, lambda _: None)
        yield runs


@contextmanager
def _only_looking() -> Iterator[None]:
    """Where the mirror cannot be read the same is to be asked again; nothing is to be begun."""
    try:
        yield
    except Problem as problem:
        if problem.code == "mirror-unreachable":
            problem.next = "mend the cause, then: the same command again"
        raise


def lines_here(place: Place, here: Path, there: Path) -> int | None:
    """How many lines the journal here has; None where there is none.

    The Problem `mirror-diverged` where neither is the beginning of the other: `there` is the mirror's, as it was fetched.
    """
    own, mirrored = whole_lines(here), whole_lines(there)
    if not own.startswith(mirrored) and not mirrored.startswith(own):
        raise diverged(Bucket(place), here, common_lines(own, mirrored))
    return own.count(b"\n") if here.exists() else None
