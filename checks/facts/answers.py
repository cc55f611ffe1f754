"""What any probe may bring: an answer, that a thing is not there, or why nothing could be told."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Missing:
    """A fact that a probe could not bring; `why` is one sentence for a person.

    `refused` says that the other side answered and said no, rather than not answering.
    """

    why: str
    refused: bool = False


@dataclass(frozen=True)
class NotThere:
    """The object was asked for, and the server says that it does not exist."""

    what: str


@dataclass(frozen=True)
class HttpAnswer:
    """What a server answered: `url` without credentials or query, `status` the HTTP code."""

    url: str
    status: int


NOT_ASKED = Missing("it was not asked for")
