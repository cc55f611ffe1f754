"""The records of a host name, as one change batch that puts them back."""

from collections.abc import Iterable, Mapping
from typing import Any

Document = Mapping[str, Any]
# What a zone has by itself.
ZONE_OWN = ("NS", "SOA")
MARK = "heritage=external-dns"


def change_batch(records: Iterable[Document], fqdn: str) -> dict[str, Any]:
    """`aws route53 change-resource-record-sets --change-batch`: an UPSERT of each record that is about the name."""
    changes = [{"Action": "UPSERT", "ResourceRecordSet": dict(one)} for one in records if _about(one, fqdn.lower())]
    return {"Comment": f"The records of {fqdn} before the migration", "Changes": changes}


def _about(one: Document, fqdn: str) -> bool:
    """Those of the name and of `old.`, of all types; and what external-dns wrote about the name, under whatever prefix."""
    name = str(one["Name"]).rstrip(".").lower()
    if one["Type"] in ZONE_OWN:
        return False
    if name in (fqdn, f"old.{fqdn}"):
        return True
    texts = (str(value.get("Value", "")) for value in one.get("ResourceRecords", ()))
    return one["Type"] == "TXT" and name.endswith(fqdn) and any(MARK in text for text in texts)
