"""The operation log with Terraform's addresses: the plugin protocol does not carry them, the states do."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from migrator.sandbox.paths import Home
from migrator.sandbox.store import Store

SETTING = "addresses"


def joined(home: Home) -> list[dict[str, str | None]]:
    """The log; an address is null where no state of the workspace ever had the object."""
    store = Store(home.cloud)
    known = {**json.loads(store.setting(SETTING) or "{}"), **_now(home)}
    return [{**one, "address": known.get(f"{one['type']} {one['id']}")} for one in store.operations()]


def remember(home: Home) -> None:
    """Keep what the state says now, for objects that will be destroyed."""
    Store(home.cloud).set(SETTING, json.dumps(_now(home)))


def unfinished(home: Home) -> bool:
    """Whether the pre-operator configuration was never applied to its end."""
    return Store(home.cloud).setting(SETTING) is None


def _now(home: Home) -> dict[str, str]:
    states = (home.directory / "terraform.tfstate.backup", home.directory / "terraform.tfstate")
    return {key: address for path in states if path.exists() for key, address in _of(path)}


def _of(path: Path) -> Iterator[tuple[str, str]]:
    try:
        state: dict[str, Any] = json.loads(path.read_text())
    except ValueError:
        return  # Terraform is in the middle of writing it
    for resource in state.get("resources", []):
        if resource["mode"] != "managed":
            continue
        module = f"{resource['module']}." if resource.get("module") else ""
        for instance in resource["instances"]:
            index = f"[{json.dumps(instance['index_key'])}]" if "index_key" in instance else ""
            key = f"{resource['type']} {instance['attributes'].get('id')}"
            yield key, f"{module}{resource['type']}.{resource['name']}{index}"
