"""A copy of a backup in S3. It holds secrets: only a bucket that encrypts by itself gets one; each object is read back."""

import hashlib
from collections.abc import Mapping
from functools import partial
from pathlib import Path
from typing import Any

from checks.facts import Missing
from migrator.aws import Aws

UNENCRYPTED = "ServerSideEncryptionConfigurationNotFoundError"


def copy(aws: Aws, folder: Path, names: tuple[str, ...], target: str) -> Missing | None:
    """Each file of `names`, in their order, below `s3://bucket/prefix`."""
    bucket, _, prefix = target.removeprefix("s3://").partition("/")
    refused = aws.ask("s3", lambda s3: _encrypts(s3, bucket))
    if refused is not None:
        return refused
    for name in names:
        try:
            content = (folder / name).read_bytes()
        except OSError as error:
            return Missing(f"{name} cannot be read: {error.strerror}")
        said = aws.ask("s3", partial(_put, bucket, f"{prefix}/{name}".lstrip("/"), content))
        if said is not None:
            return said
    return None


def _encrypts(s3: Any, bucket: str) -> Missing | None:
    try:
        rules = s3.get_bucket_encryption(Bucket=bucket)["ServerSideEncryptionConfiguration"]["Rules"]
    except s3.exceptions.ClientError as error:
        if error.response["Error"]["Code"] != UNENCRYPTED:
            raise
        rules = []
    if any(_algorithm(one) for one in rules):
        return None
    return Missing(f"the bucket {bucket} does not encrypt what is put into it, and a backup holds secrets")


def _algorithm(rule: Mapping[str, Any]) -> object:
    return rule.get("ApplyServerSideEncryptionByDefault", {}).get("SSEAlgorithm")


def _put(bucket: str, key: str, content: bytes, s3: Any) -> Missing | None:
    """One object; what is there afterwards is compared, not what was sent."""
    s3.put_object(Bucket=bucket, Key=key, Body=content, ChecksumAlgorithm="SHA256")
    with s3.get_object(Bucket=bucket, Key=key)["Body"] as body:
        there = hashlib.sha256(body.read()).digest()
    same = there == hashlib.sha256(content).digest()
    return None if same else Missing(f"s3://{bucket}/{key} is not what was put there")
