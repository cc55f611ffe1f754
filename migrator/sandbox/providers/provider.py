"""One stand-in provider: the protocol's calls, answered from schemas, store and backends."""

import hashlib
import json
import time
from collections.abc import Callable

from migrator.sandbox.faults import FaultFile, Rule
from migrator.sandbox.providers.catalogue import IMPORTS, SETTINGS, BackendError, Services, Spec, made
from migrator.sandbox.providers.schema import Block, encode_schema
from migrator.sandbox.providers.wire import (
    UNKNOWN,
    Message,
    decode,
    decode_value,
    diagnostic,
    encode,
    encode_value,
    has_unknown,
    raw_field,
    text_field,
)
from migrator.sandbox.store import Attributes

# Seconds that an operation takes in a demonstration, in about the proportions of the real ones; else BRIEF.
DEMO = {
    "aws_eks_cluster": 3.0,
    "aws_eks_node_group": 4.0,
    "aws_rds_cluster_instance": 5.0,
    "aws_elasticache_replication_group": 4.0,
    "aws_efs_file_system": 1.0,
    "aws_eks_addon": 2.0,
    "helm_release": 2.5,
}
BRIEF = {"fast": 0.005, "demo": 0.2}
# hashicorp/aws 4.x calls these by other names; its state upgrade carries the values over.
RENAMED = {"replication_group_description": "description", "number_cache_clusters": "num_cache_clusters"}


class Crash(Exception):
    """The provider is to die in mid-operation."""


class Provider:
    """Answers for one provider in one version. Method names are the protocol's."""

    def __init__(self, spec: Spec, services: Services, faults: FaultFile) -> None:
        self._spec = spec
        self._services = services
        self._faults = faults
        self._configured: Attributes = {}

    def calls(self) -> dict[str, Callable[[Message], bytes]]:
        """RPC name -> handler."""
        nothing = ("ValidateProviderConfig", "ValidateResourceConfig", "ValidateDataResourceConfig", "StopProvider")
        quiet = dict.fromkeys((*nothing, "GetFunctions", "GetResourceIdentitySchemas"), _nothing)
        return {
            **quiet,
            "GetProviderSchema": self.schema,
            "GetMetadata": self.metadata,
            "ConfigureProvider": self.configure,
            "UpgradeResourceState": self.upgrade,
            "PlanResourceChange": self.plan,
            "ApplyResourceChange": self.apply,
            "ReadResource": self.read,
            "ImportResourceState": self.take_in,
            "ReadDataSource": self.read_data,
        }

    def schema(self, message: Message) -> bytes:  # noqa: ARG002 - every call has the same shape
        """All schemas."""
        resources = [(2, encode((1, name), (2, encode_schema(one)))) for name, one in sorted(self._spec.resources.items())]
        data = [(3, encode((1, name), (2, encode_schema(one)))) for name, one in sorted(self._spec.data.items())]
        return encode((1, encode_schema(self._spec.provider)), *resources, *data, (6, encode((2, True))))

    def metadata(self, message: Message) -> bytes:  # noqa: ARG002 - every call has the same shape
        """The names of all types."""
        data = [(3, encode((1, name))) for name in self._spec.data]
        return encode((1, encode((2, True))), *data, *[(4, encode((1, name))) for name in self._spec.resources])

    def configure(self, message: Message) -> bytes:
        """Keep the provider block."""
        self._configured = _attributes(decode_value(raw_field(message, 2))) or {}
        return b""

    def upgrade(self, message: Message) -> bytes:
        """State of another provider version: attributes that are gone are dropped, new ones are null."""
        schema = self._spec.resources[text_field(message, 1)]
        stored = json.loads(raw_field(decode(raw_field(message, 3)), 1) or b"null")
        if isinstance(stored, dict):
            empty: Attributes = {**dict.fromkeys(schema.attributes), **{name: [] for name in schema.blocks}}
            renamed = {RENAMED.get(name, name): value for name, value in stored.items()}
            stored = {name: renamed.get(name, default) for name, default in empty.items()}
        return encode((1, encode((2, json.dumps(stored)))))

    def plan(self, message: Message) -> bytes:
        """Fill in what is known only later, and say what forces a replacement."""
        schema = self._spec.resources[text_field(message, 1)]
        prior, proposed = _attributes(decode_value(raw_field(message, 2))), _attributes(decode_value(raw_field(message, 3)))
        if proposed is None:
            return encode((1, encode_value(None)), (5, True))
        if prior is None:
            _mark_computed(schema, proposed)
        self._tag(schema, proposed)
        changed = [name for name in proposed if prior is not None and proposed[name] != prior.get(name)]
        if changed:
            proposed.update(dict.fromkeys(schema.anew, UNKNOWN))
        forcing = [(2, encode((1, encode((1, name))))) for name in changed if name in schema.forces]
        return encode((1, encode_value(proposed)), *forcing, (3, raw_field(message, 5)), (5, True))

    def apply(self, message: Message) -> bytes:
        """Create, update or delete, unless a fault says otherwise."""
        kind = text_field(message, 1)
        prior, planned = _attributes(decode_value(raw_field(message, 2))), _attributes(decode_value(raw_field(message, 3)))
        op = "create" if prior is None else "delete" if planned is None else "update"
        rule = self._strike(op, kind)
        name = str((prior or {}).get("id") or "")
        partial = rule is not None and rule.partial and op == "create"
        if rule is not None and rule.error and not partial:
            self._services.store.log(op, kind, name, "error")
            return encode((1, encode_value(prior)), (3, diagnostic(rule.error)), (4, True))
        try:
            new = self._do(kind, op, prior, planned, "partial" if partial else "ok")
        except BackendError as error:
            self._services.store.log(op, kind, name, "error")
            return encode((1, encode_value(prior)), (3, diagnostic(str(error))), (4, True))
        return encode((1, encode_value(new)), (3, diagnostic(rule.error) if rule and rule.error else None), (4, True))

    def read(self, message: Message) -> bytes:
        """What is there now; null where the object is gone."""
        kind = text_field(message, 1)
        current = _attributes(decode_value(raw_field(message, 2))) or {}
        rule = self._strike("read", kind)
        if rule is not None and rule.error:
            return encode((1, encode_value(current)), (2, diagnostic(rule.error)))
        backend = self._services.backends.get(kind)
        found = backend.read(current) if backend else self._services.store.get(kind, str(current["id"]))
        shown = None if found is None else {name: found.get(name, value) for name, value in current.items()}
        return encode((1, encode_value(shown)), (3, raw_field(message, 3)))

    def take_in(self, message: Message) -> bytes:
        """Import from the store, by the id or by what the type wants instead of it."""
        kind, name = text_field(message, 1), text_field(message, 2)
        schema, found = self._spec.resources[kind], self._services.store.get(kind, name) or self._formed(kind, name)
        if found is None:
            return encode((2, diagnostic("Cannot import non-existent remote object", f"{kind} {name}")))
        shown = {key: found.get(key) for key in (*schema.attributes, *schema.blocks)}
        return encode((1, encode((1, kind), (2, encode_value(shown)))))

    def _formed(self, kind: str, name: str) -> Attributes | None:
        form, backend = IMPORTS.get(kind), self._services.backends.get(kind)
        if backend is not None and kind == "aws_route53_record":
            zone, record, shape = name.split("_")
            return backend.read({"id": name, "zone_id": zone, "name": record, "type": shape, "fqdn": record})
        return next((one for one in self._services.store.all(kind) if form and form.format(**one) == name), None)

    def read_data(self, message: Message) -> bytes:
        """A data source."""
        kind = text_field(message, 1)
        given = _attributes(decode_value(raw_field(message, 2))) or {}
        rule = self._strike("data", kind)
        try:
            found = {**given, **self._services.data[kind](given)}
        except (LookupError, BackendError) as error:
            return encode((2, diagnostic(f"reading {kind}: {error}")))
        return encode((1, encode_value(found)), (2, diagnostic(rule.error) if rule and rule.error else None))

    def _strike(self, op: str, kind: str) -> Rule | None:
        rule = self._faults.hit(op, kind)
        if rule is not None and rule.crash:
            self._services.store.log(op, kind, "", "crash")
            raise Crash
        return rule

    def _do(
        self, kind: str, op: str, prior: Attributes | None, planned: Attributes | None, result: str
    ) -> Attributes | None:
        store, backend = self._services.store, self._services.backends.get(kind)
        pace = store.setting("pace") or "fast"
        time.sleep(DEMO.get(kind, BRIEF[pace]) if pace == "demo" else BRIEF[pace])
        if planned is None:
            gone = prior or {}
            backend.delete(gone) if backend else store.remove(kind, str(gone["id"]))
            store.log(op, kind, str(gone["id"]), result)
            return None
        schema = self._spec.resources[kind]
        told = _of_what(planned, schema) if kind in SETTINGS else (prior or {}).get("id") or store.count("id")
        new = _filled(kind, schema, planned, hashlib.sha256(f"{kind}:{told}".encode()).hexdigest())
        if prior is not None:
            new["id"] = prior["id"]
        backend.write(new, new=prior is None) if backend else store.put(kind, str(new["id"]), new)
        store.log(op, kind, str(new["id"]), result)
        return new

    def _tag(self, schema: Block, proposed: Attributes) -> None:
        if "tags_all" not in schema.attributes:
            return
        defaults = self._configured.get("default_tags")
        common = defaults[0]["tags"] if isinstance(defaults, list) and defaults else {}
        own = proposed.get("tags")
        proposed["tags_all"] = UNKNOWN if has_unknown(own) else {**(common or {}), **(own if isinstance(own, dict) else {})}


def _nothing(message: Message) -> bytes:  # noqa: ARG001 - every call has the same shape
    return b""


def _attributes(value: object) -> Attributes | None:
    return value if isinstance(value, dict) else None


def _of_what(setting: Attributes, schema: Block) -> list[object]:
    """What a setting is one of: written again it is the same."""
    return [setting[name] for name in sorted(schema.forces)]


def _mark_computed(schema: Block, proposed: Attributes) -> None:
    for name, attribute in schema.attributes.items():
        if attribute.computed and proposed.get(name) is None:
            proposed[name] = UNKNOWN


def _filled(kind: str, schema: Block, planned: Attributes, seed: str) -> Attributes:
    for name in [name for name, value in planned.items() if value is UNKNOWN]:
        planned[name] = made(kind, name, schema.attributes[name].type, planned, seed)
    return planned
