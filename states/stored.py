"""What the states leave in the run's directory for reports and for later states: verdicts, assessments, approved changes."""

from typing import TypeVar

import msgspec

from checks.model import Verdict
from checks.plan.model import Assessment
from checks.problem import Problem
from states.ports import RunFiles

Kept = TypeVar("Kept")

PREFLIGHT = "preflight.json"
VERIFICATION = "verify.json"
ASSESSMENT = "assessment.json"
OFFERED_CHANGES = "offered.json"
APPROVED_CHANGES = "approved.json"
LOCK_FILE = "terraform.lock.hcl"
OVERRIDE = "migrator_override.tf"
PLAN_FILE = "plan.tfplan"


def store_verdict(files: RunFiles, name: str, verdict: Verdict) -> None:
    """Keep a verdict; it holds no secret by construction."""
    files.write(name, msgspec.json.format(msgspec.json.encode(verdict)))


def load_verdict(files: RunFiles, name: str) -> Verdict:
    """Read a kept verdict back."""
    return _decode(files, name, Verdict)


def store_assessment(files: RunFiles, assessment: Assessment) -> None:
    """Keep a judged plan; values that Terraform or their names mark as sensitive are not in it."""
    files.write(ASSESSMENT, msgspec.json.format(msgspec.json.encode(assessment)))


def load_assessment(files: RunFiles) -> Assessment:
    """Read the judged plan back."""
    return _decode(files, ASSESSMENT, Assessment)


def _decode(files: RunFiles, name: str, kind: type[Kept]) -> Kept:
    try:
        return msgspec.json.decode(files.read(name), type=kind)
    except msgspec.MsgspecError as error:
        raise Problem(
            "run-file-damaged",
            what=f"{files.path(name)} cannot be read.",
            why=f"It is not what a run writes there: {error}",
            next="migrator status",
        ) from error
