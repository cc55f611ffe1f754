"""Small documents in the shape of `terraform show -json`, made by comparing a state with what is wanted."""

import re
from collections.abc import Iterable, Mapping
from typing import Any

Values = Mapping[str, Any]
Document = dict[str, Any]
ADDRESS = re.compile(r"(?:module\.[\w-]+(?:\[[^\]]+\])?\.)*(?P<data>data\.)?(?P<type>\w+)\.(?P<name>\w+)")

POLICY = "module.wandb_infra.module.app_eks.aws_iam_policy.node_kms"
NODES = 'module.wandb_infra.module.app_eks.module.eks.module.node_groups.aws_eks_node_group.workers["primary"]'
PET = "module.wandb_infra.module.app_eks.random_pet.efs"
OPERATOR = "module.wandb_infra.module.wandb.helm_release.operator"
OLD_APP = "module.wandb_app.kubernetes_deployment.wandb"
BUCKET = "module.wandb_infra.module.file_storage[0].aws_s3_bucket.file_storage"

# The migration in small: one update, one create-delete replacement, two creates, one delete, one that stays.
PRE: dict[str, Values] = {
    BUCKET: {"bucket": "files"},
    POLICY: {"policy": "with sid"},
    NODES: {"id": "wandb:old", "instance_types": ["m4.large"], "cluster_name": "wandb", "node_group_name": "old"},
    OLD_APP: {"replicas": 1},
}
POST: dict[str, Values] = {
    BUCKET: {"bucket": "files"},
    POLICY: {"policy": "without sid"},
    NODES: {"instance_types": ["r6i.xlarge"], "cluster_name": "wandb", "node_group_name": "new"},
    PET: {"length": 2},
    OPERATOR: {"chart": "operator", "version": "1.1.2", "name": "operator", "namespace": "wandb"},
}
FORCING = frozenset({"instance_types"})
# Everything that the migration in small does to the cloud, each once.
EFFECTS = (
    ("update", POLICY),
    ("create", NODES),
    ("delete", NODES),
    ("create", PET),
    ("create", OPERATOR),
    ("delete", OLD_APP),
)


def document(changes: Iterable[Document], **more: Any) -> Document:
    """A whole plan."""
    return {"format_version": "1.2", "complete": True, "errored": False, "resource_changes": list(changes), **more}


def change(address: str, actions: list[str], before: Values | None, after: Values | None, **more: Any) -> Document:
    """One entry of resource_changes; what is created or replaced has an id that is only known after apply."""
    found = ADDRESS.match(address)
    assert found is not None, address
    body = {
        "actions": actions,
        "before": before,
        "after": after,
        "after_unknown": {"id": True} if "create" in actions else {},
        "before_sensitive": {},
        "after_sensitive": {},
        "replace_paths": more.pop("replace_paths", []),
    }
    mode = "data" if found["data"] else "managed"
    return {"address": address, "mode": mode, "type": found["type"], "name": found["name"], "change": body, **more}


def compare(state: Mapping[str, Values], deposed: Iterable[str], wanted: Mapping[str, Values]) -> Document:
    """The plan that leads from a state to what is wanted; `deposed` are old objects that a replacement left."""
    changes = [_left(address) for address in sorted(deposed)]
    changes += [_one(address, state.get(address), wanted.get(address)) for address in sorted({*state, *wanted})]
    return document(changes)


def changing(plan: Document) -> list[Document]:
    """The entries that do something."""
    return [one for one in plan["resource_changes"] if one["change"]["actions"] != ["no-op"] or "importing" in one["change"]]


def _one(address: str, before: Values | None, after: Values | None) -> Document:
    if before is None:
        return change(address, ["create"], None, after)
    if after is None:
        return change(address, ["delete"], before, None)
    if before == after:
        return change(address, ["no-op"], before, after)
    forced = sorted(key for key in FORCING & {*before, *after} if before.get(key) != after.get(key))
    actions = ["create", "delete"] if forced else ["update"]
    return change(address, actions, before, after, replace_paths=[[key] for key in forced])


def _left(address: str) -> Document:
    return change(address, ["delete"], {"old": True}, None, deposed="0badcafe")
