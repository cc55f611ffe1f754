"""A copy of a sandbox's workspace with the swap made, as the dry run makes it; and a plan there."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import runbooks
from migrator.workspace import TerraformWorkspace
from states.inputs import Inputs
from states.override import override_text
from tests.support.sandbox import Said, Sandbox

POST = "-var-file=post-operator.tfvars"


@dataclass(frozen=True)
class Plan:
    """What Terraform said of a plan, and the plan as JSON."""

    said: str
    document: dict[str, Any]

    def changes(self) -> dict[str, dict[str, Any]]:
        """Address -> resource change, of managed resources that change."""
        managed = (one for one in self.document["resource_changes"] if one["mode"] == "managed")
        return {one["address"]: one for one in managed if one["change"]["actions"] != ["no-op"]}


def swap(sandbox: Sandbox, into: Path, *, override: bool) -> Path:
    """Copy the workspace and make the swap in the copy, with the generated override or without."""
    runbook = runbooks.load("wandb-aws-operator")
    workspace = TerraformWorkspace(sandbox.path, runbook, Inputs(str(sandbox.path), ("post-operator.tfvars",)), sandbox.env)
    text = override_text(workspace.after(None), runbook) if override else None
    workspace.copy(into, swap=True, override=text)
    return into


def initialised(sandbox: Sandbox, at: Path) -> Said:
    """`init -upgrade`."""
    return sandbox.tried("init", "-upgrade", "-input=false", "-no-color", at=at)


def planned(sandbox: Sandbox, at: Path) -> Plan:
    """A plan of an initialised directory."""
    said = sandbox.terraform("plan", POST, "-out=plan", "-input=false", "-no-color", at=at)
    return Plan(said, json.loads(sandbox.terraform("show", "-json", "plan", at=at)))
