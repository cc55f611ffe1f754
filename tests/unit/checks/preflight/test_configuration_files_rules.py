"""Which of the two files may be active: every layout is one of three."""

from dataclasses import replace
from itertools import product

import pytest

from checks.facts import Facts, Layout
from checks.model import Finding, Passed, Result
from checks.preflight.configuration import judge
from tests.support.facts import KNOWN, RUNBOOK


def layout(letters: str) -> Layout:
    """A layout from the letters of what is there: p, P (put aside), n (post), N (put aside)."""
    return Layout("p" in letters, "P" in letters, "n" in letters, "N" in letters)


def judged(letters: str, *, swap: bool = True) -> dict[str, Result]:
    """Code -> result."""
    known = replace(KNOWN, layout=layout(letters), swap=swap)
    return {one.code: one for one in judge(Facts(known), RUNBOOK)}


@pytest.mark.parametrize(("letters", "swap"), [("pN", True), ("n", False), ("Pn", False), ("nN", False)])
def test_layouts_that_will_do(letters: str, swap: bool) -> None:
    """The files may wait for their swap, or, with --no-swap, stand as after it."""
    results = judged(letters, swap=swap)
    assert isinstance(results["files-layout"], Passed)
    assert isinstance(results["swap-order"], Passed)


@pytest.mark.parametrize(
    ("letters", "swap", "because", "remedy"),
    [
        ("pn", True, "both active", "mv post-operator.tf post-operator.tf.disabled"),
        ("pnPN", False, "both active", "mv post-operator.tf post-operator.tf.disabled"),
        ("PN", True, "neither configuration is active", "mv pre-operator.tf.disabled pre-operator.tf"),
        ("PN", False, "neither configuration is active", "mv post-operator.tf.disabled post-operator.tf"),
        ("P", False, "neither configuration is active", "mv pre-operator.tf.disabled pre-operator.tf"),
        ("N", True, "neither configuration is active", "mv post-operator.tf.disabled post-operator.tf"),
    ],
)
def test_half_a_swap(letters: str, swap: bool, because: str, remedy: str) -> None:
    """Both or neither is a swap that was left half done: the remedy names a file that is there."""
    found = judged(letters, swap=swap)["swap-order"]
    assert isinstance(found, Finding)
    assert (found.blocks, because in found.because[0], found.remedy) == (True, True, remedy)


@pytest.mark.parametrize(
    ("letters", "swap", "because", "remedy"),
    [
        ("n", True, "swapped already", "--no-swap"),
        ("Pn", True, "swapped already", "--no-swap"),
        ("", True, "none of the four files is there", "--pre FILE"),
        ("", False, "none of the four files is there", "--post FILE"),
        ("pPN", True, "in the way of the swap", "move pre-operator.tf.disabled out"),
        ("pPN", False, "--no-swap wants post-operator.tf active", "leave --no-swap out"),
        ("pN", False, "--no-swap wants post-operator.tf active", "leave --no-swap out"),
        ("p", True, "post-operator.tf.disabled is missing", "put the post-operator configuration there"),
    ],
)
def test_layouts_that_cannot_be_swapped(letters: str, swap: bool, because: str, remedy: str) -> None:
    """Something is missing or in the way: it blocks, and says which files are there."""
    found = judged(letters, swap=swap)["files-layout"]
    assert isinstance(found, Finding)
    assert (found.blocks, because in found.because[0], remedy in found.remedy) == (True, True, True)
    assert "there: " in found.because[0]


@pytest.mark.parametrize("swap", [True, False])
@pytest.mark.parametrize("letters", ["".join(one) for one in product(("", "p"), ("", "P"), ("", "n"), ("", "N"))])
def test_a_layout_is_wrong_once(letters: str, swap: bool) -> None:
    """Of the two codes at most one is a finding, and the other says what it saw."""
    results = [judged(letters, swap=swap)[code] for code in ("files-layout", "swap-order")]
    assert [type(one) for one in results] in ([Passed, Passed], [Passed, Finding], [Finding, Passed])
