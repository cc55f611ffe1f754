"""The meaning of a plan: one hash that is equal exactly where two plans would do the same.

Managed changes and outputs count. Reads and no-ops do not: they change nothing, and whether a data source is read during
plan or apply shows in what depends on it.
"""

import hashlib
from typing import Any

import msgspec

from checks.plan.actions import QUIET, action
from checks.plan.decode import Body, Plan, value


def meaning(plan: Plan) -> str:
    """SHA-256, in hex, over the sorted normal form. It covers sensitive values, and gives none of them away."""
    changes = [
        [one.address, one.deposed or "", one.previous_address or "", one.type, *_normal(one.change)]
        for one in plan.resource_changes
        if one.mode == "managed" and action(one) not in QUIET
    ]
    outputs = [[name, *_normal(body)] for name, body in plan.output_changes.items() if body.actions != ["no-op"]]
    normal = [sorted(changes, key=lambda one: one[:3]), sorted(outputs, key=lambda one: one[0])]
    return hashlib.sha256(msgspec.json.encode(normal, order="deterministic")).hexdigest()


def _normal(body: Body) -> list[Any]:
    raw = (body.before, body.after, body.after_unknown, body.before_sensitive, body.after_sensitive)
    importing = [body.importing.id, value(body.importing.identity)] if body.importing else None
    return [body.actions, [value(one) for one in raw], sorted(body.replace_paths, key=str), importing]
