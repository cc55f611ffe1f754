"""What was there before, by the run and its backup: what is looked at now is held against it."""

from checks.facts.standing import Before
from checks.problem import Problem
from migrator.terraform.statefile import StateFile
from states.ports import RunFiles
from states.run import Run
from states.saving import Kind


def before(run: Run, saved: StateFile | None) -> Before | None:
    """What the run saw before it touched anything; None where it did not come so far."""
    planned = run.offer or (run.backed_up.origin if run.backed_up else None)
    if planned is None:
        return None
    if saved is None:
        return Before(planned.lineage, planned.serial)
    days = next((one.attributes.get("backup_retention_period") for one in saved.of("aws_rds_cluster")), None)
    kept = int(days) if isinstance(days, int | float) else None
    return Before(planned.lineage, planned.serial, kept, saved.attribute("aws_lb", "dns_name"))


def saved_state(run: Run, files: RunFiles) -> bytes:
    """The state of the backup, as Terraform gave it; empty where there is none. It holds secrets."""
    names = run.backed_up.files(Kind.STATE) if run.backed_up else ()
    try:
        return files.read(names[0]) if names else b""
    except Problem:
        return b""


def parsed(raw: bytes) -> StateFile | None:
    """None where there is nothing, or nothing that can be read."""
    try:
        return StateFile.read(raw) if raw.strip() else None
    except ValueError:
        return None
