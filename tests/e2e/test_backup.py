"""A backup in the sandbox: saved, verified, damaged, given back and compared; and a run that is quiesced for it."""

import json
import stat
from pathlib import Path
from typing import Any

import yaml

from checks.backup.objects import reapplicable
from checks.facts import HttpAnswer
from migrator.belongings.cluster import path
from migrator.belongings.holdings import KINDS
from migrator.probes.health_web import application
from migrator.sandbox.names import ZONE_ID
from migrator.terraform.statefile import StateFile
from states.belongings import Object
from tests.support.kubectl import kubectl
from tests.support.live_deeds import client
from tests.support.sandbox import Sandbox
from tests.support.schemas import checked

FQDN = "wandb.sandbox.example"
PLURAL = {kind: (api, plural) for api, kind, plural, _ in KINDS.values()}
Document = dict[str, Any]


def place(one: Document) -> str:
    """Where the API has an object of the YAML."""
    api, plural = PLURAL[one["kind"]]
    return path(Object(api, one["kind"], plural, one["metadata"].get("namespace"), one["metadata"]["name"]))


def answers(sandbox: Sandbox) -> bool:
    """Whether the application answers under its name."""
    found = application(FQDN, "/healthz", sandbox.env)
    return isinstance(found, HttpAnswer) and found.status == 200


def modes(folder: Path) -> set[str]:
    """Of the folder, of every folder and file in it."""
    every = [folder, *folder.rglob("*")]
    return {f"{'folder' if one.is_dir() else 'file'} {stat.S_IMODE(one.stat().st_mode):o}" for one in every}


def test_saved_verified_and_given_back(sandbox: Sandbox) -> None:
    """What a backup saved of cluster and zone puts back what was deleted; a file that differs is found, and refused."""
    made = sandbox.migrator("backup", "--snapshot", "yes", "--format", "json")
    assert made.code == 0, made
    document = checked(made.out)
    folder = Path(document["path"])
    assert password(folder) not in made.out + made.err + (folder / "manifest.json").read_text()
    assert modes(folder) == {"folder 700", "file 600"}
    assert document["snapshot"]["id"] == f"migrator-{folder.name.lower()}"
    assert document["collected"]["absent"] == []
    assert "@sha256:" in document["collected"]["image"]
    damaged(sandbox, folder)
    objects_given_back(sandbox, folder)
    records_given_back(sandbox, folder)


def password(folder: Path) -> str:
    """The database's, from the saved state."""
    state = StateFile.read((folder / "terraform.tfstate").read_bytes())
    found = state.attribute("aws_rds_cluster", "master_password")
    assert found
    return found


def damaged(sandbox: Sandbox, folder: Path) -> None:
    """A byte more in the state is found by `verify` and said by `list`; mended, both say that it is whole."""
    state = folder / "terraform.tfstate"
    whole = state.read_bytes()
    state.write_bytes(whole + b" ")
    said = sandbox.migrator("backup", "verify")
    assert (said.code, "backup-damaged" in said.err, "terraform.tfstate" in said.err) == (1, True, True), said
    assert [one["wrong"] for one in listed(sandbox)] == ["backup-damaged"]
    state.write_bytes(whole)
    assert sandbox.migrator("backup", "verify", str(folder)).code == 0
    assert [one["whole"] for one in listed(sandbox)] == [True]


def listed(sandbox: Sandbox) -> list[Document]:
    """What `migrator backup list` says."""
    found: list[Document] = checked(sandbox.migrator("backup", "list", "--format", "json").out)["backups"]
    return found


def objects_given_back(sandbox: Sandbox, folder: Path) -> None:
    """Deleted and made again from the YAML, each object is what it was, and the old application answers again."""
    every = list(yaml.safe_load_all((folder / "kubernetes.yaml").read_text()))
    assert {one["kind"] for one in every} >= {"PriorityClass", "Secret", "ConfigMap", "Service", "Deployment"}
    before = [reapplicable(kubectl(sandbox, "GET", place(one))) for one in every]
    assert before == every
    assert answers(sandbox)
    for one in every:
        kubectl(sandbox, "DELETE", place(one))
    assert not answers(sandbox)
    for one in every:
        kubectl(sandbox, "POST", place(one).rpartition("/")[0], one)
    assert [reapplicable(kubectl(sandbox, "GET", place(one))) for one in every] == before
    assert answers(sandbox)


def records_given_back(sandbox: Sandbox, folder: Path) -> None:
    """Deleted, the records of the name are back with the change batch, the same as before."""
    route53 = client(sandbox, "route53")
    batch = json.loads((folder / "records.json").read_text())
    before = records(sandbox)
    gone = [{"Action": "DELETE", "ResourceRecordSet": one["ResourceRecordSet"]} for one in batch["Changes"]]
    route53.change_resource_record_sets(HostedZoneId=ZONE_ID, ChangeBatch={"Changes": gone})
    assert records(sandbox) != before
    route53.change_resource_record_sets(HostedZoneId=ZONE_ID, ChangeBatch=batch)
    assert records(sandbox) == before


def records(sandbox: Sandbox) -> list[Document]:
    """The zone's."""
    listed = client(sandbox, "route53").list_resource_record_sets(HostedZoneId=ZONE_ID)["ResourceRecordSets"]
    return sorted(listed, key=lambda one: (one["Name"], one["Type"]))


def test_a_run_that_is_quiesced(sandbox: Sandbox) -> None:
    """A denied snapshot stops it while the old application is down, and says how to bring it back; then it goes on."""
    approval = sandbox.approved("--quiesce")
    sandbox.faults({"aws": "rds:CreateDBClusterSnapshot", "error": "AccessDenied"})
    said = sandbox.migrator("run", "--approve", approval, "--format", "json")
    assert (said.code, said.document()["code"]) == (1, "snapshot-failed"), said
    assert "kubectl -n default scale deployment wandb --replicas=1" in said.document()["why"]
    assert not answers(sandbox)
    assert not sandbox.file("backup/manifest.json").exists()
    sandbox.faults()
    done = sandbox.migrator("resume", "--snapshot", "yes", "--format", "json")
    assert (done.code, done.document()["state"]) == (0, "done"), done
    manifest = checked(sandbox.file("backup/manifest.json").read_text())
    assert manifest["quiesced"] == {"namespace": "default", "name": "wandb", "replicas": 1}
    every = client(sandbox, "rds").describe_db_cluster_snapshots()["DBClusterSnapshots"]
    assert [one["DBClusterSnapshotIdentifier"] for one in every].count(manifest["snapshot"]["id"]) == 1
    assert "replicas: 1" in sandbox.file("backup/kubernetes.yaml").read_text()
