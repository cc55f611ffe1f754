"""Facts from outside: those of preflight, each with a deadline of its own, and one look at the deployment's health."""

from states.gather.facts import Answer, Gathered, gather
from states.gather.health import UNKNOWN_NAME, health

__all__ = ["UNKNOWN_NAME", "Answer", "Gathered", "gather", "health"]
