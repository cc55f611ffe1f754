"""What the cluster's API answers: documents, Status objects, plain text, streams."""

import json
from collections.abc import Iterator
from typing import NamedTuple

from migrator.sandbox.cluster.kinds import Item, Kind


class Answer(NamedTuple):
    """An HTTP answer; where there is a `stream`, its parts come instead of the body, as they happen."""

    status: int
    kind: str
    body: bytes
    headers: tuple[tuple[str, str], ...] = ()
    stream: Iterator[bytes] | None = None


NOT_SERVED = Answer(404, "text/plain", b"404 page not found\n")
MESSAGES = {
    "Expired": "The provided continue parameter is too old to display a consistent list result.",
    "Unauthorized": "Unauthorized",
}


class Refusal(Exception):
    """The request is answered with this."""

    def __init__(self, answer: Answer) -> None:
        super().__init__(answer.status)
        self.answer = answer


def document(body: Item, code: int = 200) -> Answer:
    """A JSON document."""
    return Answer(code, "application/json", json.dumps(body).encode())


def status(code: int, reason: str, message: str | None = None, details: Item | None = None) -> Answer:
    """A Status object: a failure."""
    said = message or MESSAGES.get(reason, f"{reason} (stand-in)")
    named = {"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Failure", "message": said}
    return document({**named, "reason": reason, **({"details": details} if details else {}), "code": code}, code)


def no_such(kind: Kind, name: str) -> Answer:
    """An object that is not there, in the API's own words."""
    about = f"{kind.plural}.{kind.group}" if kind.group else kind.plural
    return status(
        404, "NotFound", f'{about} "{name}" not found', {"name": name, "group": kind.group or "", "kind": kind.plural}
    )


def done(kind: Kind, name: str, identity: str) -> Answer:
    """A Status object: a success."""
    details = {"name": name, "group": kind.group or "", "kind": kind.plural, "uid": identity}
    return document({"kind": "Status", "apiVersion": "v1", "metadata": {}, "status": "Success", "details": details})


def named(kind: Kind, item: Item) -> Item:
    """An object as it goes over the wire."""
    return {**item, "kind": kind.name, "apiVersion": kind.api_version}
