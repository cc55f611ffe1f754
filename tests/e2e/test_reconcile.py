"""After a Terraform that was killed: what exists is adopted, what is healthy is kept, and everything was created once."""

import json
import os
import signal
import time

from tests.e2e.test_killed import killed_with_terraform
from tests.support.sandbox import Sandbox

ADDON = "module.wandb_infra.module.app_eks.aws_eks_addon.efs"


def test_adopted(sandbox: Sandbox) -> None:
    """Created in the cloud, unknown to the state: planned as an import, approved, and in the end everything exists once."""
    killed_with_terraform(sandbox)
    said = sandbox.migrator("run", "--format", "json")
    assert (said.code, said.document()["state"]) == (4, "waiting"), said
    assert f"{ADDON}: adopt: wandb-sandbox:aws-efs-csi-driver exists, is active" in said.err
    assert any(one.startswith(f"{ADDON}: ") for one in said.document()["because"]), said.document()
    assert not (sandbox.path / "migrator_imports.tf").exists()
    said = sandbox.migrator("run", "--approve", said.document()["waiting_for"]["approval"], "--format", "json")
    assert (said.code, said.document()["state"]) == (0, "done"), said
    assert set(sandbox.creations().values()) == {1}
    assert f'"{ADDON}"' in json.dumps(sandbox.terraform("state", "list").splitlines()).replace("\\", "")
