"""The state and its backend: each rule as finding, as passed, as unknown."""

from dataclasses import replace
from typing import Any

import pytest

from checks.facts import Backend, Facts, Missing, NotThere, Place
from checks.facts.state import Lock
from checks.model import Finding, Passed, Result, Severity, Unknown
from checks.preflight import state
from tests.support.facts import FACTS, INFRA, KNOWN, RUNBOOK, world
from tests.support.healthy.state import ADDRESSES, HEALTHY

WHERE = Place("backend.tf", 2)
SILENT = Missing("nobody answers")
LOCK = Lock("/x/.terraform.tfstate.lock.info", "c7f0", "ann@host", "2026-01-02", "OperationTypeApply", left=False)
CODES = {
    "backend-unproved",
    "backend-unsupported",
    "state-bucket-unversioned",
    "state-empty-or-foreign",
    "state-lock-held",
    "state-not-locking",
    "state-readable",
    "state-tainted",
}


def s3(**settings: str) -> Backend:
    """An S3 backend with these settings beside its bucket."""
    return Backend("s3", {"bucket": "b", "key": "k", **settings}, WHERE)


def judged(facts: Facts) -> dict[str, Result]:
    """Code -> result, each code once."""
    results = tuple(state.judge(facts, RUNBOOK))
    found = {one.code: one for one in results}
    assert len(found) == len(results)
    return found


def broken(code: str, **facts: Any) -> Result:
    """The result of that code in a world with these facts."""
    return judged(world("state", **facts))[code]


def test_a_healthy_state_passes_every_rule() -> None:
    """Each rule says that it looked, and at what."""
    found = judged(FACTS)
    assert found.keys() == CODES
    assert all(isinstance(one, Passed) and one.evidence for one in found.values())


def test_nothing_asked_is_nothing_passed() -> None:
    """Where no fact came, no rule passes, and none blocks: the preview reads the state again, and stops where it cannot."""
    found = judged(world("state", backend=SILENT, contents=SILENT, lock=SILENT, versioning=SILENT, wrapped=SILENT))
    assert found.keys() == CODES
    assert all(isinstance(one, Unknown) and one.reason == SILENT.why for one in found.values())
    assert not any(isinstance(one, Unknown) and one.blocks for one in found.values())


@pytest.mark.parametrize("kind", ["cloud", "remote"])
def test_a_backend_that_plans_elsewhere_blocks(kind: str) -> None:
    """HCP Terraform's plan would not be the one that is made here: `assess` is named, with the runbook."""
    found = broken("backend-unsupported", backend=Backend(kind, {}, WHERE))
    assert isinstance(found, Finding)
    assert (found.blocks, found.subject) == (True, "backend.tf:2")
    assert "migrator assess - --runbook wandb-aws-operator" in found.remedy


def test_terragrunt_blocks() -> None:
    """A configuration that Terragrunt completes is not planned by itself; where that cannot be told, nothing blocks."""
    found = broken("backend-unsupported", wrapped="../terragrunt.hcl")
    assert isinstance(found, Finding)
    assert (found.blocks, found.subject) == (True, "../terragrunt.hcl")
    assert "terragrunt show -json" in found.remedy
    assert isinstance(broken("backend-unsupported", wrapped=SILENT), Unknown)


def test_other_backends_are_warned_of() -> None:
    """A backend that was never tried is a warning, and whether it locks is not known."""
    gcs = Backend("gcs", {}, WHERE)
    found = broken("backend-unproved", backend=gcs)
    assert isinstance(found, Finding)
    assert (found.severity, found.blocks, found.subject) == (Severity.MEDIUM, False, "backend.tf:2")
    assert isinstance(broken("state-not-locking", backend=gcs), Unknown)
    assert isinstance(broken("backend-unproved", backend=s3()), Passed)


@pytest.mark.parametrize(
    ("settings", "kind"),
    [
        ({"use_lockfile": "true"}, Passed),
        ({"dynamodb_table": "locks"}, Passed),
        ({"use_lockfile": "false"}, Finding),
        ({}, Finding),
    ],
)
def test_s3_locks_only_where_it_is_told_to(settings: dict[str, str], kind: type[Result]) -> None:
    """By an object or by a table; neither is a warning."""
    found = broken("state-not-locking", backend=s3(**settings))
    assert isinstance(found, kind)
    assert not isinstance(found, Finding) or (found.severity, found.blocks) == (Severity.MEDIUM, False)


@pytest.mark.parametrize("status", ["Disabled", "Suspended"])
def test_a_bucket_without_versions_is_warned_of(status: str) -> None:
    """The command that enables it names the bucket."""
    found = broken("state-bucket-unversioned", backend=s3(), versioning=status)
    assert isinstance(found, Finding)
    assert (found.severity, found.blocks) == (Severity.MEDIUM, False)
    assert "--bucket b " in found.remedy
    assert isinstance(broken("state-bucket-unversioned", backend=s3(), versioning="Enabled"), Passed)


def test_a_lock_that_is_held_blocks() -> None:
    """Who holds it, since when, and its ID are told; what is left of a killed Terraform is only mentioned."""
    found = broken("state-lock-held", lock=LOCK)
    assert isinstance(found, Finding)
    assert (found.blocks, found.severity) == (True, Severity.HIGH)
    assert found.because == ("ann@host since 2026-01-02: OperationTypeApply, ID c7f0",)
    assert found.remedy.endswith("terraform force-unlock c7f0")
    left = broken("state-lock-held", lock=replace(LOCK, left=True))
    assert isinstance(left, Finding)
    assert (left.blocks, left.severity) == (False, Severity.LOW)
    assert left.remedy.endswith(f"rm {LOCK.place}")
    assert isinstance(broken("state-lock-held", lock=NotThere("a lock")), Passed)


def contents(*addresses: str, tainted: tuple[str, ...] = ()) -> dict[str, Any]:
    """A state with these addresses."""
    assert not isinstance(HEALTHY.contents, Missing)
    return {"contents": replace(HEALTHY.contents, addresses=addresses, tainted=tainted)}


@pytest.mark.parametrize("kind", ["aws_eks_cluster", "aws_rds_cluster"])
def test_without_its_core_the_state_is_another_one(kind: str) -> None:
    """Cluster and database are in every deployment: without either of them it blocks."""
    found = broken("state-empty-or-foreign", **contents(*(one for one in ADDRESSES if f".{kind}." not in one)))
    assert isinstance(found, Finding)
    assert (found.blocks, found.severity) == (True, Severity.CRITICAL)
    assert kind in found.because[0]


def test_an_empty_state_blocks() -> None:
    """No state yet can be read, and is not this deployment's."""
    empty = {"contents": replace(contents()["contents"], lineage="", serial=-1)}
    assert isinstance(broken("state-empty-or-foreign", **empty), Finding)
    assert isinstance(broken("state-readable", **empty), Passed)


def test_what_else_is_missing_is_listed() -> None:
    """A VPC of one's own is no other deployment: eight addresses are named, and how many more there are."""
    found = broken("state-empty-or-foreign", **contents(*(one for one in ADDRESSES if "this[0]" in one)))
    assert isinstance(found, Finding)
    assert (found.blocks, found.severity) == (False, Severity.MEDIUM)
    assert found.because[0].count(",") == 7
    assert "more" in found.because[0]


def test_the_modules_may_have_other_names() -> None:
    """Addresses are those of the user's own calls; the old application's name is read off the state."""
    named = (one.replace("module.wandb_infra.", "module.infra.") for one in ADDRESSES)
    addresses = tuple(one.replace("module.wandb_app.", "module.app.") for one in named)
    before = replace(KNOWN.before, modules=(replace(INFRA, name="infra", version="1.16.10"),))
    facts = replace(world("state", **contents(*addresses)), known=replace(KNOWN, before=before))
    assert isinstance(judged(facts)["state-empty-or-foreign"], Passed)


def test_each_tainted_resource_is_a_finding() -> None:
    """The command to take the mark away has its address, quoted for a shell."""
    two = ('module.a.x.y["k"]', "module.a.x.z")
    found = [
        one for one in state.judge(world("state", **contents(*ADDRESSES, tainted=two)), RUNBOOK) if isinstance(one, Finding)
    ]
    assert [(one.code, one.subject, one.blocks) for one in found] == [("state-tainted", one, False) for one in two]
    assert "'module.a.x.y[\"k\"]'" in found[0].remedy
