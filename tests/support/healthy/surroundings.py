"""The surroundings of a healthy world."""

from checks.facts import NotThere, SurroundingsFacts
from checks.facts.surroundings import Automation

HEALTHY = SurroundingsFacts(changes=NotThere("a git repository"), automation=Automation((), ()))
