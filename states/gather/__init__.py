"""Facts from outside, each with a deadline of its own."""

from states.gather.facts import Answer, Gathered, asked, assemble, gather

__all__ = ["Answer", "Gathered", "asked", "assemble", "gather"]
