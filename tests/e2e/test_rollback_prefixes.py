"""One deployment, stopped again and again on its way: what is claimed holds, the printed commands lead where they say."""

import json
from typing import Any

from tests.support.kubectl import kubectl
from tests.support.prefixes import NOBODY_NOTICES, Prefix, Way, stores
from tests.support.printed import Shell
from tests.support.sandbox import Sandbox

NEVER_BEGUN = {"TF_CLI_ARGS_apply": "-no-such-option"}
CREATES_ONLY = Prefix(create=99, update=0, delete=0, never=(("create", "helm_release"),))
NAME_STAYS = Prefix(create=99, update=99, delete=99, never=(("create", "helm_release"), ("delete", "aws_route53_record")))
DEPLOYMENT = "/apis/apps/v1/namespaces/default/deployments/wandb"


def untouched(sandbox: Sandbox, point: str) -> dict[str, Any]:
    """At this point nobody notices, by claim and in fact, and nothing that could be asked is unknown."""
    told = sandbox.document("rollback")
    assert told["point"] == point, told["facts"]
    assert told["reversibility"] in NOBODY_NOTICES
    assert '"which": "old"' in Shell.of(sandbox).answers()
    assert {one["seen"] for one in told["live"]} <= {"as-before", "changed"}, told["live"]
    return told


def test_before_anything_is_applied(sandbox: Sandbox) -> None:
    """Before the swap, after the backup, after an apply that did nothing: everything is put back, and nobody notices."""
    approval = sandbox.approved()
    untouched(sandbox, "untouched")
    shell = Shell.of(sandbox)
    assert "No changes" in shell.follow("nothing-to-undo")["See that the old configuration stands"]
    backed_up(sandbox, approval)
    apply_never_began(sandbox, shell)


def test_in_the_middle_of_the_apply(sandbox: Sandbox) -> None:
    """With creates only users have what they had; with the old application gone and its name still there it comes back."""
    before = stores(sandbox)
    only_creates(sandbox)
    way = Way(sandbox, before)
    sandbox.faults(*NAME_STAYS.rules())
    assert sandbox.migrator("run").code == 1
    told = way.hold()
    assert way.wrong == []
    assert told["reversibility"] == "irreversible"
    ids = {one["id"] for one in told["facts"]}
    assert {"old-application-gone", "backups-gone"} <= ids
    assert "record-moved" not in ids


def backed_up(sandbox: Sandbox, approval: str) -> None:
    """The backup is there, no file was moved; what somebody takes away then is given back by the printed commands."""
    aside = sandbox.path / "pre-operator.tf.disabled"
    aside.write_text("# mine\n")
    assert sandbox.migrator("run", "--approve", approval).code == 1
    aside.unlink()
    assert sandbox.file("backup/manifest.json").is_file()
    untouched(sandbox, "untouched")
    kubectl(sandbox, "DELETE", DEPLOYMENT)
    assert '"which": "old"' not in Shell.of(sandbox).answers()
    told = sandbox.document("rollback")
    assert (told["point"], told["reversibility"]) == ("objects-missing", "reversible-with-outage")
    assert sandbox.document("rollback", "--offline")["live"] is None
    said = Shell.of(sandbox).follow("give-back")
    assert list(said) == ["Make the objects again"]
    untouched(sandbox, "untouched")


def apply_never_began(sandbox: Sandbox, shell: Shell) -> None:
    """Terraform refused its arguments: serial and lineage show that nothing was written, and the swap is undone."""
    assert sandbox.migrator("run", env=NEVER_BEGUN).code == 1
    told = untouched(sandbox, "apply-began")
    assert next(one for one in told["live"] if one["about"] == "state")["seen"] == "as-before"
    shell.follow("nothing-applied")
    said = shell.follow("undo-the-swap")
    assert "No changes" in said["Prove it"]
    untouched(sandbox, "reverted")


def only_creates(sandbox: Sandbox) -> None:
    """Nothing was taken away yet: the old application serves, and what failed to be deleted or changed is not counted."""
    approval = sandbox.approved()
    sandbox.faults(*CREATES_ONLY.rules())
    assert sandbox.migrator("run", "--approve", approval).code == 1
    facts = untouched(sandbox, "other-create")["facts"]
    assert {"acted", "begun-not-done"} <= {one["id"] for one in facts}
    journal = json.loads(sandbox.migrator("rollback", "--offline", "--format", "json").out)
    assert journal["reversibility"] not in NOBODY_NOTICES
