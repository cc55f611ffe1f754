"""The four kinds of patches, applied to plain objects. ValueError where one does not fit."""

import copy
import json
from collections.abc import Callable
from typing import Any

import yaml

Value = Any
# Lists of objects that a strategic merge merges, and the fields that tell their members apart.
KEYS = {
    **dict.fromkeys(
        ("containers", "env", "ephemeralContainers", "imagePullSecrets", "initContainers", "volumes"), ("name",)
    ),
    "conditions": ("type",),
    "hostAliases": ("ip",),
    "ownerReferences": ("uid",),
    "ports": ("containerPort", "port"),
    "volumeMounts": ("mountPath",),
}


def patched(content_type: str, target: Value, body: bytes) -> Value:
    """The object after a patch. LookupError where the type of patch is not known."""
    return _patch(content_type)(copy.deepcopy(target), body)


def _patch(content_type: str) -> Callable[[Value, bytes], Value]:
    kinds: dict[str, Callable[[Value, bytes], Value]] = {
        "application/merge-patch+json": lambda target, body: merge(target, _object(json.loads(body))),
        "application/strategic-merge-patch+json": lambda target, body: strategic(target, _object(json.loads(body))),
        "application/json-patch+json": lambda target, body: operations(target, json.loads(body)),
        "application/apply-patch+yaml": lambda target, body: strategic(target, _object(_yaml(body))),
    }
    return kinds[content_type.partition(";")[0].strip()]


def _yaml(body: bytes) -> Value:
    try:
        return yaml.safe_load(body)
    except yaml.YAMLError as error:
        raise ValueError(body) from error


def _object(found: Value) -> dict[str, Value]:
    if not isinstance(found, dict):
        raise ValueError(found)  # noqa: TRY004 - a body that is no object is as bad as one that is no JSON
    return found


def merge(target: Value, patch: Value) -> Value:
    """A JSON merge patch (RFC 7386): null deletes, lists are replaced."""
    if not isinstance(patch, dict):
        return patch
    whole = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if value is None:
            whole.pop(name, None)
        else:
            whole[name] = merge(whole.get(name), value)
    return whole


def strategic(target: Value, patch: dict[str, Value]) -> Value:
    """A strategic merge: lists of known fields are merged by key. Orders are not kept; `$retainKeys` is not needed."""
    if patch.get("$patch") == "replace":
        return {name: value for name, value in patch.items() if name != "$patch"}
    whole = dict(target) if isinstance(target, dict) else {}
    for name, value in patch.items():
        if name.startswith("$"):
            continue
        if value is None:
            whole.pop(name, None)
        else:
            whole[name] = _strategic_value(name, whole.get(name), value)
    return whole


def _strategic_value(name: str, old: Value, new: Value) -> Value:
    if isinstance(new, dict):
        return strategic(old, new)
    if name == "finalizers" and isinstance(old, list):
        return [*old, *(one for one in new if one not in old)]
    keys = KEYS.get(name)
    if keys is None or not isinstance(new, list) or not isinstance(old, list):
        return [one for one in new if not _deletes(one)] if isinstance(new, list) else new
    key = next((one for one in keys if all(isinstance(each, dict) and one in each for each in new)), None)
    return new if key is None else _merged(key, old, new)


def _deletes(one: Value) -> bool:
    return isinstance(one, dict) and "$patch" in one


def _merged(key: str, old: list[Value], new: list[Value]) -> list[Value]:
    by = {one[key]: one for one in old}
    for one in new:
        if one.get("$patch") == "delete":
            by.pop(one[key], None)
        else:
            by[one[key]] = strategic(by.get(one[key]), one)
    return list(by.values())


def operations(target: Value, patch: Value) -> Value:
    """A JSON patch (RFC 6902) of add, remove, replace and test."""
    if not isinstance(patch, list):
        raise ValueError(patch)  # noqa: TRY004 - as above
    for one in patch:
        try:
            _operate(target, str(one["op"]), _parts(one["path"]), one.get("value"))
        except (LookupError, TypeError) as error:
            raise ValueError(one) from error
    return target


def _parts(pointer: str) -> list[str]:
    return [part.replace("~1", "/").replace("~0", "~") for part in pointer.split("/")[1:]]


def _operate(target: Value, op: str, path: list[str], value: Value) -> None:
    parent = target
    for part in path[:-1]:
        parent = parent[int(part)] if isinstance(parent, list) else parent[part]
    last: Value = path[-1]
    if isinstance(parent, list):
        last = len(parent) if last == "-" else int(last)
    if op == "add" and isinstance(parent, list):
        parent.insert(last, value)
    elif op == "test":
        if parent[last] != value:
            raise ValueError(path)
    elif op == "remove":
        del parent[last]
    elif op == "add":
        parent[last] = value
    elif op == "replace":
        parent[last]  # has to be there
        parent[last] = value
    else:
        raise ValueError(op)
