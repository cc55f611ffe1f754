"""Where the mirror of a run is, what the journal says of a run that was moved, and which run is begun anew."""

from dataclasses import replace
from pathlib import Path

import pytest

from migrator.cli import invoke
from migrator.commands.mirrored import here, moves, place_of, untouched_elsewhere
from migrator.journal import Kept, Runs
from migrator.mirror.fetch import FETCHED
from migrator.mirror.place import Place, parsed
from migrator.standing import run_command
from states.events import Started
from states.moving import Mirrored, Moved
from states.run import Run
from tests.support import samples

PLACE = "s3://journals/teams/wandb-prod"
AT = replace(samples.INPUTS, journal=PLACE)


def kept(tmp_path: Path, run: Run) -> Kept:
    """A run on disk, as far as that is looked at."""
    return Kept(run, (), Runs(tmp_path).files(run.id), "0")


def test_the_run_knows_its_mirror(tmp_path: Path) -> None:
    """What is asked for now counts, `none` too; else what the run was started with; a run without has none."""
    runs = Runs(tmp_path)
    assert place_of(runs, None) is None
    runs.create(Started(samples.RUN, "1", AT, samples.WHO))
    assert place_of(runs, None) == Place("journals", "teams/wandb-prod")
    assert place_of(runs, None, "s3://other/one") == Place("other", "one")
    assert place_of(runs, None, "none") is None


def test_the_command_to_type_next_names_it() -> None:
    """Whoever copies it to another machine has the mirror in it."""
    assert f"--journal {PLACE}" in run_command(AT)
    assert "--journal" not in run_command(samples.INPUTS)


@pytest.mark.parametrize(
    "text", ["s3://bucket", "s3://bucket/", "bucket/prefix", "s3://B/p", "s3://bucket/a//b", "s3://bu/../x"]
)
def test_what_is_no_place(text: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """A bucket without a prefix, or anything else, is refused before anything is asked of AWS."""
    with pytest.raises(ValueError, match="s3://BUCKET/PREFIX"):
        parsed(text)
    assert invoke(["resume", "--dir", str(tmp_path), "--journal", text]) == 2
    assert "s3://BUCKET/PREFIX" in capsys.readouterr().err


def test_a_slash_at_its_end_is_the_same_place() -> None:
    """Typed either way, it is one mirror."""
    assert parsed(f"{PLACE}/") == parsed(PLACE)


def test_what_the_journal_says_of_a_move(tmp_path: Path) -> None:
    """Nothing where nothing changed; the mirror that is new; the place and the host that are others, and what came along."""
    run, files = samples.run(*samples.HALF), Runs(tmp_path).files(samples.RUN)
    now, who = run.inputs, run.who
    assert moves(run, now, who, files) == ()
    assert moves(run, replace(now, journal=PLACE), who, files) == (Mirrored(PLACE),)
    assert moves(run, replace(now, directory="/b"), who, files) == (Moved("/b", who, now.directory, who.host),)
    other = replace(who, host="host-b")
    assert moves(run, now, other, files) == (Moved(now.directory, other, now.directory, who.host),)
    files.write(FETCHED, b"")
    assert run.attempt is not None
    (moved,) = moves(run, now, who, files)
    assert moved == Moved(now.directory, who, now.directory, who.host, fetched=True, streams=False)
    files.write(f"{run.attempt.into}/claim", b"{}")
    assert moves(run, now, who, files) == (replace(moved, streams=True),)


def test_where_it_is_differs_from_nothing() -> None:
    """Directory and mirror are no arguments that a run is bound to."""
    old = kept(Path("/x"), samples.run(*samples.HALF))
    moved = here(old, "/b", parsed(PLACE))
    assert moved is not None
    assert moved.run.inputs == replace(old.run.inputs, directory="/b", journal=PLACE)
    assert here(None, "/b", None) is None


def test_what_touched_nothing_is_begun_anew(tmp_path: Path) -> None:
    """Fetched before its backup, a run is looked at anew; afterwards, and where it was made, it is gone on with."""
    early, late = kept(tmp_path, samples.run(*samples.PREVIEWED)), kept(tmp_path, samples.run(*samples.HALF))
    assert not untouched_elsewhere(early)
    early.files.write(FETCHED, b"")
    assert untouched_elsewhere(early)
    assert not untouched_elsewhere(late)
