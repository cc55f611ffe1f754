"""The database and the file systems: available, and as they were asked for."""

from collections.abc import Iterator

from checks.facts import Missing, NotThere
from checks.facts.health.aws import Asked, AwsHealth, Database, FileSystem
from checks.health.model import Judged, coming, holds, noted, stuck, untold
from checks.model import Severity

# What RDS says of a database that can be used, and of one that does not come back by itself.
GOOD = frozenset(
    {"available", "backing-up", "configuring-enhanced-monitoring", "configuring-log-exports", "storage-optimization"}
)
BROKEN = ("failed", "incompatible-", "inaccessible-", "restore-error", "storage-full", "stopped", "stopping", "deleting")
PENDING = "aws rds describe-db-clusters --db-cluster-identifier {}"


def judge(found: AwsHealth) -> Iterator[Judged]:
    """What RDS and EFS say."""
    yield _available(found.database)
    yield _class(found.database, found.asked)
    yield _pending(found.database)
    yield _file_systems(found.asked, found.file_systems)


def _available(found: Database | NotThere | Missing) -> Judged:
    code = "database-available"
    if isinstance(found, Missing):
        return untold(code, found.why)
    if isinstance(found, NotThere):
        return stuck(
            code, found.what, ("it does not exist",), "aws rds describe-db-clusters  # in the region of provider aws?"
        )
    states = {found.name: found.status, **{one.name: one.status for one in found.instances}}
    bad = {name: status for name, status in states.items() if status not in GOOD}
    if found.instances and not bad:
        return holds(code, f"available: {', '.join(states)}")
    because = tuple(f"{name} is {status}" for name, status in bad.items()) or ("it has no instance",)
    told = stuck if any(one.startswith(BROKEN) for one in bad.values()) or not bad else coming
    return told(
        code,
        f"Aurora cluster {found.name}",
        because,
        f"aws rds describe-events --source-type db-cluster --duration 60 --source-identifier {found.name}",
    )


def _class(found: Database | NotThere | Missing, asked: Asked | Missing) -> Judged:
    code = "database-class"
    if isinstance(asked, Missing):
        return untold(code, asked.why)
    if not isinstance(found, Database):
        return untold(code, found.why if isinstance(found, Missing) else f"{found.what} does not exist")
    there = {one.name: one for one in found.instances}
    wrong = [(name, wanted) for name, wanted in asked.instances if name not in there or there[name].type != wanted]
    if not wrong:
        return holds(code, ", ".join(f"{name} is {wanted}" for name, wanted in asked.instances) or "none is asked for")
    because = tuple(
        f"{name} is {there[name].type if name in there else 'not there'}, and {wanted} is asked for"
        for name, wanted in wrong
    )
    name, wanted = wrong[0]
    remedy = f"aws rds modify-db-instance --db-instance-identifier {name} --db-instance-class {wanted} --apply-immediately"
    changing = all(name in there and there[name].status not in GOOD for name, _ in wrong)
    return (coming if changing else stuck)(
        code, f"Aurora cluster {found.name}", because, f"{remedy}  # the instance restarts"
    )


def _pending(found: Database | NotThere | Missing) -> Judged:
    code = "database-changes-pending"
    if not isinstance(found, Database):
        return untold(code, found.why if isinstance(found, Missing) else f"{found.what} does not exist", blocks=False)
    parts = ((found.name, found.pending), *((one.name, one.pending) for one in found.instances))
    because = tuple(f"{name} waits for its maintenance window with {one}" for name, pending in parts for one in pending)
    if not because:
        return holds(code, "no change waits for a maintenance window")
    remedy = f"{PENDING.format(found.name)} --query DBClusters[].PreferredMaintenanceWindow  # expect a restart then"
    return noted(code, Severity.MEDIUM, f"Aurora cluster {found.name}", because, remedy)


def _file_systems(asked: Asked | Missing, found: tuple[FileSystem, ...] | Missing) -> Judged:
    code = "file-system-available"
    if isinstance(asked, Missing):
        return untold(code, asked.why)
    if isinstance(found, Missing):
        return untold(code, found.why)
    there = {one.id: one for one in found}
    because = tuple(line for name in asked.file_systems for line in _wrong(name, there.get(name)))
    if not because:
        return holds(code, f"available, with mount targets: {', '.join(asked.file_systems) or 'none is asked for'}")
    remedy = f"aws efs describe-mount-targets --file-system-id {asked.file_systems[0]}"
    making = all(" is creating" in one or " is updating" in one for one in because)
    return (coming if making else stuck)(code, "the file systems", because, remedy)


def _wrong(name: str, found: FileSystem | None) -> Iterator[str]:
    """What is wrong with a file system, one line each."""
    if found is None:
        yield f"{name} is not there"
        return
    if found.status != "available":
        yield f"{name} is {found.status}"
    if not found.targets:
        yield f"{name} has no mount target: no node reaches it"
    yield from (f"mount target {one.name} is {one.status}" for one in found.targets if one.status != "available")
