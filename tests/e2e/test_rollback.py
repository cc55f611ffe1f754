"""Going back, with real Terraform: the printed commands are given to a shell, and the old application answers again."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.support.live_deeds import client
from tests.support.prefixes import stores
from tests.support.prepared import running
from tests.support.printed import Shell
from tests.support.sandbox import Sandbox

BROKEN_INIT = {"TF_CLI_ARGS_init": "-plugin-dir=/nonexistent"}
HELM_IS_AWAY = {"op": "create", "type": "helm_release", "nth": 1, "times": 99, "error": "helm is away"}


@pytest.fixture
def hostile(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox in a directory that no shell takes as it is."""
    with running(tmp_path / "it's $(mine) ü") as made:
        yield made


def configuration(sandbox: Sandbox) -> dict[str, bytes]:
    """Everything that Terraform reads, and the lock file."""
    found = (*sandbox.path.glob("*.tf*"), sandbox.path / ".terraform.lock.hcl")
    return {one.name: one.read_bytes() for one in found if "tfstate" not in one.name}


def test_after_the_swap(hostile: Sandbox) -> None:
    """Stopped after the swap: the printed commands bring every file back, a plan finds nothing, and a new run can begin."""
    shell = Shell.of(hostile)
    before = configuration(hostile)
    approval = hostile.approved()
    assert hostile.migrator("run", "--approve", approval, env=BROKEN_INIT).code == 1
    assert configuration(hostile).keys() != before.keys()
    refused = hostile.migrator("rollback", "--undo-swap", "--format", "json")
    assert (refused.code, refused.document()["code"]) == (4, "rollback-not-confirmed")
    said = shell.follow("undo-the-swap")
    assert "reverted" in said["Take the files back"]
    assert "No changes" in said["Prove it"]
    assert configuration(hostile) == before
    assert hostile.document("status")["state"] == "reverted"
    assert '"which": "old"' in shell.answers()
    again = hostile.migrator("rollback", "--undo-swap", "--yes", "--format", "json")
    assert (again.code, again.document()["code"]) == (2, "nothing-to-undo")
    assert hostile.document("rollback")["reversibility"] == "fully-reversible"
    assert hostile.approved() == approval


def test_after_the_old_application_is_gone(waiting: Sandbox) -> None:
    """Stopped with the old application and its name gone: the hybrid rollback, as printed, brings both back; data stays."""
    shell = Shell.of(waiting)
    before = stores(waiting)
    approval = waiting.offer()
    waiting.faults(HELM_IS_AWAY)
    stopped = waiting.migrator("run", "--approve", approval)
    assert stopped.code == 1
    assert "cannot be undone" in stopped.err
    assert "which" not in shell.answers()
    document = waiting.document("rollback")
    assert document["point"] == "backups-gone"
    assert {"record-moved", "old-application-gone"} <= {one["id"] for one in document["facts"]}
    for act in ("--undo-swap", "--restore-lockfile", "--restore-state"):
        refused = waiting.migrator("rollback", act, "--yes", "--format", "json")
        assert (refused.code, refused.document()["code"]) == (3, "applied-already")
    # The release of external-dns was begun and never made; what fails in the new part does not hold the old application.
    said = shell.follow("hybrid", "Stop the publisher of names", "Apply it")
    assert "nothing to remove" in said["Remove the names that it published"]
    assert '"which": "old"' in said["See it answer"]
    after = stores(waiting)
    assert {one: after[one] for one in before} == before


def test_after_the_migration_is_done(waiting: Sandbox) -> None:
    """Done, and the old application is wanted back: every printed step works, the new one is quiet, and data stays."""
    shell = Shell.of(waiting)
    before = stores(waiting)
    assert waiting.migrator("run", "--approve", waiting.offer()).code == 0
    assert '"which": "new"' in shell.answers()
    facts = {one["id"] for one in waiting.document("rollback")["facts"]}
    assert {"verified", "new-application-started", "backups-gone"} <= facts
    said = shell.follow("hybrid")
    assert "DELETE" in said["Remove the names that it published"]
    assert '"which": "old"' in said["See it answer"]
    after = stores(waiting)
    assert {one: after[one] for one in before} == before
    restored(waiting, shell)
    assert next(iter(shell.follow("backups-gone").values())).split()[-1] == "14"
    shell.follow("teardown")
    assert '"which": "old"' in shell.answers()


def restored(sandbox: Sandbox, shell: Shell) -> None:
    """The database beside the live one: a cluster with an instance, and the old application uses it; the live one stands."""
    said = shell.follow("restore-the-database")
    assert "available" in said["Find the snapshot"]
    rds = client(sandbox, "rds")
    every = {one["DBClusterIdentifier"]: one for one in rds.describe_db_clusters()["DBClusters"]}
    assert set(every) == {"wandb-sandbox", "wandb-sandbox-restored"}
    assert every["wandb-sandbox-restored"]["DBSubnetGroup"] == every["wandb-sandbox"]["DBSubnetGroup"]
    assert every["wandb-sandbox-restored"]["Endpoint"] in sandbox.terraform("state", "pull")
    assert '"which": "old"' in shell.answers()
