"""Which providers and modules `init -upgrade` moved: the lock file and the module manifest, before and after."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import msgspec

from checks.plan.model import Upgrade
from checks.versions import admits

PROVIDER = re.compile(r'^provider\s+"(?P<name>[^"]+)"\s*\{(?P<body>.*?)^\}', re.MULTILINE | re.DOTALL)
SETTING = re.compile(r'^\s*(?P<key>version|constraints)\s*=\s*"(?P<value>[^"]*)"', re.MULTILINE)
REGISTRY = re.compile(r"^registry\.(?:terraform\.io|opentofu\.org)/")


@dataclass(frozen=True)
class Packages:
    """What Terraform has for a configuration: its dependency lock file and its module manifest; empty where it has none."""

    lock: bytes
    modules: bytes


class Module(msgspec.Struct, rename="pascal"):
    """An entry of the manifest; `key` is its calls joined by dots."""

    key: str = ""
    source: str = ""
    version: str = ""


class Manifest(msgspec.Struct, rename="pascal"):
    """`.terraform/modules/modules.json`."""

    modules: list[Module] = []


@dataclass(frozen=True)
class Locked:
    """A provider in a lock file."""

    version: str
    constraints: str


def upgrades(before: Packages, after: Packages, source_module: str) -> tuple[Upgrade, ...]:
    """What moved, modules first; `source_module` is the one that the migration moves."""
    return (*_modules(_manifest(before), _manifest(after), source_module), *_providers(_locked(before), _locked(after)))


def _locked(packages: Packages) -> dict[str, Locked]:
    found = {}
    for block in PROVIDER.finditer(packages.lock.decode(errors="replace")):
        said = {one["key"]: one["value"] for one in SETTING.finditer(block["body"])}
        found[REGISTRY.sub("", block["name"])] = Locked(said.get("version", ""), said.get("constraints", ""))
    return found


def _providers(before: Mapping[str, Locked], after: Mapping[str, Locked]) -> Iterator[Upgrade]:
    if not before:
        return  # nothing was locked: nothing is moved
    for name in sorted({*before, *after}):
        old, new = before.get(name), after.get(name)
        if old is None and new is not None:
            yield Upgrade("provider", name, None, new.version, wanted=True, because="the new configuration asks for it")
        elif old is not None and new is None:
            yield Upgrade("provider", name, old.version, None, wanted=True, because="nothing uses it any more")
        elif old is not None and new is not None and old.version != new.version:
            yield _moved(name, old, new)


def _moved(name: str, old: Locked, new: Locked) -> Upgrade:
    """Wanted is what the constraints of all modules together ask for: where they admit the old one, nobody does."""
    asked = f"constraint {new.constraints}" if new.constraints else "no constraint"
    try:
        wanted = bool(new.constraints) and not admits(new.constraints, old.version)
    except ValueError:
        wanted = False
    because = (
        f"{asked} does not admit {old.version}" if wanted else f"{asked} admits {old.version} too; the newest was taken"
    )
    return Upgrade("provider", name, old.version, new.version, wanted=wanted, because=because)


def _manifest(packages: Packages) -> dict[str, Module]:
    try:
        read = msgspec.json.decode(packages.modules or b"{}", type=Manifest)
    except msgspec.MsgspecError:
        return {}
    return {one.key: one for one in read.modules if one.key}


def _modules(before: Mapping[str, Module], after: Mapping[str, Module], wanted: str) -> Iterator[Upgrade]:
    """Calls of the root module that come, go or move; of those inside, the ones with a version of their own that moves."""
    if not before or not after:
        return
    for key in sorted({*before, *after}):
        old, new = before.get(key), after.get(key)
        if old is None or new is None:
            if "." not in key:
                yield _comes_or_goes(key, old, new)
        elif old.version and new.version and (old.version, old.source) != (new.version, new.source):
            why = _asked(key, after, wanted)
            because = why or f"the constraint on {_source(new)} admits more than one version; the newest was taken"
            yield Upgrade("module", _address(key), old.version, new.version, wanted=bool(why), because=because)


def _comes_or_goes(key: str, old: Module | None, new: Module | None) -> Upgrade:
    because = "the new configuration calls it" if new else "the new configuration does not call it any more"
    versions = (old.version or "local" if old else None, new.version or "local" if new else None)
    return Upgrade("module", _address(key), *versions, wanted=True, because=because)


def _asked(key: str, after: Mapping[str, Module], wanted: str) -> str:
    """Why the migration wants this module moved; empty where it does not."""
    calls = key.split(".")
    for length in range(1, len(calls) + 1):
        call = ".".join(calls[:length])
        if call in after and _source(after[call]) == wanted:
            return "the migration's own module" if call == key else f"it comes with {_address(call)}"
    return ""


def _source(module: Module) -> str:
    return REGISTRY.sub("", module.source)


def _address(key: str) -> str:
    return ".".join(f"module.{one}" for one in key.split("."))
