"""A journal and its mirror: what is in the bucket when, what comes of it when the bucket cannot be reached, who goes on."""

import json
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from checks.problem import Problem
from migrator.journal import Runs
from migrator.mirror.bucket import Bucket
from migrator.mirror.copy import Copy, fetched
from migrator.mirror.fetch import FETCHED, bring, newest
from migrator.mirror.files import SHARED
from migrator.mirror.lease import NAME, Lease
from migrator.mirror.mirror import Mirror, MirroredJournal
from states.events import (
    ActionSeen,
    ApplyIntended,
    ApplyStarted,
    Entered,
    Halted,
    Phase,
    Process,
    Started,
    State,
    Swapped,
)
from states.ports import RunFiles
from tests.support import samples
from tests.support.live_aws import LiveAws

RUN = samples.RUN
SEEN = ActionSeen("aws_s3_bucket.a", "create", "create", Phase.STARTED, None, None)
BEGUN = ApplyStarted(Process(1, "1", "b", "h"))
DENIED = {"aws": "s3:*", "error": "AccessDenied"}
NOBODY = {"pid": 1, "started": "", "boot": "", "host": ""}
RELEASED = json.dumps({"id": "", "process": NOBODY, "user": "", "since": "", "until": None}).encode()
HALTED = Halted("terraform-failed", "w", "w", "n", 1)


class Machine:
    """A directory with runs of its own, and what was said there."""

    def __init__(self, path: Path, bucket: Bucket) -> None:
        self.runs = Runs(path)
        path.mkdir()
        self.bucket = bucket
        self.said: list[str] = []

    @contextmanager
    def at_work(self) -> Iterator[tuple[MirroredJournal, RunFiles]]:
        """Have the lease, fetch what there is, begin where nothing is."""
        held = Mirror(self.bucket, Lease(self.bucket), lambda note: self.said.append(note.text))
        held.begin()
        try:
            name = newest(self.runs, self.bucket, None)
            copy = bring(self.runs, self.bucket, name, self.said.append).copy if name else None
            journal = self.runs.open(RUN) if name else self.runs.create(Started(RUN, "1", samples.INPUTS, samples.WHO))
            files = self.runs.files(RUN)
            yield held.attach(journal, files, copy or Copy(self.bucket, files.path(""), 0, 0), RUN)
        finally:
            held.end()

    @property
    def journal(self) -> bytes:
        """What is on its disk."""
        return self.runs.path(RUN).read_bytes()


@pytest.fixture
def machine(tmp_path: Path, bucket: Bucket) -> Callable[[str], Machine]:
    """Machines by name."""
    return lambda name: Machine(tmp_path / name, bucket)


def eventually(condition: Callable[[], bool]) -> None:
    """What is sent by itself is there before long."""
    until = time.monotonic() + 30
    while not condition():
        assert time.monotonic() < until
        time.sleep(0.05)


def test_an_intent_is_there_before_its_effect(machine: Callable[[str], Machine], bucket: Bucket) -> None:
    """On return from an intent the bucket has every line; what an apply says follows by itself."""
    first = machine("first")
    with first.at_work() as (journal, _):
        assert fetched(bucket, RUN) == first.journal
        journal.append(Entered(State.APPLY))
        assert fetched(bucket, RUN) == first.journal
        journal.append(ApplyIntended("x", "apply-1"))
        journal.append(BEGUN)
        journal.append(SEEN)
        eventually(lambda: fetched(bucket, RUN) == first.journal)
    assert fetched(bucket, RUN).count(b"\n") == 5


def test_without_the_bucket_no_intent_is_written(machine: Callable[[str], Machine], aws: LiveAws) -> None:
    """Where S3 refuses, an intent is a Problem that says why, and the next start sends what had no place yet."""
    first = machine("first")
    with first.at_work() as (journal, files):
        aws.faults(DENIED)
        with pytest.raises(Problem, match="mirror-unreachable") as caught:
            journal.append(Entered(State.PREFLIGHT))
        assert "AccessDenied" in caught.value.why
        with pytest.raises(Problem, match="mirror-unreachable"):
            files.write("live.json", b"{}")
        journal.append(HALTED)
    assert any("cannot be read or written" in one for one in first.said)
    aws.faults()
    first.bucket.write(NAME, RELEASED)  # what could not be released runs out
    with first.at_work() as (journal, _):
        assert fetched(first.bucket, RUN) == first.journal
        assert journal.events()[-1].event == HALTED


def test_an_apply_goes_on_without_the_bucket(machine: Callable[[str], Machine], aws: LiveAws) -> None:
    """What Terraform says is kept here while S3 is away, said once, and sent when it is back."""
    first = machine("first")
    with first.at_work() as (journal, _):
        journal.append(ApplyIntended("x", "apply-1"))
        aws.faults(DENIED)
        for one in (BEGUN, SEEN, SEEN):
            journal.append(one)
        eventually(lambda: bool(first.said))
        aws.faults()
    assert len(first.said) == 1
    assert fetched(first.bucket, RUN) == first.journal


def test_killed_before_and_after_a_line_was_sent(machine: Callable[[str], Machine], bucket: Bucket) -> None:
    """A line that is only here is sent by the next start; an object whose answer nobody saw is taken for what it is."""
    first = machine("first")
    with first.at_work():
        pass
    size = len(first.journal)
    first.runs.open(RUN).append(Entered(State.PREFLIGHT))
    lost = Copy(bucket, first.runs.path(RUN).parent, 1, size)
    with first.at_work():
        assert fetched(bucket, RUN) == first.journal
    lost.push()
    assert fetched(bucket, RUN) == first.journal


def test_another_machine_goes_on(machine: Callable[[str], Machine], bucket: Bucket) -> None:
    """It has the journal and the files that hold no secret, says that they were fetched, and what it adds comes back."""
    first, second = machine("first"), machine("second")
    with first.at_work() as (journal, files):
        for name in (*SHARED, "plan.tfplan", "previewed.tfstate"):
            files.write(name, name.encode())
        journal.append(Entered(State.PREFLIGHT))
    with second.at_work() as (journal, files):
        assert second.journal == first.journal
        assert all(files.read(name) == name.encode() for name in SHARED)
        assert files.path(FETCHED).exists()
        assert not files.path("plan.tfplan").exists()
        assert not files.path("previewed.tfstate").exists()
        journal.append(HALTED)
    with first.at_work():
        assert first.journal == second.journal
    assert not any("tfplan" in one or "tfstate" in one for one in bucket.names(""))


def test_two_never_own_one_position(machine: Callable[[str], Machine]) -> None:
    """A writer that lost its lease, and does not know it, finds its place taken: it stops, and writes nothing more."""
    first, second = machine("first"), machine("second")
    with first.at_work() as (slept, _):
        first.bucket.write(NAME, RELEASED)
        with second.at_work() as (journal, _):
            journal.append(Entered(State.PREFLIGHT))
            with pytest.raises(Problem, match="mirror-diverged"):
                slept.append(Entered(State.PREFLIGHT))
            before = first.journal
            for event in (HALTED, Entered(State.PREVIEW)):
                with pytest.raises(Problem, match="mirror-"):
                    slept.append(event)
            assert first.journal == before
    # What it wrote last never had an effect: it is kept aside, and the mirror's journal is gone on from.
    with first.at_work():
        assert first.journal == second.journal
    assert any("had no effect" in one for one in first.said)
    assert len(list(first.runs.path(RUN).parent.glob("journal.diverged-*"))) == 1


def test_what_had_an_effect_is_not_put_aside(machine: Callable[[str], Machine]) -> None:
    """Where both went on and something was done here, a person is asked, and nothing is touched."""
    first, second = machine("first"), machine("second")
    with first.at_work():
        pass
    with second.at_work() as (journal, _):
        journal.append(Entered(State.PREFLIGHT))
    first.runs.open(RUN).append(Swapped(()))
    before = first.journal
    with pytest.raises(Problem, match="mirror-diverged") as caught, first.at_work():
        pass
    assert "after line 1" in caught.value.what
    assert first.journal == before


@pytest.mark.parametrize("how", ["missing", "changed"])
def test_a_damaged_mirror_is_never_gone_on_from(
    machine: Callable[[str], Machine], bucket: Bucket, s3: Any, how: str
) -> None:
    """An object that is gone, or changed: refused by its name or its line, and nothing becomes the journal here."""
    first, second = machine("first"), machine("second")
    with first.at_work() as (journal, _):
        journal.append(Entered(State.PREFLIGHT))
        journal.append(Entered(State.PREFLIGHT))
    name = f"{RUN}/journal/00000001.jsonl"
    found = bucket.get(name).found
    assert found is not None
    if how == "missing":
        s3.delete_object(Bucket=bucket.place.bucket, Key=bucket.place.key(name))
    else:
        bucket.write(name, found.body.replace(b"preflight", b"preflighT"))
    code = {"missing": "mirror-damaged", "changed": "journal-damaged"}[how]
    with pytest.raises(Problem, match=code), second.at_work():
        pass
    assert not second.runs.path(RUN).exists()


def test_names_that_are_no_runs(machine: Callable[[str], Machine], bucket: Bucket) -> None:
    """What else lies in the bucket is no run, and never the name of a folder here."""
    bucket.write("../evil/journal/00000000.jsonl", b"{}\n")
    bucket.write("notes/read.me", b"x")
    first = machine("first")
    assert newest(first.runs, bucket, None) is None
    with pytest.raises(Problem, match="run-unknown"):
        newest(first.runs, bucket, "notes")
