"""The snapshots, the bucket, the queues."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

from checks.facts import Missing, NotThere
from checks.facts.live import BucketFact, QueueFact, SnapshotFact
from checks.wanted import Wanted
from migrator.aws import Aws
from migrator.terraform.statefile import StateFile

State = Callable[[], StateFile | Missing]
Document = Mapping[str, Any]
Answer = TypeVar("Answer")
MODULE = ".module.file_storage"


def snapshots(aws: Aws, cluster: str) -> tuple[SnapshotFact, ...] | Missing:
    """RDS DescribeDBClusterSnapshots: the manual ones."""

    def ask(rds: Any) -> tuple[SnapshotFact, ...]:
        pages = rds.get_paginator("describe_db_cluster_snapshots").paginate(
            DBClusterIdentifier=cluster, SnapshotType="manual"
        )
        listed = (one for page in pages for one in page["DBClusterSnapshots"] if one.get("SnapshotCreateTime"))
        return tuple(
            SnapshotFact(one["DBClusterSnapshotIdentifier"], one["Status"], one["SnapshotCreateTime"]) for one in listed
        )

    return aws.ask("rds", ask)


def bucket(aws: Aws, state: State, asked: Wanted) -> BucketFact | NotThere | Missing:
    """The bucket that the configuration names, else the module's, as the state has it."""
    name = asked.bucket or _named(state)
    if isinstance(name, Missing):
        return name

    def ask(s3: Any) -> BucketFact | NotThere:
        try:
            versioning = s3.get_bucket_versioning(Bucket=name).get("Status")
        except s3.exceptions.ClientError as error:
            return _if(error, "NoSuchBucket", NotThere(f"the bucket {name}"))
        algorithm, key = _encryption(s3, name)
        notified = tuple(_notified(s3.get_bucket_notification_configuration(Bucket=name)))
        return BucketFact(name, versioning == "Enabled", _cors(s3, name), algorithm, key, notified)

    return aws.ask("s3", ask)


def _named(state: State) -> str | Missing:
    found = state()
    if isinstance(found, Missing):
        return found
    named = (one.attributes.get("bucket") for one in found.of("aws_s3_bucket") if MODULE in one.address)
    return next((str(one) for one in named if one), Missing("the state has no bucket of module.file_storage"))


def _if(error: Any, code: str, answer: Answer) -> Answer:
    """The answer where AWS says that there is nothing; every other error is raised."""
    if error.response["Error"]["Code"] != code:
        raise error
    return answer


def _encryption(s3: Any, name: str) -> tuple[str | None, str | None]:
    try:
        said = s3.get_bucket_encryption(Bucket=name)["ServerSideEncryptionConfiguration"]["Rules"][0]
    except s3.exceptions.ClientError as error:
        return _if(error, "ServerSideEncryptionConfigurationNotFoundError", (None, None))
    default = said.get("ApplyServerSideEncryptionByDefault", {})
    return default.get("SSEAlgorithm"), default.get("KMSMasterKeyID") or None


def _cors(s3: Any, name: str) -> tuple[str, ...]:
    try:
        rules = s3.get_bucket_cors(Bucket=name)["CORSRules"]
    except s3.exceptions.ClientError as error:
        return _if(error, "NoSuchCORSConfiguration", ())
    return tuple(_rule(one) for one in rules)


def _rule(one: Document) -> str:
    methods, origins = " ".join(sorted(one["AllowedMethods"])), " ".join(sorted(one["AllowedOrigins"]))
    headers, exposed = " ".join(one.get("AllowedHeaders", ())), " ".join(one.get("ExposeHeaders", ()))
    return f"{methods} from {origins} with headers {headers or 'none'}, exposing {exposed or 'none'}"


def _notified(said: Document) -> Iterator[str]:
    """The last part of the ARN of everything that hears of new objects."""
    kinds = (("QueueConfigurations", "QueueArn"), ("TopicConfigurations", "TopicArn"))
    functions = (("LambdaFunctionConfigurations", "LambdaFunctionArn"),)
    for many, arn in (*kinds, *functions):
        yield from (one[arn].rpartition(":")[2] for one in said.get(many, ()))


def queues(aws: Aws, prefix: str) -> tuple[QueueFact, ...] | Missing:
    """SQS ListQueues and GetQueueAttributes, of the queues that the module named."""

    def ask(sqs: Any) -> tuple[QueueFact, ...]:
        pages = sqs.get_paginator("list_queues").paginate(QueueNamePrefix=prefix)
        return tuple(_queue(sqs, url) for page in pages for url in page.get("QueueUrls", ()))

    return aws.ask("sqs", ask)


def _queue(sqs: Any, url: str) -> QueueFact:
    said = sqs.get_queue_attributes(QueueUrl=url, AttributeNames=["ApproximateNumberOfMessages"])["Attributes"]
    return QueueFact(url.rpartition("/")[2], url, int(said["ApproximateNumberOfMessages"]))
