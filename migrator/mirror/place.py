"""Where a mirror is: `s3://bucket/prefix`."""

import re
from dataclasses import dataclass

# S3's own rules for new buckets, as far as they can be told from a name; a prefix is what keys and URLs spell alike.
NONE = "none"
SHAPE = re.compile(r"s3://(?P<bucket>[a-z0-9][a-z0-9.-]{1,61}[a-z0-9])/(?P<prefix>[\w.=-]+(?:/[\w.=-]+)*)/?", re.ASCII)


@dataclass(frozen=True)
class Place:
    """A bucket, and the prefix of everything in it that belongs to one deployment."""

    bucket: str
    prefix: str

    def __str__(self) -> str:
        """As it is typed."""
        return f"s3://{self.bucket}/{self.prefix}"

    def key(self, name: str) -> str:
        """The key of one object."""
        return f"{self.prefix}/{name}"


def parsed(text: str) -> Place:
    """ValueError where it is not the place of a mirror: a whole bucket is none, since runs of other deployments may come."""
    found = SHAPE.fullmatch(text)
    if found is None:
        raise ValueError(f"{text} is not of the form s3://BUCKET/PREFIX")
    return Place(found["bucket"], found["prefix"])
