"""A zone of Route53 that is only a list."""

from collections.abc import Iterator
from typing import Any

from botocore.exceptions import ClientError

from migrator.sandbox.aws_api import AwsApi


class Zone(AwsApi):
    """A stand-in for the stand-in: a zone's records in a list, without a server."""

    def __init__(self) -> None:
        self.held: list[dict[str, Any]] = []
        self.late: list[dict[str, Any]] = []

    def records(self) -> Iterator[dict[str, Any]]:
        """As given."""
        yield from self.held

    def name_servers(self) -> list[str]:
        """Its own."""
        return ["ns-1.awsdns-1.com"]

    def change(self, action: str, *records: dict[str, Any]) -> None:
        """As Route53 does it, whether a record is there or not; refused where `late` ones come first."""
        if self.late:
            self.held += self.late
            self.late.clear()
            raise ClientError({"Error": {"Code": "InvalidChangeBatch", "Message": "it already exists"}}, "ChangeRecords")
        changed = [(one["Name"].rstrip("."), one["Type"]) for one in records]
        self.held[:] = [one for one in self.held if (one["Name"].rstrip("."), one["Type"]) not in changed]
        self.held += records if action in ("CREATE", "UPSERT") else ()
