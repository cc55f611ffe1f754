"""What a plan entry does, in the contract's words, and the evidence for it, without a secret in it."""

import json
import re
from collections.abc import Iterator
from typing import Any

from checks.plan.decode import Resource, value
from checks.problem import Exit, Problem

ACTIONS: dict[tuple[str, ...], str] = {
    ("no-op",): "no-op",
    ("create",): "create",
    ("read",): "read",
    ("update",): "update",
    ("delete",): "delete",
    ("forget",): "forget",
    ("delete", "create"): "replace",
    ("create", "delete"): "replace",
}
ORDERS: dict[tuple[str, ...], str] = {("delete", "create"): "delete-create", ("create", "delete"): "create-delete"}
QUIET = frozenset({"no-op", "read"})
# A path is hidden where one of its parts contains a word, or is a name: there anything may stand, a secret too.
SECRET_WORDS = re.compile(
    "passw|passphrase|secret|token|licen[cs]e|credential|connection_string|user_data|key_material|(private|access|api)_?key",
    re.IGNORECASE,
)
SECRET_NAMES = frozenset(
    {"binary_data", "content", "content_base64", "data", "env", "environment", "input", "manifest", "output", "result"}
    | {"set", "set_list", "set_sensitive", "string_data", "value", "values", "variables"}
)
TAGS = frozenset({"tags", "tags_all"})
# A value is hidden where it reads like a secret: an address with a password, a key, a signed token, a document with one.
SECRET_TEXT = re.compile(r"://[^/\s@]*:[^/\s@]+@|-----BEGIN |eyJ[\w-]{8,}\.[\w-]+\.")
LONGEST, MOST = 60, 6
HIDDEN, LATER = "(sensitive)", "(known after apply)"
Path = tuple[str | int, ...]


def action(change: Resource) -> str:
    """One of create update delete replace forget read no-op import move; the last two only where nothing else happens."""
    array = tuple(change.change.actions)
    if array not in ACTIONS:
        raise Problem(
            "plan-action-unknown",
            what=f"{change.address}: Terraform wants to do {list(array)}, which is not known here.",
            why="An action that is not understood cannot be judged, and guessing would be unsafe.",
            next="pip install --upgrade wandb-migrator",
            exit=Exit.USAGE,
        )
    known = ACTIONS[array]
    if known != "no-op":
        return known
    if change.change.importing is not None:
        return "import"
    return "move" if change.previous_address else known


def order(change: Resource) -> str | None:
    """In which order a replacement happens; None for everything else."""
    return ORDERS.get(tuple(change.change.actions))


def differences(change: Resource) -> dict[Path, tuple[Any, Any]]:
    """Leaf path -> (before, after); `LATER` for what is unknown, `HIDDEN` for what Terraform marks sensitive."""
    body = change.change
    before, after = _leaves(value(body.before)), _leaves(value(body.after))
    unknown = {path for path, flag in _leaves(value(body.after_unknown)).items() if flag is True}
    hidden = _flags(value(body.before_sensitive)) | _flags(value(body.after_sensitive))
    found: dict[Path, tuple[Any, Any]] = {}
    for path in sorted({*before, *after, *unknown}, key=str):
        new = LATER if path in unknown else after.get(path)
        if _differ(before.get(path), new) and not any(path[:length] in unknown for length in range(1, len(path))):
            secret = any(path[: len(one)] == one for one in hidden)
            found[path] = (HIDDEN, HIDDEN) if secret else (before.get(path), new)
    return found


def evidence(change: Resource) -> tuple[str, ...]:
    """What changes, one line for each leaf: `instance_types[0]: m4.large -> r6i.xlarge forces replacement`."""
    forced = {tuple(path) for path in change.change.replace_paths}
    moved = (f"moved from {change.previous_address}",) if change.previous_address else ()
    importing = change.change.importing
    taken = (f"imported: {importing.id or 'by its identity'}",) if importing else ()
    if tuple(change.change.actions) in (("create",), ("delete",), ("no-op",), ("read",), ("forget",)):
        reason = (change.action_reason.replace("_", " "),) if change.action_reason else ()
        return (*moved, *taken, *reason)
    found = differences(change)
    ranked = sorted(found, key=lambda path: (not _forces(path, forced), _tedious(path), str(path)))
    lines = tuple(_line(path, *found[path], forces=_forces(path, forced)) for path in ranked[:MOST])
    rest = (f"... and {len(ranked) - MOST} more",) if len(ranked) > MOST else ()
    return (*moved, *taken, *lines, *rest)


def spell(path: Path) -> str:
    """A path as people write it: `ebs[0].volume_type`."""
    return "".join(f"[{one}]" if isinstance(one, int) else f".{one}" for one in path).lstrip(".")


def _forces(path: Path, forced: set[tuple[str | int, ...]]) -> bool:
    return any(path[: len(one)] == one for one in forced)


def _tedious(path: Path) -> bool:
    return path[0] in ("id", "arn", "tags_all")


def _line(path: Path, old: Any, new: Any, *, forces: bool) -> str:
    hidden = _secret(path) or _reads_secret(old) or _reads_secret(new)
    shown = (HIDDEN, LATER if new == LATER else HIDDEN) if hidden else (_short(old), _short(new))
    return f"{spell(path)}: {shown[0]} -> {shown[1]}" + (" forces replacement" if forces else "")


def _secret(path: Path) -> bool:
    parts = [str(one).lower() for one in path]
    named = path[0] not in TAGS and not SECRET_NAMES.isdisjoint(parts)
    return named or any(SECRET_WORDS.search(one) for one in parts)


def _reads_secret(thing: Any) -> bool:
    """Whether a text reads like a secret, or is a document (JSON, YAML, a script) that names one."""
    if not isinstance(thing, str):
        return False
    document = thing.lstrip().startswith(("{", "[")) or "\n" in thing
    return bool(SECRET_TEXT.search(thing) or (document and SECRET_WORDS.search(thing)))


def _short(thing: Any) -> str:
    text = thing if isinstance(thing, str) else json.dumps(thing)
    return text if len(text) <= LONGEST else text[: LONGEST - 3] + "..."


def _differ(old: Any, new: Any) -> bool:
    """Whether two leaves differ; Python alone would call 1 and true the same."""
    return bool(old != new or isinstance(old, bool) != isinstance(new, bool))


def _leaves(tree: Any) -> dict[Path, Any]:
    return dict(_walk(tree, ()))


def _walk(tree: Any, path: Path) -> Iterator[tuple[Path, Any]]:
    if isinstance(tree, dict) and tree:
        for key, part in tree.items():
            yield from _walk(part, (*path, key))
    elif isinstance(tree, list) and tree:
        for index, part in enumerate(tree):
            yield from _walk(part, (*path, index))
    elif path and tree not in (None, {}, []):
        yield path, tree


def _flags(tree: Any) -> set[Path]:
    return {()} if tree is True else {path for path, flag in _walk(tree, ()) if flag is True}
