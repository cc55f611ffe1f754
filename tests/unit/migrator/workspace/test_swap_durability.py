"""Power loss in the swap: whatever was not synced may be gone or torn, and Terraform never finds an empty workspace.

The calls of a swap are recorded as those of the journal are, and for each of their prefixes every directory is made that may
be found afterwards (`tests.support.power`).
"""

from collections.abc import Callable
from pathlib import Path

import pytest

from migrator.workspace.files import active
from migrator.workspace.swap import steps, take, undo
from states.events import Step
from tests.support.directories import ASIDE, POST, PRE, RUNBOOK, contents
from tests.support.disks import Careless, RecordingDisk
from tests.support.power import after_power_loss

TEXT = "# the override, which is longer than one could write at once\n"
BEFORE = {PRE: b"# pre\n", POST + ASIDE: b"# post\n"}
AFTER = {PRE + ASIDE: b"# pre\n", POST: b"# post\n", "migrator_override.tf": TEXT.encode()}
Work = Callable[[Path, RecordingDisk], None]


@pytest.fixture
def live(tmp_path: Path) -> Path:
    """The workspace that loses its power, as it is before the swap."""
    (tmp_path / "live").mkdir()
    for name, content in BEFORE.items():
        (tmp_path / "live" / name).write_bytes(content)
    return tmp_path / "live"


def planned(path: Path) -> tuple[Step, ...]:
    """The steps of a whole swap, as a journal has them."""
    return steps(path, RUNBOOK.layout, TEXT, swap=True)


def seen(folder: Path) -> dict[str, bytes]:
    """What Terraform or a person would see: a name that begins with a point is neither's."""
    return {name: content for name, content in contents(folder).items() if not name.startswith(".")}


def swaps(whole: tuple[Step, ...]) -> Work:
    """The swap."""

    def work(folder: Path, disk: RecordingDisk) -> None:
        take(folder, whole, TEXT, disk)
        disk.promised("swapped")

    return work


def test_a_swap(live: Path) -> None:
    """One of the two is always active; taken again the swap is whole, and taken back every byte is as it was."""
    whole = planned(live)
    disks = list(after_power_loss(live, swaps(whole)))
    assert len(disks) > 10
    for folder, promised in disks:
        assert {PRE, POST} & active(folder).keys(), promised
        assert not promised or seen(folder) == AFTER
        undo(folder, whole)
        assert seen(folder) == BEFORE
        take(folder, whole, TEXT)
        assert seen(folder) == AFTER


def test_a_swap_that_is_taken_back(live: Path) -> None:
    """On the way back, too, one of the two is active, and what was undone stays undone."""
    whole = planned(live)
    take(live, whole[1:], None)

    def work(folder: Path, disk: RecordingDisk) -> None:
        undo(folder, whole[1:], disk)
        disk.promised("undone")

    disks = list(after_power_loss(live, work))
    assert len(disks) > 4
    for folder, promised in disks:
        assert {PRE, POST} & active(folder).keys(), promised
        assert not promised or seen(folder) == BEFORE


@pytest.mark.parametrize("forgets", ["sync", "sync_folder"])
def test_a_forgotten_sync_is_noticed(live: Path, forgets: str) -> None:
    """The directories that are made here are no friends: of a swap that forgets a sync, some are not swapped, or torn."""
    whole = planned(live)

    def carelessly(folder: Path, disk: RecordingDisk) -> None:
        careless = Careless(forgets)
        swaps(whole)(folder, careless)
        disk.calls, disk.marks = careless.calls, careless.marks

    assert any(promised and seen(folder) != AFTER for folder, promised in after_power_loss(live, carelessly))
