"""What a backup asks of AWS: records, the settings of a bucket, snapshots, a copy; from the sandbox's AWS over HTTP."""

import hashlib
from pathlib import Path
from typing import Any

import pytest

from checks.facts import Missing, NotThere
from checks.facts.configuration import Backend
from migrator.aws import Aws
from migrator.belongings import WorldBelongings, version
from migrator.cluster import Connection
from migrator.sandbox.names import ZONE_ID
from tests.support.live_aws import BUCKET, NAME, LiveAws

pytestmark = pytest.mark.filterwarnings("ignore:Exception.AwsError. with code")
DENIED = {"aws": "rds:CreateDBClusterSnapshot", "error": "AccessDenied"}


@pytest.fixture
def belongings(aws: Aws) -> WorldBelongings:
    """Ours."""
    return WorldBelongings(aws, Connection(aws, {}, lambda: None), lambda: (Backend("local", {}, None), "default"))


def test_every_record(belongings: WorldBelongings, deployed: LiveAws) -> None:
    """All record sets of a zone, as Route53 has them, so that they can be put back."""
    record = {"Name": "x.sandbox.example.", "Type": "TXT", "TTL": 60, "ResourceRecords": [{"Value": '"v"'}]}
    deployed.api.change("UPSERT", record)
    found = belongings.records(ZONE_ID)
    assert isinstance(found, tuple)
    assert record in found
    assert isinstance(belongings.records("Z0NONE"), Missing)


def test_the_settings_of_a_bucket_can_be_put_back(belongings: WorldBelongings, deployed: LiveAws) -> None:
    """Each setting is the whole input of its put-call: put back after a change, the bucket has what it had."""
    before = belongings.bucket(BUCKET)
    assert isinstance(before, dict)
    assert {"put-bucket-cors", "put-bucket-encryption", "put-bucket-versioning", "put-public-access-block"} <= set(before)
    s3 = deployed.client("s3")
    s3.delete_bucket_cors(Bucket=BUCKET)
    s3.delete_bucket_encryption(Bucket=BUCKET)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Suspended"})
    assert belongings.bucket(BUCKET) != before
    for call, given in before.items():
        getattr(s3, call.replace("-", "_"))(**given)
    assert belongings.bucket(BUCKET) == before


def test_a_bucket_that_is_gone(belongings: WorldBelongings) -> None:
    """It is an answer, not a failure."""
    assert belongings.bucket("no-such-bucket") == NotThere("the bucket no-such-bucket")


def test_a_snapshot_is_made_once(belongings: WorldBelongings) -> None:
    """Asked for twice by its name, there is one, and it is told with its time; another cluster is not there."""
    assert belongings.snapshot(NAME, "migrator-one") is None
    assert belongings.snapshot(NAME, "migrator-one") is None
    found = belongings.snapshots(NAME)
    assert isinstance(found, tuple)
    assert [one.id for one in found] == [f"{NAME}-before-migration", "migrator-one"]
    assert all(one.taken_at.endswith("+00:00") and one.status == "available" for one in found)
    assert belongings.snapshot("other", "migrator-two") == NotThere("the Aurora cluster other")


def test_a_denied_snapshot(belongings: WorldBelongings, deployed: LiveAws) -> None:
    """AWS's word for it is told."""
    deployed.faults(DENIED)
    found = belongings.snapshot(NAME, "migrator-denied")
    assert isinstance(found, Missing)
    assert "AccessDenied" in found.why


def test_a_copy_is_read_back(belongings: WorldBelongings, deployed: LiveAws, tmp_path: Path) -> None:
    """Each file is below the prefix, byte for byte, in a bucket that encrypts."""
    (tmp_path / "bucket").mkdir()
    (tmp_path / "bucket/a.json").write_bytes(b"\x00a")
    (tmp_path / "manifest.json").write_bytes(b"{}")
    assert belongings.copy(tmp_path, ("bucket/a.json", "manifest.json"), f"s3://{BUCKET}/kept/run-1") is None
    said: dict[str, Any] = deployed.client("s3").get_object(Bucket=BUCKET, Key="kept/run-1/bucket/a.json")
    assert hashlib.sha256(said["Body"].read()).digest() == hashlib.sha256(b"\x00a").digest()


def test_a_bucket_that_does_not_encrypt_is_refused(belongings: WorldBelongings, deployed: LiveAws, tmp_path: Path) -> None:
    """A backup holds secrets: without encryption by default nothing is put there, and why is said."""
    s3 = deployed.client("s3")
    location = {"LocationConstraint": "us-west-2"}
    s3.create_bucket(Bucket="plain", CreateBucketConfiguration=location)
    with pytest.raises(s3.exceptions.ClientError, match="ServerSideEncryptionConfigurationNotFoundError"):
        s3.get_bucket_encryption(Bucket="plain")
    (tmp_path / "a").write_bytes(b"a")
    found = belongings.copy(tmp_path, ("a",), "s3://plain/kept")
    assert isinstance(found, Missing)
    assert "does not encrypt" in found.why
    assert s3.list_objects_v2(Bucket="plain")["KeyCount"] == 0


def test_a_copy_that_breaks_off(belongings: WorldBelongings, deployed: LiveAws, tmp_path: Path) -> None:
    """A bucket that is not there, a file that is gone: said, and the manifest, which comes last, is not put there."""
    (tmp_path / "a").write_bytes(b"a")
    (tmp_path / "manifest.json").write_bytes(b"{}")
    assert isinstance(belongings.copy(tmp_path, ("a", "manifest.json"), "s3://no-such-bucket/x"), Missing)
    found = belongings.copy(tmp_path, ("a", "gone", "manifest.json"), f"s3://{BUCKET}/broken")
    assert found == Missing("gone cannot be read: No such file or directory")
    listed = deployed.client("s3").list_objects_v2(Bucket=BUCKET, Prefix="broken/")["Contents"]
    assert [one["Key"] for one in listed] == ["broken/a"]


def test_the_version_of_the_state(aws: Aws, deployed: LiveAws) -> None:
    """The object's VersionId on S3 with versioning; another backend has none; an unknown place is said."""
    put = deployed.client("s3").put_object(Bucket=BUCKET, Key="state/terraform.tfstate", Body=b"{}")
    settings = {"bucket": BUCKET, "key": "state/terraform.tfstate", "region": "us-west-2"}
    assert version.of(Backend("s3", settings, None), "default") == put["VersionId"]
    assert isinstance(version.of(Backend("local", {}, None), "default"), NotThere)
    assert isinstance(version.of(Backend("s3", {}, None), "default"), Missing)
