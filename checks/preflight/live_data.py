"""Where the data is: the database's snapshot and protection, the bucket and what hears of it."""

from collections.abc import Iterator
from datetime import timedelta

from checks.facts import Missing, NotThere
from checks.facts.live import BucketFact, DatabaseFact, LiveFacts
from checks.model import Finding, Passed, Result, Severity, Unknown
from checks.preflight.parts import joined, untold
from checks.wanted import Wanted

FRESH = timedelta(hours=24)
# The one CORS rule that the module's aws_s3_bucket_cors_configuration writes, in the probe's words.
CORS = "GET HEAD PUT from * with headers *, exposing ETag"


def judge(live: LiveFacts, asked: Wanted) -> Iterator[Result]:
    """Database, bucket, queue."""
    yield _snapshot(live, asked.namespace)
    yield _protection(live.database)
    yield _versioned(live.bucket)
    yield from joined(_settings(live, asked))
    yield _queue(live, asked)


def _snapshot(live: LiveFacts, cluster: str) -> Result:
    snapshots, now = live.snapshots, live.now
    if isinstance(snapshots, Missing) or isinstance(now, Missing):
        return untold("snapshot-stale", snapshots, now) or Unknown("snapshot-stale", "nothing was asked", blocks=False)
    newest = max((one for one in snapshots if one.status == "available"), key=lambda one: one.made, default=None)
    if newest is not None and now - newest.made <= FRESH:
        return Passed("snapshot-stale", f"{newest.name}, {_hours(now - newest.made)} old")
    because = f"the newest is {newest.name}, {_hours(now - newest.made)} old" if newest else "no manual one is available"
    return Finding(
        "snapshot-stale",
        Severity.MEDIUM,
        blocks=False,
        subject=cluster,
        because=(because, "restore points older than the new backup_retention_period are lost by the apply"),
        remedy=f"aws rds create-db-cluster-snapshot --db-cluster-identifier {cluster} "
        f"--db-cluster-snapshot-identifier {cluster}-{now:%Y%m%d-%H%M}",
    )


def _hours(age: timedelta) -> str:
    return f"{max(age.total_seconds(), 0) / 3600:.0f} h"


def _protection(database: DatabaseFact | NotThere | Missing) -> Result:
    if not isinstance(database, DatabaseFact):
        return Unknown("database-protection", _why(database), blocks=False)
    if database.protected:
        return Passed("database-protection", f"{database.name} cannot be deleted")
    return Finding(
        "database-protection",
        Severity.LOW,
        blocks=False,
        subject=database.name,
        because=("its deletion protection is off: nothing but a plan that is read stands between a mistake and the data",),
        remedy=f"aws rds modify-db-cluster --db-cluster-identifier {database.name} --deletion-protection",
    )


def _versioned(bucket: BucketFact | NotThere | Missing) -> Result:
    if not isinstance(bucket, BucketFact):
        return Unknown("bucket-unversioned", _why(bucket), blocks=False)
    if bucket.versioned:
        return Passed("bucket-unversioned", f"versioning of {bucket.name} is on")
    return Finding(
        "bucket-unversioned",
        Severity.MEDIUM,
        blocks=False,
        subject=bucket.name,
        because=("its versioning is off: what is overwritten or deleted is gone",),
        remedy=f"aws s3api put-bucket-versioning --bucket {bucket.name} --versioning-configuration Status=Enabled",
    )


def _settings(live: LiveFacts, asked: Wanted) -> Iterator[Result]:
    bucket, keys = live.bucket, live.keys
    if asked.bucket:
        yield Passed("bucket-settings-overwritten", f"{asked.bucket} is not the module's, and is left alone")
    elif not isinstance(bucket, BucketFact):
        yield Unknown("bucket-settings-overwritten", _why(bucket), blocks=False)
    elif isinstance(keys, Missing):
        yield Unknown("bucket-settings-overwritten", keys.why, blocks=False)
    else:
        found = [*_cors(bucket), *_encryption(bucket, keys), *_notifications(bucket, asked)]
        yield from found
        if not found:
            yield Passed("bucket-settings-overwritten", f"{bucket.name} has what the module writes")


def _cors(bucket: BucketFact) -> Iterator[Finding]:
    custom = [one for one in bucket.cors if one != CORS]
    if custom:
        yield _overwritten(
            bucket, custom, f"aws_s3_bucket_cors_configuration leaves one rule only: {CORS}", "cors", "get-bucket-cors"
        )


def _encryption(bucket: BucketFact, keys: tuple[str, ...]) -> Iterator[Finding]:
    """A key of the deployment's own, or KMS without a key named, is what the module writes too, or is weaker."""
    foreign = bucket.key is not None and bucket.key.rpartition("/")[2] not in keys
    if bucket.algorithm != "aws:kms" or foreign:
        found = f"encrypted by {bucket.algorithm or 'nothing that is named'}{f' with {bucket.key}' if bucket.key else ''}"
        why = "aws_s3_bucket_server_side_encryption_configuration sets aws:kms with the deployment's key for new objects"
        yield _overwritten(bucket, [found], why, "encryption", "get-bucket-encryption")


def _notifications(bucket: BucketFact, asked: Wanted) -> Iterator[Finding]:
    custom = [one for one in bucket.notified if not one.startswith(f"{asked.namespace}-file-storage")]
    if custom and not asked.internal_queue:
        why = "aws_s3_bucket_notification leaves the deployment's own queue only"
        yield _overwritten(bucket, custom, why, "notifications", "get-bucket-notification-configuration")


def _overwritten(bucket: BucketFact, found: list[str], why: str, what: str, command: str) -> Finding:
    return Finding(
        "bucket-settings-overwritten",
        Severity.MEDIUM,
        blocks=False,
        subject=f"{bucket.name} ({what})",
        because=(*found, why),
        remedy=f"keep them: aws s3api {command} --bucket {bucket.name} > {what}.json; put them back after the apply, and "
        "expect the next plan to change them again; or do without them",
    )


def _queue(live: LiveFacts, asked: Wanted) -> Result:
    if not asked.internal_queue:
        return Passed("queue-in-use", "the internal queue is not configured; queue-loses-consumer judges that")
    bucket, queues = live.bucket, live.queues
    if isinstance(queues, Missing) or not isinstance(bucket, BucketFact):
        why = queues.why if isinstance(queues, Missing) else _why(bucket)
        return Unknown("queue-in-use", why, blocks=False)
    used = [one for one in queues if one.messages or one.name in bucket.notified]
    if not used:
        return Passed("queue-in-use", "no SQS queue of the deployment has messages, or hears of the bucket")
    return Finding(
        "queue-in-use",
        Severity.MEDIUM,
        blocks=False,
        subject=", ".join(one.name for one in used),
        because=(
            *(f"{one.name} holds {one.messages} messages" for one in used if one.messages),
            *(f"{bucket.name} tells {one.name} of new objects" for one in used if one.name in bucket.notified),
            "the configuration asks for the internal queue: nobody reads this one after the migration",
        ),
        remedy=f"let the old application empty it first: aws sqs get-queue-attributes --queue-url {used[0].url} "
        "--attribute-names ApproximateNumberOfMessages; files that it still names are not seen by the new application",
    )


def _why(found: object) -> str:
    if isinstance(found, Missing):
        return found.why
    return f"{found.what} is not there" if isinstance(found, NotThere) else "it was not asked for"
