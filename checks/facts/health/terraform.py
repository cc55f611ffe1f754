"""What Terraform says afterwards."""

from dataclasses import dataclass

from checks.facts.answers import NOT_ASKED, Missing
from checks.facts.health.before import Thing


@dataclass(frozen=True)
class Left:
    """A change that a second plan would make, and in which attributes; `drifted` where something else changed them since."""

    address: str
    action: str
    attributes: tuple[str, ...] = ()
    drifted: bool = False


@dataclass(frozen=True)
class TerraformHealth:
    """A second plan's changes, and the things that keep data as the state has them now."""

    plan: tuple[Left, ...] | Missing = NOT_ASKED
    things: tuple[Thing, ...] | Missing = NOT_ASKED
