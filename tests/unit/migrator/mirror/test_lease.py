"""The lease of a mirror: one writer, by S3's clock."""

import json
import os
import subprocess
import threading
from contextlib import suppress
from dataclasses import replace

import pytest

from checks.problem import Problem
from migrator.mirror.bucket import Bucket
from migrator.mirror.lease import LIFE, NAME, Lease
from migrator.processes.identity import identify, myself
from states.events import Process
from tests.support.live_aws import LiveAws
from tests.support.servers import http, serving

ELSEWHERE = replace(myself(), host="host-b")


def written(bucket: Bucket, until: str | None, process: Process = ELSEWHERE) -> None:
    """Somebody's lease, as it stands in the bucket."""
    holder = {"id": "b", "process": vars(process), "user": "bea", "since": "2026-01-02T03:04:05Z", "until": until}
    bucket.write(NAME, json.dumps(holder).encode())


def refused(lease: Lease) -> Problem:
    """The problem of a taking that is refused."""
    with pytest.raises(Problem) as caught:
        lease.take()
    return caught.value


def test_the_second_is_told_of_the_first(bucket: Bucket) -> None:
    """Who holds it, where, since when and until when; nothing of theirs is changed."""
    written(bucket, "2999-01-01T00:00:00Z")
    before = bucket.get(NAME).found
    problem = refused(Lease(bucket))
    assert problem.code == "mirror-held"
    said = f"bea on host-b (pid {ELSEWHERE.pid}, since 2026-01-02T03:04:05Z)"
    assert said in problem.what
    assert "2999-01-01" in problem.why
    assert bucket.get(NAME).found == before


def test_of_many_at_once_one_has_it(bucket: Bucket) -> None:
    """However many take it in the same moment."""
    taken: list[int] = []
    ready = threading.Barrier(6)

    def race(number: int) -> None:
        lease = Lease(bucket)
        ready.wait()
        with suppress(Problem):
            lease.take()
            taken.append(number)

    threads = [threading.Thread(target=race, args=(number,)) for number in range(6)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(taken) == 1


@pytest.mark.parametrize("until", ["2020-01-01T00:00:00Z", None])
def test_one_that_is_over_is_taken(bucket: Bucket, until: str | None) -> None:
    """Run out or released: whoever comes has it, and the next is refused."""
    written(bucket, until)
    Lease(bucket).take()
    assert refused(Lease(bucket)).code == "mirror-held"


@pytest.mark.parametrize(
    ("now", "held"), [("Tue, 01 Jan 2019 00:00:00 GMT", True), ("Thu, 01 Jan 2099 00:00:00 GMT", False)]
)
def test_only_the_clock_of_s3_counts(bucket: Bucket, monkeypatch: pytest.MonkeyPatch, now: str, held: bool) -> None:
    """A lease until 2020 holds where S3 has 2019, one until 2090 is over where it has 2099, whatever our own clock says."""
    until = "2020-01-01T00:00:00Z" if held else "2090-01-01T00:00:00Z"
    holder = {"id": "b", "process": vars(ELSEWHERE), "user": "bea", "since": until, "until": until}
    with serving(http(200, json.dumps(holder).encode(), Date=f"{now} 00:00:00 GMT", ETag='"e"')) as heard:
        monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{heard.port}")
        assert (Lease(Bucket(bucket.place)).other() is not None) == held


def test_one_of_a_dead_process_here_is_taken_at_once(bucket: Bucket) -> None:
    """Killed on this machine: nobody waits for the minute to be over."""
    ended = subprocess.Popen(["sleep", "60"])
    left = identify(ended.pid)
    written(bucket, "2999-01-01T00:00:00Z", left)
    assert refused(Lease(bucket)).code == "mirror-held"
    ended.kill()
    ended.wait()
    Lease(bucket).take()
    assert os.getpid() == Lease(bucket).other().process.pid  # type: ignore[union-attr]


def test_it_is_renewed_and_released(bucket: Bucket) -> None:
    """Each renewal makes it last longer; released, the next has it at once."""
    now = [0.0]
    lease = Lease(bucket, lambda: now[0])
    lease.take()
    first = lease.other()
    now[0] += 20
    assert lease.due() <= 0
    lease.renew()
    second = lease.other()
    assert first is not None
    assert second is not None
    assert str(second.until) > str(first.until)
    assert lease.due() > 0
    lease.release()
    Lease(bucket).take()


def test_a_renewal_whose_answer_was_lost(bucket: Bucket) -> None:
    """What stands there is ours though its ETag is another one: it is still ours, and made to last."""
    lease = Lease(bucket)
    lease.take()
    found = bucket.get(NAME).found
    assert found is not None
    bucket.write(NAME, json.dumps({**json.loads(found.body), "until": "2026-01-02T03:04:05Z"}).encode())
    lease.renew()
    assert refused(Lease(bucket)).code == "mirror-held"


def test_one_that_somebody_took_is_lost(bucket: Bucket) -> None:
    """Run out unnoticed and taken by another: the next renewal says by whom, and does not take it back."""
    now = [0.0]
    lease = Lease(bucket, lambda: now[0])
    lease.take()
    written(bucket, "2999-01-01T00:00:00Z")
    lease.hold()
    now[0] += LIFE
    with pytest.raises(Problem, match="mirror-lost") as caught:
        lease.hold()
    assert "bea on host-b" in caught.value.what
    lease.release()
    assert refused(Lease(bucket)).code == "mirror-held"


def test_one_that_may_have_run_out_does_not_hold_without_s3(bucket: Bucket, aws: LiveAws) -> None:
    """As long as it lasts, nothing is asked; after that, S3 has to say so."""
    now = [0.0]
    lease = Lease(bucket, lambda: now[0])
    lease.take()
    aws.faults({"aws": "s3:*", "error": "AccessDenied"})
    lease.hold()
    now[0] += LIFE
    with pytest.raises(Problem, match="mirror-unreachable"):
        lease.hold()


def test_what_is_no_lease(bucket: Bucket) -> None:
    """Something else under its name is said, and not written over."""
    bucket.write(NAME, b"{}")
    with pytest.raises(Problem, match="mirror-damaged"):
        Lease(bucket).take()
