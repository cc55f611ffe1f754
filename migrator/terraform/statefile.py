"""A pulled Terraform state (format version 4), as far as probes look up names and ids in it. It holds secrets."""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import msgspec


class _Instance(msgspec.Struct):
    attributes: dict[str, Any] = {}
    index_key: str | int | None = None
    status: str | None = None


class _Resource(msgspec.Struct):
    mode: str
    type: str
    name: str
    instances: list[_Instance]
    module: str = ""


class _File(msgspec.Struct):
    version: int
    lineage: str
    serial: int
    terraform_version: str = ""
    resources: list[_Resource] = []


@dataclass(frozen=True)
class Instance:
    """One managed resource instance; `attributes` may hold secrets and is never shown."""

    address: str
    type: str
    tainted: bool
    attributes: Mapping[str, Any] = field(repr=False)


@dataclass(frozen=True)
class StateFile:
    """What the state says there is. Without a state yet: an empty lineage, serial -1, nothing in it."""

    lineage: str
    serial: int
    terraform_version: str
    instances: tuple[Instance, ...]

    @classmethod
    def read(cls, raw: bytes) -> "StateFile":
        """Read what `terraform state pull` printed; ValueError says what is wrong with it, and never what it holds."""
        if not raw.strip():
            return cls("", -1, "", ())
        try:
            found = msgspec.json.decode(raw, type=_File)
        except msgspec.MsgspecError:
            raise ValueError("what the backend has is not a Terraform state") from None
        if found.version != 4:
            raise ValueError(f"it has the format version {found.version}, and 4 is known")
        return cls(found.lineage, found.serial, found.terraform_version, tuple(_instances(found)))

    def of(self, kind: str) -> tuple[Instance, ...]:
        """The instances of a type."""
        return tuple(one for one in self.instances if one.type == kind)

    def attribute(self, kind: str, name: str) -> str | None:
        """The first instance's attribute, where it is a text; None where there is none."""
        found = next((one.attributes.get(name) for one in self.of(kind)), None)
        return found if isinstance(found, str) else None


def _instances(found: _File) -> Iterator[Instance]:
    for one in found.resources:
        if one.mode == "managed":
            name = f"{one.module}.{one.type}.{one.name}" if one.module else f"{one.type}.{one.name}"
            for each in one.instances:
                index = "" if each.index_key is None else f"[{json.dumps(each.index_key)}]"
                yield Instance(name + index, one.type, each.status == "tainted", each.attributes)
