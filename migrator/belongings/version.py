"""Which version of the state's object in S3 was the current one."""

from checks.facts import Missing, NotThere
from checks.facts.configuration import Backend
from migrator.probes import state_s3
from migrator.terraform.backend import object_key


def of(backend: Backend, workspace: str) -> str | NotThere | Missing:
    """Its VersionId; NotThere where the backend is another, or the bucket keeps no versions."""
    key, bucket = object_key(backend, workspace), backend.settings.get("bucket")
    none = NotThere("a version of the state's object")
    if backend.type != "s3":
        return none
    if key is None or bucket is None:
        return Missing("bucket and key of the backend are not known here")
    return state_s3.connection(backend).ask("s3", lambda s3: s3.head_object(Bucket=bucket, Key=key).get("VersionId") or none)
