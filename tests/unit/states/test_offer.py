"""An offer: one hash for the plan's meaning, the state, the workspace and the providers."""

from dataclasses import replace

import pytest

from states.offer import differences, offer
from states.terraform import StateIdentity
from tests.support.samples import ASSESSMENT

STATE = StateIdentity("lineage", 7)
OFFER = offer(ASSESSMENT, STATE, "default", b"lock")


def test_the_same_in_any_checkout() -> None:
    """Equal plans in equal circumstances get the same 64 hex digits, today and tomorrow."""
    assert offer(ASSESSMENT, STATE, "default", b"lock") == OFFER
    assert OFFER.approval == "a2caafb6b72e012553caa217eeed6f6418bbd6fe31b09bb30484db6c250bfb2d"
    assert (OFFER.counts["replace"], OFFER.level) == (3, "critical")


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (offer(replace(ASSESSMENT, meaning="else"), STATE, "default", b"lock"), "means something else"),
        (offer(ASSESSMENT, StateIdentity("other", 7), "default", b"lock"), "another lineage: lineage -> other"),
        (offer(ASSESSMENT, StateIdentity("lineage", 8), "default", b"lock"), "serial 7 -> 8"),
        (offer(ASSESSMENT, STATE, "staging", b"lock"), "another Terraform workspace: default -> staging"),
        (offer(ASSESSMENT, STATE, "default", b"other lock"), "lock file has other contents"),
    ],
)
def test_everything_that_it_is_bound_to(other: object, said: str) -> None:
    """Another plan, state, workspace or lock file is another hash, and the one difference is said."""
    assert other.approval != OFFER.approval  # type: ignore[attr-defined]
    differing = differences(OFFER, other)  # type: ignore[arg-type]
    assert len(differing) == 1
    assert said in differing[0]


def test_what_is_only_told_is_not_bound() -> None:
    """Level and counts follow from the plan: they are shown, and are no part of the hash."""
    assert differences(OFFER, replace(OFFER, level="low", counts={})) == ()
