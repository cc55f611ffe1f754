"""The swap on disk: the order, every point where it may be killed, and files that are not the ones they were."""

import errno
import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from checks.facts import Layout
from checks.problem import Problem
from migrator.workspace.files import OVERRIDE, active, digest, layout, temporary, write
from migrator.workspace.swap import steps, take, undo
from states.events import Step
from tests.support.directories import ASIDE, POST, PRE, RUNBOOK, contents, picture

NAMES = RUNBOOK.layout
TEXT = "# the override\n"
FILES = (PRE, PRE + ASIDE, POST, POST + ASIDE)


def ready(path: Path) -> Path:
    """A directory as it is before the swap."""
    (path / PRE).write_text("# pre\n")
    (path / (POST + ASIDE)).write_text("# post\n")
    (path / "variables.tf").write_text("# variables\n")
    return path


def planned(path: Path, override: str | None = TEXT) -> tuple[Step, ...]:
    """The steps of a whole swap."""
    return steps(path, NAMES, override, swap=True)


AFTER = {PRE + ASIDE: b"# pre\n", POST: b"# post\n", "variables.tf": b"# variables\n", OVERRIDE: TEXT.encode()}


@pytest.mark.parametrize("there", list(product([False, True], repeat=4)))
def test_the_layout_says_which_files_there_are(tmp_path: Path, there: tuple[bool, bool, bool, bool]) -> None:
    """Each of the four names is seen for itself; a directory of that name is no file."""
    for name, is_there in zip(FILES, there, strict=True):
        (tmp_path / name).touch() if is_there else (tmp_path / name).mkdir()
    assert layout(tmp_path, NAMES) == Layout(*there)


def test_the_steps_come_in_the_safe_order(tmp_path: Path) -> None:
    """Override, then post on, then pre off, each with the digest of what it moves."""
    found = planned(ready(tmp_path))
    assert [(one.kind, one.source, one.target) for one in found] == [
        ("write", None, OVERRIDE),
        ("rename", POST + ASIDE, POST),
        ("rename", PRE, PRE + ASIDE),
    ]
    assert [one.sha256 for one in found] == [digest(TEXT.encode()), digest(b"# post\n"), digest(b"# pre\n")]


@pytest.mark.parametrize(
    ("override", "swap", "count"), [(TEXT, True, 3), (None, True, 2), (TEXT, False, 1), (None, False, 0)]
)
def test_only_what_is_wanted_is_planned(tmp_path: Path, override: str | None, swap: bool, count: int) -> None:
    """Without consent no override, with --no-swap no rename."""
    assert len(steps(ready(tmp_path), NAMES, override, swap=swap)) == count


def test_no_moment_leaves_terraform_without_a_configuration(tmp_path: Path) -> None:
    """After every single step one of the two configurations is active, on the way there and on the way back."""
    whole = planned(ready(tmp_path))
    for count in range(4):
        take(tmp_path, whole[:count], TEXT)
        assert {PRE, POST} & set(active(tmp_path))
    for count in range(4):
        undo(tmp_path, whole[3 - count :])
        assert {PRE, POST} & set(active(tmp_path))


def test_the_mode_of_a_file_goes_with_it(tmp_path: Path) -> None:
    """A file that only its owner may read stays so."""
    (ready(tmp_path) / PRE).chmod(0o600)
    take(tmp_path, planned(tmp_path), TEXT)
    assert (tmp_path / (PRE + ASIDE)).stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("count", range(4))
@pytest.mark.parametrize("writing", [False, True], ids=["between", "while-writing"])
def test_a_swap_that_was_cut_off_is_finished_or_taken_back(tmp_path: Path, count: int, writing: bool) -> None:
    """Whatever steps were taken, with or without half an override left: `take` finishes, `undo` restores every byte."""
    before = contents(ready(tmp_path))
    whole = planned(tmp_path)
    take(tmp_path, whole[:count], TEXT)
    if writing:
        temporary(tmp_path / OVERRIDE).write_text("# the ov")
    undo(tmp_path, whole)
    assert contents(tmp_path) == before
    take(tmp_path, whole[:count], TEXT)
    if writing and not count:
        temporary(tmp_path / OVERRIDE).write_text("# the ov")
    take(tmp_path, whole, TEXT)
    assert contents(tmp_path) == AFTER


PROCESS = """
import sys
from pathlib import Path
from migrator.workspace import files, swap
from tests.support.directories import RUNBOOK
count, seen = int(sys.argv[2]), 0
def die(event, arguments):
    # The system call after which the process is no more: rename and fsync are what makes a step.
    global seen
    if event in ("os.rename", "open") and str(sys.argv[1]) in str(arguments[0]):
        seen += 1
        if seen > count:
            import os, signal
            os.kill(os.getpid(), signal.SIGKILL)
planned = swap.steps(Path(sys.argv[1]), RUNBOOK.layout, sys.argv[3], swap=True)
sys.addaudithook(die)
swap.take(Path(sys.argv[1]), planned, sys.argv[3])
"""


def test_a_process_that_is_killed_at_any_call_leaves_what_can_be_mended(tmp_path: Path) -> None:
    """A real process, killed before every open and rename in turn: `undo` restores, `take` finishes, until one survives."""
    for count in range(100):
        path = tmp_path / str(count)
        path.mkdir()
        before, whole = contents(ready(path)), planned(path)
        command = (sys.executable, "-c", PROCESS, str(path), str(count), TEXT)
        code = subprocess.run(command, cwd=Path(__file__).parents[4], check=False).returncode
        assert {PRE, POST} & set(active(path))
        undo(path, whole)
        assert contents(path) == before
        take(path, whole, TEXT)
        assert contents(path) == AFTER
        if code == 0:
            break
    assert count > 8


@given(st.lists(st.sampled_from(["take", "undo", "0", "1", "2", "3"]), max_size=6), st.booleans())
def test_any_sequence_of_cut_off_attempts_ends_well(
    tmp_path_factory: pytest.TempPathFactory, attempts: list[str], forward: bool
) -> None:
    """However often both directions were begun and cut off, the last whole attempt gives exactly its own end."""
    path = ready(tmp_path_factory.mktemp("swap"))
    before, whole = contents(path), planned(path)
    for one in attempts:
        if one == "undo":
            undo(path, whole)
        else:
            take(path, whole if one == "take" else whole[: int(one)], TEXT)
    (take(path, whole, TEXT) if forward else undo(path, whole))
    assert contents(path) == (AFTER if forward else before)


def edit(path: Path, name: str) -> None:
    """Change a file, or make it where there is none."""
    with (path / name).open("a") as file:
        file.write("# edited\n")


@pytest.mark.parametrize("name", [PRE, POST + ASIDE, OVERRIDE, POST, PRE + ASIDE])
def test_a_file_that_changed_before_the_swap_stops_it_whole(tmp_path: Path, name: str) -> None:
    """Edited, or suddenly in the way: `files-changed` names the file, and nothing at all was moved."""
    whole = planned(ready(tmp_path))
    edit(tmp_path, name)
    before = picture(tmp_path)
    with pytest.raises(Problem, match="files-changed") as raised:
        take(tmp_path, whole, TEXT)
    assert raised.value.what.startswith(f"{name} ")
    assert picture(tmp_path) == before


@pytest.mark.parametrize("name", [PRE + ASIDE, POST, OVERRIDE])
def test_a_file_that_changed_after_the_swap_stops_the_way_back(tmp_path: Path, name: str) -> None:
    """What somebody edited since is not moved or deleted: `files-changed`, and nothing at all was touched."""
    whole = planned(ready(tmp_path))
    take(tmp_path, whole, TEXT)
    edit(tmp_path, name)
    before = picture(tmp_path)
    with pytest.raises(Problem, match="files-changed"):
        undo(tmp_path, whole)
    assert picture(tmp_path) == before


@pytest.mark.parametrize("name", [PRE, POST + ASIDE])
def test_a_file_that_is_gone_stops_it(tmp_path: Path, name: str) -> None:
    """A source that vanished is said, whether before planning or after."""
    whole = planned(ready(tmp_path))
    (tmp_path / name).unlink()
    for attempt in (lambda: take(tmp_path, whole, TEXT), lambda: planned(tmp_path)):
        with pytest.raises(Problem, match="files-changed") as raised:
            attempt()
        assert raised.value.what.startswith(f"{name} ")


def test_a_directory_in_the_way_is_said(tmp_path: Path) -> None:
    """Something that is no file at the target's name is `files-changed`, not a traceback."""
    whole = planned(ready(tmp_path))
    (tmp_path / OVERRIDE).mkdir()
    with pytest.raises(Problem, match="files-changed") as raised:
        take(tmp_path, whole, TEXT)
    assert "directory" in raised.value.why


@pytest.mark.parametrize("text", ["# another\n", "", None])
def test_another_override_than_the_intended_one_is_not_written(tmp_path: Path, text: str | None) -> None:
    """The text must have the digest that was journalled."""
    whole = planned(ready(tmp_path))
    before = picture(tmp_path)
    with pytest.raises(Problem, match="files-changed"):
        take(tmp_path, whole, text)
    assert picture(tmp_path) == before


def test_a_file_is_there_whole_or_not_at_all(tmp_path: Path) -> None:
    """Where the disk is full the old content stays, nothing is left behind, and the error arrives."""
    target = tmp_path / "it.tf"
    target.write_bytes(b"old")
    command = (sys.executable, "-c", FULL, str(target))
    said = subprocess.run(command, cwd=Path(__file__).parents[4], check=True, capture_output=True, text=True).stdout
    assert int(said) == errno.EFBIG
    assert contents(tmp_path) == {"it.tf": b"old"}


FULL = """
import resource, signal, sys
from pathlib import Path
from migrator.workspace.files import write
signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
resource.setrlimit(resource.RLIMIT_FSIZE, (10, 10))
try:
    write(Path(sys.argv[1]), b"n" * 4096)
except OSError as error:
    print(error.errno)
"""


def test_a_name_that_cannot_be_given_leaves_nothing_behind(tmp_path: Path) -> None:
    """Where the rename fails, the half-made file goes again."""
    (tmp_path / "it.tf").mkdir()
    with pytest.raises(OSError, match="directory"):
        write(tmp_path / "it.tf", b"new")
    assert [one.name for one in tmp_path.iterdir()] == ["it.tf"]


NOBODY = """
import os, sys
from pathlib import Path
from checks.problem import Problem
from migrator.workspace import swap
from tests.support.directories import RUNBOOK
path = Path(sys.argv[1])
planned = swap.steps(path, RUNBOOK.layout, "x", swap=True)
os.setgid(65534); os.setuid(65534)
for act in (lambda: swap.take(path, planned, "x"), lambda: swap.undo(path, planned)):
    try:
        act()
        print("done")
    except Problem as problem:
        print(problem.code, problem.what)
"""


@pytest.mark.skipif(os.getuid() != 0, reason="only root can become nobody")
def test_a_directory_that_may_not_be_written_is_said(open_path: Path) -> None:
    """Without permission the swap is `workspace-unwritable` with the system's reason, and every byte is as it was."""
    path = ready(open_path)
    before = picture(path)
    command = (sys.executable, "-c", NOBODY, str(path))
    said = subprocess.run(command, cwd=Path(__file__).parents[4], check=True, capture_output=True, text=True).stdout
    first, second = said.splitlines()
    assert first.startswith("workspace-unwritable ")
    assert first.endswith("Permission denied.")
    assert second == "done"
    assert picture(path) == before


def test_times_do_not_move_where_nothing_is_done(tmp_path: Path) -> None:
    """Taking a swap that is taken already writes nothing; so does undoing one that is undone."""
    whole = planned(ready(tmp_path))
    undo(tmp_path, whole)
    for act in (lambda: take(tmp_path, whole, TEXT), lambda: undo(tmp_path, whole)):
        act()
        before = picture(tmp_path)
        act()
        assert picture(tmp_path) == before
