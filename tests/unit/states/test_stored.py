"""What the states leave behind can be read back, and what is damaged says so."""

from collections.abc import Callable

import pytest

from checks.approved import ApprovedChange, Known
from checks.problem import Problem
from states import stored
from states.ports import RunFiles
from tests.support.ports import Stage
from tests.support.samples import ASSESSMENT, CALM, VERDICT

CHANGES = (ApprovedChange("a.b", None, "create", {"x": Known("d", "1"), "id": None}),)


def test_a_verdict() -> None:
    """A verdict is read back as it was kept."""
    files = Stage().files
    stored.store_verdict(files, stored.PREFLIGHT, VERDICT)
    assert stored.load_verdict(files, stored.PREFLIGHT) == VERDICT


def test_offered_and_approved() -> None:
    """What was approved outlives later offers, and can be put in their place again."""
    files = Stage().files
    stored.store_offered(files, ASSESSMENT, CHANGES)
    stored.keep_as_approved(files)
    stored.store_offered(files, CALM, ())
    assert (stored.load_assessment(files), stored.load_approved(files)) == (CALM, ASSESSMENT)
    assert stored.load_approved_changes(files) == CHANGES
    stored.offer_the_approved(files)
    assert stored.load_assessment(files) == ASSESSMENT
    assert files.read(stored.OFFERED_CHANGES) == files.read(stored.APPROVED_CHANGES)


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"level": 1, "findings": 1}', b"\xff\xfe"])
@pytest.mark.parametrize(
    ("name", "load"),
    [
        (stored.ASSESSMENT, stored.load_assessment),
        (stored.APPROVED_ASSESSMENT, stored.load_approved),
        (stored.PREFLIGHT, lambda files: stored.load_verdict(files, stored.PREFLIGHT)),
        (stored.APPROVED_CHANGES, stored.load_approved_changes),
    ],
)
def test_a_damaged_file(name: str, load: Callable[[RunFiles], object], content: bytes) -> None:
    """A file that is not what a run writes is a Problem that names it, never a guess."""
    files = Stage().files
    files.write(name, content)
    with pytest.raises(Problem, match="run-file-damaged") as caught:
        load(files)
    assert name in caught.value.what


def test_once() -> None:
    """The first time is the first time once in a run, over all starts."""
    files = Stage().files
    assert [stored.first(files, "a"), stored.first(files, "a"), stored.first(files, "b")] == [True, False, True]
