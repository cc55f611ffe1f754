"""The bucket's settings: as the last apply made them. What Terraform does not manage is nobody's here."""

from collections.abc import Callable, Iterator

from checks.facts import Missing, NotThere
from checks.facts.health.aws import AwsHealth, Bucket
from checks.health.model import Judged, holds, noted, stuck, untold
from checks.model import Severity

Setting = str | tuple[str, ...] | None


def judge(found: AwsHealth) -> Iterator[Judged]:
    """CORS, encryption, ownership, notifications."""
    yield _setting("bucket-cors", found, "CORS origins", lambda it: it.origins, "get-bucket-cors")
    yield _setting("bucket-encryption", found, "encryption", lambda it: it.algorithm, "get-bucket-encryption")
    yield _setting("bucket-ownership", found, "ownership", lambda it: it.ownership, "get-bucket-ownership-controls")
    yield _compared("bucket-notifications", found, _notified)


def _compared(code: str, found: AwsHealth, judged: Callable[[Bucket, Bucket], Judged]) -> Judged:
    """What was asked for, and what is there, where both are known."""
    asked, there = found.asked, found.bucket
    if isinstance(asked, Missing):
        return untold(code, asked.why)
    if asked.bucket is None:
        return holds(code, "the state has no bucket of the module's")
    if isinstance(there, Missing):
        return untold(code, there.why)
    if isinstance(there, NotThere):
        return stuck(code, there.what, ("it does not exist",), "aws s3api list-buckets")
    return judged(asked.bucket, there)


def _setting(code: str, found: AwsHealth, what: str, of: Callable[[Bucket], Setting], look: str) -> Judged:
    """One setting of the bucket against what was asked for."""

    def judged(asked: Bucket, there: Bucket) -> Judged:
        if not of(asked):
            return holds(code, f"{what} of {there.name}: not managed by Terraform")
        if of(asked) == of(there):
            return holds(code, f"{what} of {there.name}: {_spelled(of(there))}")
        because = (f"{what}: {_spelled(of(there))}, and {_spelled(of(asked))} is asked for",)
        remedy = f"aws s3api {look} --bucket {there.name}; migrator run  # applies it again"
        return stuck(code, f"bucket {there.name}", because, remedy)

    return _compared(code, found, judged)


def _notified(asked: Bucket, there: Bucket) -> Judged:
    """Who hears of new objects: those of the configuration, and who else."""
    code = "bucket-notifications"
    subject = f"bucket {there.name}"
    look = f"aws s3api get-bucket-notification-configuration --bucket {there.name}"
    deaf = tuple(f"{one} does not hear of new objects any more" for one in asked.notified if one not in there.notified)
    if deaf:
        return stuck(code, subject, deaf, f"{look}; migrator run  # applies it again")
    more = tuple(
        f"{one} hears of new objects, and nothing here reads it" for one in there.notified if one not in asked.notified
    )
    if more:
        return noted(code, Severity.LOW, subject, more, f"{look}  # was it the old application's queue?")
    return holds(code, f"of new objects in {there.name} hears: {', '.join(there.notified) or 'nobody, as asked for'}")


def _spelled(found: Setting) -> str:
    if isinstance(found, tuple):
        return ", ".join(found) or "none"
    return found or "none"
