"""What a person does to objects: make, replace, patch, scale, delete; nothing of it with `dryRun`."""

import json
import secrets
from typing import Any

from migrator.sandbox.cluster.answers import Answer, Refusal, document, done, named, status
from migrator.sandbox.cluster.kinds import Item, Kind, key, kind
from migrator.sandbox.cluster.metadata import rfc3339
from migrator.sandbox.cluster.objects import Objects
from migrator.sandbox.cluster.patching import patched
from migrator.sandbox.workload import uid

FIXED = ("uid", "creationTimestamp", "name", "namespace", "deletionTimestamp")
NEITHER = frozenset({"resourceVersion", "managedFields", "generateName", "selfLink"})


def read(body: bytes) -> Item:
    """ValueError where a body is no object."""
    found: Any = json.loads(body)
    if not isinstance(found, dict):
        raise ValueError(found)  # noqa: TRY004 - a body that is no object is as bad as one that is no JSON
    return found


class Writing:
    """Writes of one kind of objects."""

    def __init__(self, objects: Objects, kind: Kind, *, dry: bool) -> None:
        self._objects = objects
        self._kind = kind
        self._dry = dry

    def create(self, body: Item, space: str | None, now: float) -> Answer:
        """POST."""
        item = self._made(body, space, now)
        if any(key(one) == key(item) for one in self._objects.all(self._kind)):
            raise Refusal(status(409, "AlreadyExists", f'{self._kind.plural} "{item["metadata"]["name"]}" already exists'))
        self._in_namespace(item)
        return document(named(self._kind, self._put(item)), 201)

    def _made(self, body: Item, space: str | None, now: float) -> Item:
        """A new object, in the namespace of its path. ValueError where it has no name."""
        given = body.get("metadata")
        meta = dict(given) if isinstance(given, dict) else {}
        name = meta.get("name") or (f"{meta['generateName']}{secrets.token_hex(3)}" if meta.get("generateName") else None)
        if not name:
            raise ValueError(given)
        place = {} if space is None else {"namespace": space}
        made = {"name": name, "uid": uid(self._kind.plural, space or "", str(name), now), "creationTimestamp": rfc3339(now)}
        kept = {one: value for one, value in meta.items() if one not in NEITHER}
        spec = {one: value for one, value in body.items() if one not in ("kind", "apiVersion")}
        if self._kind.status:
            spec.pop("status", None)
        return {**spec, "metadata": {"labels": {}, **kept, **place, **made, "generation": 1}}

    def apply_new(self, body: bytes, space: str | None, name: str, now: float) -> Answer:
        """A server-side apply of what is not there."""
        whole = patched("application/apply-patch+yaml", {}, body)
        return self.create({**whole, "metadata": {**whole.get("metadata", {}), "name": name}}, space, now)

    def _in_namespace(self, item: Item) -> None:
        space = item["metadata"].get("namespace")
        known = [one["metadata"]["name"] for one in self._objects.all(kind("namespaces"))]
        if space is not None and space not in known:
            raise Refusal(status(404, "NotFound", f'namespaces "{space}" not found'))

    def replace(self, there: Item, body: Item, part: str | None) -> Answer:
        """PUT, also of the status or the scale."""
        wanted = (body.get("metadata") or {}).get("resourceVersion")
        if wanted and wanted != there["metadata"]["resourceVersion"]:
            raise Refusal(
                status(409, "Conflict", "the object has been modified; please apply your changes to the latest version")
            )
        return self._write(there, body, part)

    def patch(self, there: Item, content_type: str, body: bytes, part: str | None) -> Answer:
        """PATCH, also of the status or the scale."""
        before = scale(there) if part == "scale" else named(self._kind, there)
        try:
            after = patched(content_type, before, body)
        except LookupError:
            raise Refusal(status(415, "UnsupportedMediaType")) from None
        except json.JSONDecodeError:
            raise
        except ValueError as error:
            raise Refusal(status(422, "Invalid", str(error))) from error
        return self._write(there, after, part)

    def _write(self, there: Item, body: Item, part: str | None) -> Answer:
        if part == "scale":
            count = int((body.get("spec") or {}).get("replicas") or 0)
            return document(scale(self._put({**there, "spec": {**there.get("spec", {}), "replicas": count}})))
        if part == "status":
            return document(named(self._kind, self._put({**there, "status": body.get("status", {})})))
        return document(named(self._kind, self._put(self._changed(there, body))))

    def _changed(self, there: Item, body: Item) -> Item:
        """The object as the body says, but for what nobody may change. Another spec is another generation."""
        given = body.get("metadata")
        meta = given if isinstance(given, dict) else {}
        old = there["metadata"]
        fixed = {one: old[one] for one in FIXED if one in old}
        rest = {one: value for one, value in body.items() if one not in ("kind", "apiVersion", "metadata")}
        if self._kind.status:
            rest.pop("status", None)
            rest |= {"status": there["status"]} if "status" in there else {}
        new = {one: value for one, value in meta.items() if one not in NEITHER}
        generation = old.get("generation", 1) + (rest.get("spec") != there.get("spec"))
        return {**rest, "metadata": {"labels": {}, **new, **fixed, "generation": generation}}

    def _put(self, item: Item) -> Item:
        meta = {one: value for one, value in item["metadata"].items() if one not in NEITHER}
        return item if self._dry else self._objects.put(self._kind, {**item, "metadata": meta})

    def delete(self, there: Item, body: bytes) -> Answer:
        """DELETE, with the uid that a body may ask for."""
        options = json.loads(body) if body.strip() else None
        wanted = (options or {}).get("preconditions") or {}
        meta = there["metadata"]
        if wanted.get("uid") not in (None, meta["uid"]):
            return status(409, "Conflict", "the UID in the precondition is another one")
        if not self._dry:
            self._objects.remove(self._kind, there)
        return done(self._kind, meta["name"], meta["uid"])


def scale(item: Item) -> Item:
    """The scale of an object."""
    meta, labels = item["metadata"], item.get("spec", {}).get("selector", {}).get("matchLabels", {})
    selector = ",".join(f"{name}={value}" for name, value in sorted(labels.items()))
    names = {one: meta[one] for one in ("name", "namespace", "uid", "resourceVersion") if one in meta}
    return {
        "kind": "Scale",
        "apiVersion": "autoscaling/v1",
        "metadata": names,
        "spec": {"replicas": item.get("spec", {}).get("replicas", 1)},
        "status": {"replicas": item.get("status", {}).get("replicas", 0), "selector": selector},
    }
