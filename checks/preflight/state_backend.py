"""Where the state is kept: by a backend that this program is proved on, versioned, and under a lock."""

from collections.abc import Iterator

from checks.facts import Backend, Facts, Missing, NotThere
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking
from runbooks.model import Runbook

PROVED = frozenset({"local", "s3"})
# They plan on somebody else's machine, with variables that are kept there.
UNSUPPORTED = frozenset({"cloud", "remote"})


def judge(facts: Facts, runbook: Runbook) -> Iterator[Result]:
    """The backend's kind, then what belongs to S3."""
    state = facts.state
    if isinstance(state.backend, Missing):
        why = state.backend.why
        yield from (_untold("backend-unsupported", why), _untold("backend-unproved", why), _untold("state-not-locking", why))
    else:
        yield _supported(state.backend, state.wrapped, runbook)
        yield _proved(state.backend)
        yield _locking(state.backend)
    yield _versioned(state.backend, state.versioning)


def _untold(code: str, why: str) -> Unknown:
    return Unknown(code, why, blocks=False)


def _supported(backend: Backend, wrapped: str | NotThere | Missing, runbook: Runbook) -> Result:
    judged = f"show -json PLAN | migrator assess - --runbook {runbook.name}"
    if backend.type in UNSUPPORTED:
        because = f"the backend {backend.type} plans and applies elsewhere, with variables that are kept there"
        remedy = f"migrate by hand in the guide's order, each plan judged before it is applied: terraform {judged}"
        return blocking("backend-unsupported", _where(backend), because, remedy, Severity.HIGH)
    if isinstance(wrapped, Missing):
        return _untold("backend-unsupported", wrapped.why)
    if isinstance(wrapped, NotThere):
        return Passed("backend-unsupported", f"the backend {backend.type} plans on this machine, and without Terragrunt")
    because = "Terragrunt gives this configuration its backend and variables; a plain Terraform would plan something else"
    remedy = f"migrate with Terragrunt, each plan judged before it is applied: terragrunt {judged}"
    return blocking("backend-unsupported", wrapped, because, remedy, Severity.HIGH)


def _proved(backend: Backend) -> Result:
    if backend.type in PROVED:
        return Passed("backend-unproved", f"the state is kept by the backend {backend.type}")
    return Finding(
        "backend-unproved",
        Severity.MEDIUM,
        blocks=False,
        subject=_where(backend),
        because=(f"the backend {backend.type} was never tried with this program; local and s3 were",),
        remedy="rehearse on a copy: migrator plan; then see that `terraform state pull` and `terraform force-unlock` work",
    )


def _locking(backend: Backend) -> Result:
    said = backend.settings
    if backend.type not in PROVED:
        return _untold("state-not-locking", f"whether the backend {backend.type} locks is not known here")
    if backend.type == "local":
        return Passed("state-not-locking", "a local state is locked by the file system")
    if said.get("use_lockfile") == "true" or said.get("dynamodb_table"):
        how = "use_lockfile" if said.get("use_lockfile") == "true" else f"the DynamoDB table {said['dynamodb_table']}"
        return Passed("state-not-locking", f"the backend locks by {how}")
    return Finding(
        "state-not-locking",
        Severity.MEDIUM,
        blocks=False,
        subject=_where(backend),
        because=("neither use_lockfile nor dynamodb_table: two applies at once would overwrite each other's state",),
        remedy='use_lockfile = true in backend "s3" (Terraform 1.10 and later); then: terraform init -reconfigure',
    )


def _versioned(backend: Backend | Missing, versioning: str | NotThere | Missing) -> Result:
    if isinstance(versioning, Missing):
        return _untold("state-bucket-unversioned", versioning.why)
    if isinstance(versioning, NotThere) or isinstance(backend, Missing):
        return Passed("state-bucket-unversioned", "no bucket is used for the state")
    bucket = backend.settings.get("bucket", "BUCKET")
    if versioning == "Enabled":
        return Passed("state-bucket-unversioned", f"versioning of the bucket {bucket} is enabled")
    return Finding(
        "state-bucket-unversioned",
        Severity.MEDIUM,
        blocks=False,
        subject=bucket,
        because=(f"versioning of the state's bucket is {versioning}: a state that is overwritten is gone",),
        remedy=f"aws s3api put-bucket-versioning --bucket {bucket} --versioning-configuration Status=Enabled",
    )


def _where(backend: Backend) -> str:
    return str(backend.place) if backend.place else f"the backend {backend.type}"
