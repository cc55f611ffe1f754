"""One start of Terraform's apply after the other: what a journal tells of each, and what they finished together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum

from states.events import ActionSeen, Phase, Process

# How an apply is said to have ended. Every other failure in `apply`, a full disk for one, says nothing about Terraform.
ENDED = frozenset({"apply-failed", "apply-in-doubt", "apply-interrupted", "action-not-approved"})
# What a person can answer for, once it was put before one.
ANSWERABLE = frozenset({"apply-in-doubt", "apply-on-another-host"})


class Footing(StrEnum):
    """What the state's distance from the approved plan may be explained by, since the approval.

    untouched  no apply began: the plan has to be the approved one
    ours       applies began, and each ended by itself: the plan may be the rest of the approved one
    in-doubt   an apply was killed, and a person vouched for what it left: no plan is covered any more
    """

    UNTOUCHED = "untouched"
    OURS = "ours"
    IN_DOUBT = "in-doubt"


@dataclass(frozen=True)
class Attempt:
    """One start of Terraform's apply.

    `reported` is the code of the failure that was put before a person, `vouched` says that a person then answered for
    what was in doubt. `elsewhere` is the host where its streams are, where that is another place than this.
    """

    into: str
    plan_sha256: str
    process: Process | None = None
    actions: tuple[ActionSeen, ...] = ()
    reported: str | None = None
    vouched: bool = False
    elsewhere: str | None = None

    @property
    def over(self) -> bool:
        """Whether nothing of it is left to follow: its end was reported, or a person answered for it."""
        return self.vouched or self.reported in ENDED

    def in_doubt(self) -> tuple[str, ...]:
        """Addresses whose action started and never ended, in order of their start."""
        ended = {(one.address, one.verb) for one in self.actions if one.phase is not Phase.STARTED}
        started = (one for one in self.actions if one.phase is Phase.STARTED)
        return tuple(dict.fromkeys(one.address for one in started if (one.address, one.verb) not in ended))


def finished(attempts: Iterable[Attempt]) -> dict[str, dict[str, str]]:
    """Address -> its completed steps: Terraform's verb -> the class of the change that the step is a part of."""
    steps: dict[str, dict[str, str]] = {}
    for one in (action for attempt in attempts for action in attempt.actions if action.phase is Phase.COMPLETED):
        steps.setdefault(one.address, {})[one.verb] = one.change
    return steps


def whole_change(steps: Mapping[str, str]) -> str | None:
    """The class of the change that these steps of one address make; None for the half of a replacement.

    A replacement is a create and a delete. An attempt that goes on after a first half plans only the other.
    """
    if "replace" in steps.values():
        return "replace" if "replace" in steps or {"create", "delete"} <= steps.keys() else None
    return list(steps.values())[-1]
