"""Somebody meddles with the zone: the broken worlds of records. What was there is put back when a world is mended."""

from typing import Any

from migrator.sandbox.aws_api import AwsApi, alias_record
from migrator.sandbox.external_dns import TEXT
from migrator.sandbox.faults import FaultFile
from migrator.sandbox.names import ALB, ALB_ZONE, FQDN, NAMESPACE
from migrator.sandbox.store import Store

ELSEWHERE = alias_record(FQDN, f"{NAMESPACE}-alb.us-west-2.elb.amazonaws.com", ALB_ZONE)
# World -> the record that it is about, and what is there instead of it.
RECORDS: dict[str, tuple[tuple[str, str], dict[str, Any] | None]] = {
    "record-elsewhere": ((FQDN, "A"), ELSEWHERE),
    "owner-text-missing": ((str(TEXT["Name"]), "TXT"), None),
    "old-name-missing": ((f"old.{FQDN}", "A"), None),
}


class Meddling:
    """Each world once: as soon as the record that it is about is there."""

    def __init__(self, store: Store, api: AwsApi, faults: FaultFile) -> None:
        self._store = store
        self._api = api
        self._faults = faults

    def tick(self) -> None:
        """Do what is in force, and undo what is no longer."""
        worlds = self._faults.worlds()
        for world, (record, instead) in RECORDS.items():
            done = self._store.get("meddled", world)
            if world in worlds and done is None:
                self._meddle(world, record, instead)
            elif world not in worlds and done is not None:
                self._api.change("UPSERT", done)
                self._store.remove("meddled", world)

    def _meddle(self, world: str, record: tuple[str, str], instead: dict[str, Any] | None) -> None:
        there = next((one for one in self._api.records() if (one["Name"].rstrip("."), one["Type"]) == record), None)
        if there is None or (instead and there.get("AliasTarget", {}).get("DNSName", "").rstrip(".") != ALB):
            return
        self._store.put("meddled", world, there)
        if instead is None:
            self._api.change("DELETE", there)
        else:
            self._api.change("UPSERT", {**instead, **_target(self._store)})


def _target(store: Store) -> dict[str, Any]:
    """The old load balancer, as Terraform made it."""
    for one in store.all("aws_lb"):
        return {"AliasTarget": alias_record(FQDN, str(one["dns_name"]), str(one["zone_id"]))["AliasTarget"]}
    return {}
