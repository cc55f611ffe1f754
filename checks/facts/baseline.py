"""What a plan of the configuration that is active would change now."""

from dataclasses import dataclass

from checks.facts.answers import NOT_ASKED, Missing


@dataclass(frozen=True)
class Drift:
    """One change that the plan wants: the action in the contract's words, and the names of the attributes that differ."""

    address: str
    action: str
    attributes: tuple[str, ...]


@dataclass(frozen=True)
class Baseline:
    """The plan, made with these variables files; empty `drift` where it changes nothing."""

    variables: tuple[str, ...]
    drift: tuple[Drift, ...]


@dataclass(frozen=True)
class BaselineFacts:
    """The plan of what is active."""

    plan: Baseline | Missing = NOT_ASKED
