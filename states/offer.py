"""What a person approves: the plan's meaning, bound to the state, workspace and providers it was made for."""

import hashlib
import json
from dataclasses import fields

from checks.plan.model import Assessment
from states.events import Offer
from states.terraform import StateIdentity


def offer(assessment: Assessment, state: StateIdentity, workspace: str, lock: bytes) -> Offer:
    """The offer for a judged plan; equal plans in equal circumstances get equal approval hashes, in any checkout."""
    providers = hashlib.sha256(lock).hexdigest()
    bound = [assessment.meaning, state.lineage, state.serial, workspace, providers]
    digest = hashlib.sha256(json.dumps(bound, separators=(",", ":")).encode()).hexdigest()
    counts = {one.name: getattr(assessment.summary, one.name) for one in fields(assessment.summary)}
    return Offer(digest, assessment.meaning, state.lineage, state.serial, workspace, providers, assessment.level, counts)


def differences(approved: Offer, now: Offer) -> tuple[str, ...]:
    """What makes an approval not fit any more, one sentence each."""
    said = (
        (approved.meaning != now.meaning, "the plan means something else than the approved one"),
        (approved.lineage != now.lineage, f"the state has another lineage: {approved.lineage} -> {now.lineage}"),
        (approved.serial != now.serial, f"the state moved on: serial {approved.serial} -> {now.serial}"),
        (approved.workspace != now.workspace, f"another Terraform workspace: {approved.workspace} -> {now.workspace}"),
        (approved.lock != now.lock, "the dependency lock file has other contents"),
    )
    return tuple(text for differs, text in said if differs)
