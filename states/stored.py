"""What the states leave in the run's directory for reports and for later states: verdicts, assessments, approved changes.

What is on offer and what was approved are kept apart: a plan that was offered, and never approved, must not be what the
apply is held against.
"""

from typing import TypeVar

import msgspec

from checks.approved import ApprovedChange, decode_changes, encode
from checks.facts import Missing
from checks.facts.health.before import Before
from checks.model import Verdict
from checks.plan.live import Live
from checks.plan.model import Assessment
from checks.problem import Problem
from states.ports import RunFiles

Kept = TypeVar("Kept")

PREFLIGHT = "preflight.json"
LIVE = "live.json"
BEFORE = "before.json"
VERIFICATION = "verify.json"
ASSESSMENT = "assessment.json"
APPROVED_ASSESSMENT = "approved-assessment.json"
OFFERED_CHANGES = "offered.json"
APPROVED_CHANGES = "approved.json"
PREVIEWED_STATE = "previewed.tfstate"
LOCK_FILE = "terraform.lock.hcl"
OVERRIDE = "migrator_override.tf"
PLAN_FILE = "plan.tfplan"


def store_verdict(files: RunFiles, name: str, verdict: Verdict) -> None:
    """Keep a verdict; it holds no secret by construction."""
    files.write(name, msgspec.json.format(msgspec.json.encode(verdict)))


def load_verdict(files: RunFiles, name: str) -> Verdict:
    """Read a kept verdict back."""
    return _decode(files, name, Verdict)


def store_live(files: RunFiles, live: Live) -> None:
    """Keep what the deployment itself was asked: the plan is judged by it, in whatever process that is."""
    files.write(LIVE, msgspec.json.format(msgspec.json.encode(live)))


def load_live(files: RunFiles) -> Live:
    """Read it back."""
    return _decode(files, LIVE, Live)


def store_before(files: RunFiles, before: Before) -> None:
    """Keep what the deployment was, for verify to compare with; names and ids, no values."""
    files.write(BEFORE, msgspec.json.format(msgspec.json.encode(before)))


def load_before(files: RunFiles) -> Before | Missing:
    """Read it back; Missing where a run of an earlier version kept none."""
    try:
        return _decode(files, BEFORE, Before)
    except Problem as problem:
        if problem.code != "run-file-missing":
            raise
        return Missing("the run kept nothing of what was before: its preflight was an earlier version's")


def store_offered(files: RunFiles, assessment: Assessment, changes: tuple[ApprovedChange, ...]) -> None:
    """Keep the plan that is put before a person; values that Terraform or their names mark as sensitive are not in it."""
    files.write(ASSESSMENT, msgspec.json.format(msgspec.json.encode(assessment)))
    files.write(OFFERED_CHANGES, encode(changes))


def keep_as_approved(files: RunFiles) -> None:
    """What is on offer is what was approved."""
    files.write(APPROVED_ASSESSMENT, files.read(ASSESSMENT))
    files.write(APPROVED_CHANGES, files.read(OFFERED_CHANGES))


def offer_the_approved(files: RunFiles) -> None:
    """What was approved stands again, whatever was offered since and never approved."""
    files.write(ASSESSMENT, files.read(APPROVED_ASSESSMENT))
    files.write(OFFERED_CHANGES, files.read(APPROVED_CHANGES))


def load_assessment(files: RunFiles) -> Assessment:
    """Read the judged plan on offer back."""
    return _decode(files, ASSESSMENT, Assessment)


def load_approved(files: RunFiles) -> Assessment:
    """Read the judged plan that was approved back."""
    return _decode(files, APPROVED_ASSESSMENT, Assessment)


def load_approved_changes(files: RunFiles) -> tuple[ApprovedChange, ...] | None:
    """Read the changes that were approved back; None where an older version kept them."""
    try:
        return decode_changes(files.read(APPROVED_CHANGES))
    except msgspec.MsgspecError as error:
        raise _damaged(files, APPROVED_CHANGES, error) from error


def first(files: RunFiles, name: str) -> bool:
    """Whether something is done for the first time in a run; that it is done now is durable before the answer."""
    if known(files, name):
        return False
    files.write(name, b"")
    return True


def known(files: RunFiles, name: str) -> bool:
    """Whether it was done."""
    try:
        files.read(name)
    except Problem:
        return False
    return True


def _decode(files: RunFiles, name: str, kind: type[Kept]) -> Kept:
    try:
        return msgspec.json.decode(files.read(name), type=kind)
    except msgspec.MsgspecError as error:
        raise _damaged(files, name, error) from error


def _damaged(files: RunFiles, name: str, error: msgspec.MsgspecError) -> Problem:
    return Problem(
        "run-file-damaged",
        what=f"{files.path(name)} cannot be read.",
        why=f"It is not what a run writes there: {error}",
        next="migrator status",
    )
