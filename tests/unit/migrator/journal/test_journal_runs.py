"""The runs of a workspace and their files."""

import dataclasses
import errno
import hashlib
import os
import stat
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from checks.problem import Exit, Problem
from migrator.journal import Runs, new_name
from migrator.journal.disk import Disk
from migrator.journal.files import Files
from states.events import Event, Started


def started(events: tuple[Event, ...], name: str) -> Started:
    """The first event of a run of that name."""
    assert isinstance(events[0], Started)
    return dataclasses.replace(events[0], run=name)


def test_names_sort_by_time_and_differ() -> None:
    """A run's name is its start in UTC and four hex digits: two of the same second differ."""
    east = datetime(2026, 1, 2, 5, 4, 5, tzinfo=timezone(timedelta(hours=2)))
    assert new_name(east).startswith("20260102T030405Z-")
    assert len({new_name(east) for _ in range(50)}) > 1
    assert new_name(datetime(2026, 1, 2, 3, 4, 6, tzinfo=UTC)) > new_name(east)


def test_runs_are_listed_newest_first(tmp_path: Path, events: tuple[Event, ...]) -> None:
    """All runs are there, the newest first, and the newest is the one that is meant by default."""
    runs = Runs(tmp_path)
    for name in ("20260102T030405Z-aaaa", "20260103T030405Z-bbbb"):
        runs.create(started(events, name))
    assert runs.names() == ("20260103T030405Z-bbbb", "20260102T030405Z-aaaa")
    assert runs.newest_or(None).run.id == "20260103T030405Z-bbbb"
    assert runs.newest_or("20260102T030405Z-aaaa").run.id == "20260102T030405Z-aaaa"


def test_git_does_not_see_them(tmp_path: Path, events: tuple[Event, ...]) -> None:
    """`.migrator/.gitignore` is `*`, so that no run is ever committed."""
    Runs(tmp_path).create(started(events, "20260102T030405Z-aaaa"))
    assert (tmp_path / ".migrator/.gitignore").read_text() == "*\n"


def test_a_run_goes_on_where_it_stopped(tmp_path: Path, events: tuple[Event, ...]) -> None:
    """A run that is opened has the events it had, and takes more."""
    Runs(tmp_path).create(started(events, "20260102T030405Z-aaaa"))
    Runs(tmp_path).open("20260102T030405Z-aaaa").append(events[1])
    kept = Runs(tmp_path).latest()
    assert kept is not None
    assert [one.event for one in kept.events][1:] == [events[1]]


def test_a_run_whose_first_line_was_torn_is_none(tmp_path: Path, events: tuple[Event, ...]) -> None:
    """A crash before the first line was whole leaves a folder that is passed over."""
    Runs(tmp_path).create(started(events, "20260102T030405Z-aaaa"))
    later = tmp_path / ".migrator/20260103T030405Z-bbbb"
    later.mkdir()
    (later / "journal.jsonl").write_bytes(b'{"v":1')
    kept = Runs(tmp_path).latest()
    assert kept is not None
    assert kept.run.id == "20260102T030405Z-aaaa"


def test_looking_changes_nothing(tmp_path: Path) -> None:
    """Asking for runs where there are none leaves the directory as it was."""
    assert Runs(tmp_path).names() == ()
    assert Runs(tmp_path).latest() is None
    assert not Runs(tmp_path).busy()
    assert list(tmp_path.iterdir()) == []


def test_no_run_and_unknown_runs_are_said(tmp_path: Path, events: tuple[Event, ...]) -> None:
    """No run at all is `no-run`; a name that is not there is `run-unknown` with the names there are; both are usage."""
    with pytest.raises(Problem) as none:
        Runs(tmp_path).newest_or(None)
    Runs(tmp_path).create(started(events, "20260102T030405Z-aaaa"))
    with pytest.raises(Problem) as unknown:
        Runs(tmp_path).newest_or("../../etc")
    assert (none.value.code, none.value.exit) == ("no-run", Exit.USAGE)
    assert (unknown.value.code, unknown.value.exit) == ("run-unknown", Exit.USAGE)
    assert "--dir" in none.value.next
    assert "--dir" in unknown.value.next
    assert "20260102T030405Z-aaaa" in unknown.value.why


class FullDisk(Disk):
    """A disk without room."""

    def write(self, descriptor: int, content: bytes) -> int:
        """Take half, then nothing."""
        os.write(descriptor, content[: len(content) // 2])
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


def test_a_file_of_the_run_is_written_as_a_whole(tmp_path: Path) -> None:
    """A file is there with its content, digest and mode 0600, below folders of mode 0700, and no other is left."""
    files = Files(tmp_path / "run")
    saved = files.write("backup/state.json", b"content")
    assert (saved.sha256, saved.size) == (hashlib.sha256(b"content").hexdigest(), 7)
    assert files.read("backup/state.json") == b"content"
    assert stat.S_IMODE(files.path("backup/state.json").stat().st_mode) == 0o600
    assert stat.S_IMODE(files.path("backup").stat().st_mode) == 0o700
    assert [one.name for one in files.path("backup").iterdir()] == ["state.json"]


def test_a_file_that_does_not_fit_leaves_the_old_one(tmp_path: Path) -> None:
    """A full disk is a Problem; the file that was there is untouched, and no half one lies beside it."""
    Files(tmp_path).write("plan", b"old")
    with pytest.raises(Problem, match="journal-unwritable"):
        Files(tmp_path, FullDisk()).write("plan", b"new and longer")
    assert Files(tmp_path).read("plan") == b"old"
    assert [one.name for one in tmp_path.iterdir()] == ["plan"]


def test_a_file_that_is_gone_is_said(tmp_path: Path) -> None:
    """Reading what is not there is the Problem `run-file-missing`."""
    with pytest.raises(Problem, match="run-file-missing"):
        Files(tmp_path).read("plan")


def test_scratch_is_outside_the_workspace_and_not_made(tmp_path: Path) -> None:
    """A scratch name is fresh, is not below the run, and nothing exists there yet."""
    one, two = Files(tmp_path).scratch(), Files(tmp_path).scratch()
    assert one != two
    assert tmp_path not in one.parents
    assert not one.exists()


def test_a_run_has_a_key_of_its_own(tmp_path: Path) -> None:
    """The key is the same in every process of a run, another one in every other run, and only its owner's to read."""
    one, other = Files(tmp_path / "one"), Files(tmp_path / "other")
    assert one.key() == Files(tmp_path / "one").key() != other.key()
    assert len(one.key()) == 32
    assert stat.S_IMODE((tmp_path / "one" / "values.key").stat().st_mode) == 0o600
