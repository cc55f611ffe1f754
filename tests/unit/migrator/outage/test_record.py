"""The probe's record: news and a heartbeat, bounded, readable while it is written and after a kill."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from checks.outage import Look, Service
from migrator.outage.record import HEARTBEAT, Reader, Record, looks

NOON = datetime(2026, 1, 2, 12, 0, 0, tzinfo=UTC)
GOOD = Look(NOON, Service.SERVED, "ok", milliseconds=12, address="192.0.2.7")
BAD = Look(NOON, Service.LOST, "HTTP", "HTTP: status 503", 8, "192.0.2.7", NOON - timedelta(seconds=1))


def later(one: Look, seconds: float) -> Look:
    """The same, so many seconds after noon."""
    return Look(NOON + timedelta(seconds=seconds), one.service, one.stage, one.cause, one.milliseconds, one.address, NOON)


def test_it_reads_what_it_wrote(tmp_path: Path) -> None:
    """Every field of every look; the file is its owner's."""
    path = tmp_path / "record"
    record = Record(path)
    record.keep(GOOD)
    record.keep(BAD)
    assert looks(path) == (GOOD, BAD)
    assert path.stat().st_mode & 0o777 == 0o600


def test_only_news_is_written_and_a_heartbeat(tmp_path: Path) -> None:
    """A change of service, cause or address at once; what is as before after ten seconds; the last look always."""
    record = Record(tmp_path / "record")
    moved = Look(NOON, Service.SERVED, "ok", address="192.0.2.8")
    kept = [GOOD, later(GOOD, HEARTBEAT.total_seconds()), later(moved, 11), later(BAD, 12)]
    for one in (kept[0], later(GOOD, 1), later(GOOD, 9.9), *kept[1:], later(BAD, 13)):
        record.keep(one)
    record.keep(later(BAD, 14), always=True)
    assert looks(tmp_path / "record") == (*kept, later(BAD, 14))


def test_a_clock_that_is_put_back_is_news(tmp_path: Path) -> None:
    """Else nothing would be written until the old time comes again."""
    record = Record(tmp_path / "record")
    record.keep(GOOD)
    record.keep(later(GOOD, -3600))
    assert len(looks(tmp_path / "record")) == 2


def test_it_is_followed_while_it_is_written(tmp_path: Path) -> None:
    """Whole lines only; what is no look, or of another version, is passed over; a torn line is closed by the next probe."""
    path = tmp_path / "record"
    reader = Reader(path)
    assert reader.more().looks == ()
    Record(path).keep(GOOD)
    assert reader.more().looks == (GOOD,)
    with path.open("ab") as file:
        file.write(b'nonsense\n\xff\n{"v":2,"at":"2026-01-02T12:00:00Z","service":"lost","stage":"x","ms":1}\n{"v":1,"at')
    assert reader.more().looks == (GOOD,)
    Record(path).keep(BAD)
    assert reader.more().looks == (GOOD, BAD) == looks(path)


def test_it_is_full_at_its_bound(tmp_path: Path) -> None:
    """Over all probes of a run."""
    record = Record(tmp_path / "record", most=200)
    assert not record.full
    record.keep(GOOD)
    record.keep(BAD)
    assert record.full
    assert Record(tmp_path / "record", most=200).full
