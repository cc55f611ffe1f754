"""One change, looked at once: its kind, its bodies, and what differs between them."""

import re
from functools import cache
from typing import Any, NamedTuple

import msgspec

from checks.plan.actions import HIDDEN, LATER, Differences, Path, Trees, differences, flags, leaves, line, sensitive, visible
from checks.plan.decode import Resource, value
from checks.plan.hazards.once import once
from checks.plan.hazards.written import written

# What is only for people to read.
COSMETIC = frozenset({"tags", "tags_all", "description"})
COMPARED = frozenset({"update", "replace"})
# Kubernetes objects that are written as a document; which kind they are stands in it.
MANIFESTS = frozenset({"kubectl_manifest", "kubernetes_manifest"})
# Those that are written as text, and where it stands: an attribute whose values are never shown.
TEXTS, TEXT = frozenset({"kubectl_manifest"}), "yaml_body"
WORD = re.compile(r"(?<=[a-z0-9])(?=[A-Z])")
KIND = re.compile(r"^kind:[ \t]*[\"']?(\w+)", re.MULTILINE)
VERSIONED = re.compile(r"_v\d+(?:(?:alpha|beta)\d+)?(?=$|_data$)")
# Two spellings of one kind.
SAME = {"kubernetes_daemon_set": "kubernetes_daemonset"}


class Went(NamedTuple):
    """A leaf that differs; `new` is `LATER` where it is only known after apply."""

    path: Path
    old: Any
    new: Any


class Seen(msgspec.Struct, frozen=True, dict=True, eq=False):
    """One change with its differences; bodies are decoded when a rule asks for them."""

    change: Resource
    action: str
    order: str | None
    differences: dict[Path, tuple[Any, Any]]

    @once
    def kind(self) -> str:
        """The type, without the version of a Kubernetes API; of a manifest the type of what stands in it."""
        if self.change.type in MANIFESTS:
            return _manifest(self.after or self.before) or self.change.type
        return bare(self.change.type)

    @once
    def before(self) -> dict[str, Any]:
        """What is there; empty where nothing is."""
        return _body(value(self.change.change.before))

    @once
    def after(self) -> dict[str, Any]:
        """What will be there, as far as it is known; empty where nothing will."""
        return _body(value(self.change.change.after))

    @once
    def unknown(self) -> dict[str, Any]:
        """Which attributes are only known after apply; where that is all of it, every one that is there."""
        tree = value(self.change.change.after_unknown)
        return dict.fromkeys(self.before, tree) if tree is True else _body(tree)

    @once
    def names(self) -> frozenset[str]:
        """Every name on a path to a difference, what is only for people aside."""
        found = [path for path in self.differences if path[0] not in COSMETIC]
        return frozenset([part for path in found for part in path if isinstance(part, str)])

    @once
    def marks(self) -> frozenset[Path]:
        """What Terraform calls sensitive, on either side."""
        return frozenset(mark for tree in self.trees for mark in flags(tree))

    @once
    def trees(self) -> Trees:
        """The same as Terraform writes it."""
        return sensitive(self.change)

    def went(self, *attributes: str) -> list[Went]:
        """Every leaf that differs at or below one of the attributes, or any, wherever they are nested; real values."""
        wanted = set(attributes)
        changed = ((path, pair) for path, pair in self.differences.items() if path[0] not in COSMETIC)
        return [self._real(path, *pair) for path, pair in changed if not wanted or not wanted.isdisjoint(path)]

    def line(self, one: Went) -> str:
        """The leaf as evidence; a sensitive value is not in it."""
        return line(visible(one.path, self.trees), *self.differences[one.path])

    def secret(self, *path: str | int) -> bool:
        """Whether the path, or a part of what is there, is sensitive."""
        return any(path[: len(mark)] == mark or mark[: len(path)] == path for mark in self.marks)

    def _real(self, path: Path, old: Any, new: Any) -> Went:
        if (old, new) != (HIDDEN, HIDDEN):
            return Went(path, old, new)
        later = dig(self.unknown, path) is True
        return Went(path, dig(self.before, path), LATER if later else dig(self.after, path))


def see(change: Resource, action: str, order: str | None) -> Seen:
    """Look at a change once."""
    if action not in COMPARED:
        return Seen(change, action, order, {})
    found = differences(change)
    more = _rewritten(change) if change.type in TEXTS else {}
    return Seen(change, action, order, {**found, **more} if more else found)


def _rewritten(change: Resource) -> Differences:
    """What differs within objects that are written as text, below the attribute that they stand in."""
    old, new = (_leaves(_body(value(one))) for one in (change.change.before, change.change.after))
    paths = sorted({**old, **new}, key=str) if old and new else ()
    return {path: (old.get(path), new.get(path)) for path in paths if old.get(path) != new.get(path)}


def _leaves(body: dict[str, Any]) -> dict[Path, Any]:
    return dict(leaves(written(body), (TEXT,)))


def dig(tree: Any, path: Path) -> Any:
    """What stands at a path; None where nothing does."""
    for part in path:
        if isinstance(tree, dict):
            tree = tree.get(str(part))
        elif isinstance(tree, list) and isinstance(part, int) and part < len(tree):
            tree = tree[part]
        else:
            return None
    return tree


def blocks(tree: Any) -> list[dict[str, Any]]:
    """A nested block as a list of dictionaries, whether there is none, one, or several."""
    several = tree if isinstance(tree, list) else [tree]
    return [one for one in several if isinstance(one, dict)]


def texts(tree: Any) -> list[str]:
    """The texts of an attribute that is one, or a list of them."""
    several = tree if isinstance(tree, list) else [tree]
    return [one for one in several if isinstance(one, str)]


@cache
def bare(kind: str) -> str:
    """A type without the version of a Kubernetes API."""
    if not kind.startswith("kubernetes_"):
        return kind
    plain = VERSIONED.sub("", kind)
    return SAME.get(plain, plain)


def _body(tree: Any) -> dict[str, Any]:
    return tree if isinstance(tree, dict) else {}


def _manifest(body: dict[str, Any]) -> str | None:
    document = body.get("manifest") or body.get("object") or body
    written = KIND.search(str(body.get("yaml_body") or body.get("yaml_body_parsed") or ""))
    kind = document.get("kind") if isinstance(document, dict) else None
    kind = kind or (written.group(1) if written else None)
    return bare(f"kubernetes_{WORD.sub('_', kind).lower()}") if isinstance(kind, str) else None
