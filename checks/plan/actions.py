"""What a plan entry does, in the contract's words."""

from checks.plan.differences import (
    HIDDEN,
    LATER,
    Differences,
    Path,
    Trees,
    differences,
    flags,
    leaves,
    sensitive,
    spell,
    visible,
)
from checks.plan.evidence import evidence, line
from checks.plan.format import Resource
from checks.problem import Exit, Problem

__all__ = [
    "ACTIONS",
    "HIDDEN",
    "LATER",
    "ORDERS",
    "QUIET",
    "Differences",
    "Path",
    "Trees",
    "action",
    "differences",
    "evidence",
    "flags",
    "leaves",
    "line",
    "order",
    "sensitive",
    "spell",
    "visible",
    "words",
]

# Terraform's own arrays, and forget-create, which OpenTofu writes where `lifecycle { destroy = false }` is replaced.
ACTIONS: dict[tuple[str, ...], str] = {
    ("no-op",): "no-op",
    ("create",): "create",
    ("read",): "read",
    ("update",): "update",
    ("delete",): "delete",
    ("forget",): "forget",
    ("delete", "create"): "replace",
    ("create", "delete"): "replace",
    ("create", "forget"): "replace",
    ("forget", "create"): "replace",
}
ORDERS = {array: "-".join(array) for array, word in ACTIONS.items() if word == "replace"}
QUIET = frozenset({"no-op", "read"})


def action(change: Resource) -> str:
    """One of create update delete replace forget read no-op import move; the last two only where nothing else happens."""
    known = words(change.address, change.change.actions)
    if known != "no-op":
        return known
    if change.change.importing is not None:
        return "import"
    return "move" if change.previous_address else known


def words(address: str, array: list[str]) -> str:
    """The word for an array of actions; the Problem `plan-action-unknown`, which names both, where there is none."""
    known = ACTIONS.get(tuple(array))
    if known is None:
        raise Problem(
            "plan-action-unknown",
            what=f"{address}: Terraform wants to do {array}, which is not known here.",
            why="An action that is not understood cannot be judged, and guessing would be unsafe.",
            next="pip install --upgrade wandb-migrator",
            exit=Exit.USAGE,
        )
    return known


def order(change: Resource) -> str | None:
    """In which order a replacement happens, and whether the old object is deleted or forgotten; None for everything else."""
    return ORDERS.get(tuple(change.change.actions))
