"""The few things a mirror asks of S3, each with S3's own time. boto3's errors become the Problem `mirror-unreachable`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any, TypeVar

from checks.facts import Missing
from checks.problem import Problem
from migrator.aws import Aws
from migrator.mirror.place import Place

if TYPE_CHECKING:
    from botocore.exceptions import ClientError

Answered = TypeVar("Answered")
# Another one was there first, or what should be replaced is gone or another one.
PRECONDITIONS = frozenset({"PreconditionFailed", "NoSuchKey"})
# S3's word for two conditional writes of one key at once: none of them is done.
CONFLICT, TRIES = "ConditionalRequestConflict", 5


@dataclass(frozen=True)
class Found:
    """An object; `etag` names this very content to S3."""

    body: bytes
    etag: str


@dataclass(frozen=True)
class Answer:
    """What S3 said, and when by its own clock, to the second. `found` is None where there is no such object."""

    at: datetime
    found: Found | None


class Bucket:
    """The objects of one mirror, by their names below its prefix."""

    def __init__(self, place: Place, aws: Aws | None = None) -> None:
        """`aws` is the environment's own session by default: as with a backend, the mirror is not the provider's."""
        self.place = place
        self._aws = aws or Aws()

    def get(self, name: str) -> Answer:
        """An object."""

        def ask(s3: Any) -> Answer:
            try:
                said = s3.get_object(Bucket=self.place.bucket, Key=self.place.key(name))
            except s3.exceptions.NoSuchKey as none:
                return Answer(_at(none.response), None)
            with said["Body"] as body:
                return Answer(_at(said), Found(body.read(), said["ETag"]))

        return self._asked(ask)

    def put(self, name: str, body: bytes, etag: str | None = None) -> str | None:
        """Write an object where there is none, or only over the one with that ETag; the new ETag, None where refused."""
        condition = {"IfMatch": etag} if etag else {"IfNoneMatch": "*"}
        return self._asked(lambda s3: self._conditional(s3, name, body, condition))

    def _conditional(self, s3: Any, name: str, body: bytes, condition: dict[str, str]) -> str | None:
        from botocore.exceptions import ClientError  # noqa: PLC0415 - boto3 is half a second of CPU

        for left in reversed(range(TRIES)):
            try:
                return str(s3.put_object(Bucket=self.place.bucket, Key=self.place.key(name), Body=body, **condition)["ETag"])
            except ClientError as error:
                if _code(error) in PRECONDITIONS:
                    return None
                if _code(error) != CONFLICT or not left:
                    raise
        return None

    def write(self, name: str, body: bytes) -> None:
        """Write an object, whatever is there."""
        self._asked(lambda s3: s3.put_object(Bucket=self.place.bucket, Key=self.place.key(name), Body=body))

    def names(self, under: str) -> tuple[str, ...]:
        """The names of all objects whose name begins so, sorted."""
        return tuple(sorted(self._listed(under, "Contents", "Key")))

    def folders(self) -> tuple[str, ...]:
        """What stands before the first slash of a name, each once."""
        return tuple(sorted(one.removesuffix("/") for one in self._listed("", "CommonPrefixes", "Prefix", Delimiter="/")))

    def _listed(self, under: str, part: str, field: str, **more: str) -> list[str]:
        start = len(self.place.key(""))

        def ask(s3: Any) -> list[str]:
            pages = s3.get_paginator("list_objects_v2").paginate(
                Bucket=self.place.bucket, Prefix=self.place.key(under), **more
            )
            return [str(one[field])[start:] for page in pages for one in page.get(part, ())]

        return self._asked(ask)

    def _asked(self, ask: Callable[[Any], Answered]) -> Answered:
        said = self._aws.ask("s3", ask)
        if isinstance(said, Missing):
            raise _unreachable(self.place, said.why)
        return said


def _at(said: Any) -> datetime:
    return parsedate_to_datetime(said["ResponseMetadata"]["HTTPHeaders"]["date"])


def _code(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code"))


def _unreachable(place: Place, why: str) -> Problem:
    return Problem(
        "mirror-unreachable",
        what=f"The journal's mirror {place} cannot be read or written.",
        why=f"{why}. What stands in the journal here is kept; nothing is begun that the mirror would not know.",
        next="mend the cause, then: migrator run; without a mirror: migrator run --journal none",
    )
