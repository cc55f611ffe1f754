"""backup: everything that is hard to get back, digested, before the first file is moved."""

from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from checks.facts import Missing, NotThere
from checks.problem import Exit, Problem
from states import manifest
from states.events import Accepted, Entered, State
from states.saving import DIRECTORY, BackedUp, Kind, Workload
from states.stored import PREVIEWED_STATE
from states.terraform import Directory
from tests.support.acts import Act, reached
from tests.support.belongings import CANARY, DIGEST
from tests.support.ports import digest
from tests.support.terraform_port import trouble
from tests.support.world import FQDN, HERE, INPUTS, RUN, WHO

STATE_FILE = f"{DIRECTORY}/terraform.tfstate"


def backed_up(act: Act) -> BackedUp:
    """The outcome."""
    outcome = act.act()
    assert isinstance(outcome, BackedUp)
    return outcome


def saved(act: Act) -> dict[str, str]:
    """Name -> digest of the copy that lies in the run's directory."""
    found = {f"{DIRECTORY}/{one.file}": one.sha256 for one in backed_up(act).parts}
    assert {name: digest(act.stage.world.disk[RUN / name]) for name in found} == found
    return found


def content(act: Act, name: str) -> bytes:
    """A file of the backup."""
    return act.stage.world.disk[RUN / DIRECTORY / name]


def check(act: Act) -> manifest.Manifest:
    """The backup, verified as `migrator backup verify` does it."""
    return manifest.verified("here", lambda name: act.stage.files.read(f"{DIRECTORY}/{name}"))


def test_everything_is_saved_with_its_digest() -> None:
    """Files, state, objects, records and buckets are saved; each digest is that of the copy."""
    act = reached(State.BACKUP)
    names = {Path(name).name for name in saved(act)}
    mine = {"terraform.tfstate", "kubernetes.yaml", "records.json", "put-bucket-versioning.json"}
    assert names == {one.name for one in act.stage.world.below(HERE)} | mine


def test_what_the_run_knows_of_it() -> None:
    """Parts by kind, origin, image digest, the old application and the snapshot are in the run, and nothing secret."""
    act = reached(State.BACKUP)
    done = backed_up(act)
    assert act.run.backed_up == done
    assert done.files(Kind.KUBERNETES) == ("backup/kubernetes.yaml",)
    assert done.files(Kind.LOCK_FILE) == ("backup/.terraform.lock.hcl",)
    assert done.files(Kind.VARIABLES) == ("backup/post-operator.tfvars",)
    assert (done.image, done.workload) == (DIGEST, Workload("default", "wandb", 2))
    assert done.origin is not None
    assert done.origin.version == "v7"
    assert done.snapshot is not None
    assert done.snapshot.id == "migrator-run"
    assert CANARY not in repr(act.stage.journal.kept)
    assert CANARY.encode() not in content(act, manifest.NAME)
    assert not [one for one in act.stage.notes if CANARY in one.text]


def test_objects_can_be_applied_again() -> None:
    """The cluster's objects are saved in their order, without what the server set."""
    act = reached(State.BACKUP)
    backed_up(act)
    secret, deployment = yaml.safe_load_all(content(act, "kubernetes.yaml"))
    assert secret["metadata"] == {"name": "wandb", "namespace": "default"}
    assert secret["data"] == {"license": CANARY}
    assert deployment["spec"]["replicas"] == 2
    assert "status" not in deployment


def test_records_of_the_name() -> None:
    """The zone's records of the host name are a change batch that puts them back; others are not in it."""
    act = reached(State.BACKUP)
    backed_up(act)
    batch = yaml.safe_load(content(act, "records.json"))
    assert [(one["Action"], one["ResourceRecordSet"]["Name"]) for one in batch["Changes"]] == [("UPSERT", f"{FQDN}.")]


def test_again_is_harmless() -> None:
    """Killed in the middle, there is nothing to settle: everything is saved again, to the same digests."""
    act = reached(State.BACKUP)
    act.record(Entered(State.BACKUP))
    assert act.settle() is None
    act.stage.workspace.save(act.stage.files.path("backup"))
    assert len(saved(act)) == 8


def test_the_manifest_is_last() -> None:
    """A backup that stopped anywhere before its end has no manifest, and is refused; a whole one is not."""
    act = reached(State.BACKUP)
    act.stage.belongings.says["snapshot"] = Missing("RDS refuses CreateDBClusterSnapshot (AccessDenied)")
    with pytest.raises(Problem, match="snapshot-failed"):
        act.act()
    with pytest.raises(Problem, match="backup-partial"):
        check(act)
    del act.stage.belongings.says["snapshot"]
    act.again()
    assert check(act).snapshot is not None


@pytest.mark.parametrize("name", ["terraform.tfstate", "kubernetes.yaml", manifest.NAME])
@pytest.mark.parametrize("damage", ["changed", "cut", "gone"])
def test_a_damaged_backup_is_refused(name: str, damage: str) -> None:
    """A file that is gone, shorter or another, the manifest too, is named, and the backup refused."""
    act = reached(State.BACKUP)
    backed_up(act)
    path = RUN / DIRECTORY / name
    whole = act.stage.world.disk.pop(path)
    spoilt = {"changed": whole.replace(b"1", b"2", 1), "cut": whole[:-3]}
    if damage != "gone":
        act.stage.world.disk[path] = spoilt[damage]
    with pytest.raises(Problem, match=r"backup-damaged|backup-partial") as caught:
        check(act)
    assert name in caught.value.what + caught.value.why


def without_backend(act: Act, code: str) -> None:
    """The workspace has no backend on this machine: the state cannot be pulled there."""

    def pull(where: Directory) -> bytes:
        raise trouble(code)

    act.stage.terraform.pull = pull  # type: ignore[method-assign]


def test_a_checkout_that_was_never_initialised() -> None:
    """Where the state cannot be pulled in place yet, it is saved as the preview had it; nothing is initialised for that."""
    act = reached(State.BACKUP)
    inits = list(act.stage.terraform.inits)
    without_backend(act, "backend-not-initialised")
    assert saved(act)[STATE_FILE] == digest(act.stage.world.disk[RUN / PREVIEWED_STATE])
    assert act.stage.terraform.inits == inits


def test_a_state_that_cannot_be_read_stops() -> None:
    """Any other failure to read the state stops the run before a file is moved."""
    act = reached(State.BACKUP)
    without_backend(act, "terraform-failed")
    with pytest.raises(Problem, match="terraform-failed"):
        act.act()
    assert act.stage.terraform.inits[1:] == []


LOST = Missing("the cluster's API did not answer")


@pytest.mark.parametrize("what", ["object", "records", "bucket"])
def test_what_cannot_be_read_stops(what: str) -> None:
    """A lost connection in the middle stops the run with everything that is lacking; a person may answer for that."""
    act = reached(State.BACKUP)
    act.stage.belongings.says[what] = LOST
    with pytest.raises(Problem, match="backup-incomplete") as caught:
        act.act()
    assert LOST.why in caught.value.why
    act.record(Accepted("backup-incomplete", "it is known", WHO))
    act.again()
    assert act.run.backed_up is not None
    assert any(one.why == LOST.why for one in act.run.backed_up.absent)


@pytest.mark.parametrize("what", ["object", "bucket"])
def test_what_is_not_there_needs_no_answer(what: str) -> None:
    """An object that is gone already is named in the manifest, and stops nothing."""
    act = reached(State.BACKUP)
    act.stage.belongings.says[what] = NotThere("it")
    backed_up(act)
    assert all(one.excused for one in check(act).absent)
    assert check(act).absent


def test_a_copy() -> None:
    """With --backup-to every file is copied below the run's name, the manifest last; a refusal stops the run."""
    act = reached(State.BACKUP, inputs=replace(INPUTS, backup_to="s3://vault/wandb/"))
    act.stage.belongings.says["copy"] = Missing("the bucket vault does not encrypt what is put into it")
    with pytest.raises(Problem, match="backup-not-copied"):
        act.act()
    del act.stage.belongings.says["copy"]
    done = act.again()
    assert isinstance(done, BackedUp)
    assert done.copied == "s3://vault/wandb/run"
    names = act.stage.belongings.copied["s3://vault/wandb/run"]
    assert names[-1] == manifest.NAME
    assert set(names[:-1]) == {one.file for one in done.parts}


def test_going_without_a_copy() -> None:
    """A copy that cannot be made may be accepted."""
    act = reached(State.BACKUP, inputs=replace(INPUTS, backup_to="s3://vault/wandb"))
    act.stage.belongings.says["copy"] = LOST
    with pytest.raises(Problem, match="backup-not-copied"):
        act.act()
    act.record(Accepted("backup-not-copied", "copied by hand", WHO))
    done = act.again()
    assert isinstance(done, BackedUp)
    assert done.copied is None


def test_a_part_of_a_later_version_is_no_guess() -> None:
    """A manifest that names another schema is refused."""
    act = reached(State.BACKUP)
    backed_up(act)
    other = replace(check(act), schema="migrator.backup/2")
    act.stage.files.write(f"{DIRECTORY}/{manifest.NAME}", manifest.encode(other))
    with pytest.raises(Problem, match="backup-damaged") as caught:
        check(act)
    assert caught.value.exit is Exit.FAILED
