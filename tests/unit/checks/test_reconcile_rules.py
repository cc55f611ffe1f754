"""What becomes of what an apply began: never made twice because nobody looked, never adopted without a plan that says so."""

from dataclasses import replace
from typing import Any

import pytest

import runbooks
from checks.facts import Missing, NotThere
from checks.facts.existing import Condition, Existing
from checks.model import Severity
from checks.reconcile import UNFIT, Begun, Doubt, Outcome, doubts, keepable, settle, unasked
from runbooks.identity import Identity
from tests.support.plans import MAKE_FIRST, REPLACE, entry, plan

IDENTITIES = runbooks.load("wandb-aws-operator").identities
SYSTEM = "module.app_eks.aws_efs_file_system.storage_class"
ADDON = "aws_eks_addon.efs"
UNKNOWN = "how to look for aws_thing is not known here"
READY = Existing("fs-1", Condition.READY, "available")


def doubt(address: str = SYSTEM, ended: str | None = None, ident: str | None = None, **parts: Any) -> Doubt:
    """The one doubt about a creation that was begun."""
    actions = parts.pop("actions", ("create",))
    parts = {"after": {"creation_token": "token"}, **parts}
    found = doubts(plan(entry(address, *actions, **parts)), {address: Begun(address, ended, ident)}, IDENTITIES)
    assert len(found) == 1
    return found[0]


@pytest.mark.parametrize("actions", [("update",), ("delete",), ("no-op",)])
def test_what_the_plan_does_not_create_is_no_doubt(actions: tuple[str, ...]) -> None:
    """The plan has refreshed: what it updates, deletes or leaves is in the state, whatever was in flight."""
    assert doubts(plan(entry(SYSTEM, *actions, before={}, after={})), {SYSTEM: Begun(SYSTEM)}, IDENTITIES) == ()


def test_what_was_never_begun_is_no_doubt() -> None:
    """A creation that no apply of this run began is as it was approved."""
    assert doubts(plan(entry(SYSTEM, "create", after={})), {}, IDENTITIES) == ()


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (NotThere("x"), Outcome.RECREATE),
        (READY, Outcome.ADOPT),
        (Existing("fs-1", Condition.BUSY, "creating"), Outcome.WAIT),
        (Existing("fs-1", Condition.FAILED, "error"), Outcome.ASK),
        (Missing("EFS refuses"), Outcome.ASK),
    ],
)
def test_by_what_the_cloud_says(found: Existing | NotThere | Missing, outcome: Outcome) -> None:
    """Absent: made again. There: adopted. Still being made: waited for. Failed, or nobody can tell: a person is asked."""
    settled = settle(doubt(), found)
    assert (settled.address, settled.outcome) == (SYSTEM, outcome)
    assert settled.why == "it does not exist" or getattr(found, "id", "EFS refuses") in settled.why


def test_what_is_imported() -> None:
    """The provider's own form of an import id, from what the service calls it or from its keys."""
    assert settle(doubt(), READY).id == "fs-1"
    addon = doubt(ADDON, after={"cluster_name": "wandb", "addon_name": "efs"})
    assert settle(addon, Existing("anything", Condition.READY, "active")).id == "wandb:efs"


def test_completed_and_not_in_the_state() -> None:
    """A creation that ended well, and is planned again, is looked for by its id where its keys are not known yet."""
    lost = doubt(ended="completed", ident="fs-1", after={})
    assert lost.findable
    assert (unasked(lost), lost.id, settle(lost, READY).outcome) == (None, "fs-1", Outcome.ADOPT)
    assert settle(lost, NotThere("x")).id == ""


def test_what_terraform_said_to_have_failed() -> None:
    """It may exist all the same, and that it may be another's is said; where nobody can look, Terraform's word counts."""
    said = "fs-1 exists, is available, and is not in the state"
    assert settle(doubt(ended="errored"), READY).why == f"{said}; it may be what was there before the apply failed"
    assert settle(doubt(), READY).why == said
    for one, why in ((doubt(ended="errored", after={}), UNFIT), (doubt("aws_thing.a", ended="errored"), UNKNOWN)):
        settled = unasked(one)
        assert settled is not None
        assert (settled.outcome, settled.why) == (Outcome.RECREATE, f"Terraform said that it failed; {why}")


def test_what_is_there_and_cannot_be_imported() -> None:
    """Where the import id cannot be told a person is asked, by the service's own id."""
    settled = settle(doubt(ADDON, after={}), Existing("efs", Condition.READY, "active"))
    assert (settled.address, settled.outcome, settled.id) == (ADDON, Outcome.ASK, "")
    assert settled.why == "efs exists and is not in the state; what to import it by cannot be told"


@pytest.mark.parametrize(
    ("address", "outcome", "why"),
    [
        ("aws_s3_bucket_acl.a", Outcome.RECREATE, "a setting of something else: it is written again, and is the same"),
        ("random_pet.a", Outcome.RECREATE, "it is nowhere but in the state"),
        ("aws_thing.a", Outcome.ASK, UNKNOWN),
        (SYSTEM, Outcome.ASK, UNFIT),
        (
            "aws_security_group_rule.a",
            Outcome.RECREATE,
            "a part of what is new itself; another one went, or goes, with the old one",
        ),
    ],
)
def test_what_the_cloud_is_not_asked_for(address: str, outcome: Outcome, why: str) -> None:
    """Settings, what is only in the state and parts of what is new are made again; for the rest a person has to look."""
    settled = unasked(doubt(address, after={}))
    assert settled is not None
    assert (settled.address, settled.outcome, settled.why) == (address, outcome, why)


@pytest.mark.parametrize("actions", [REPLACE, MAKE_FIRST])
def test_beside_the_old_one(actions: tuple[str, str]) -> None:
    """The new half of a replacement has no address of its own: its id is put before a person, the old one's is no news."""
    half = doubt(ADDON, actions=actions, before={"id": "wandb:old"}, after={"cluster_name": "wandb", "addon_name": "efs"})
    settled = settle(half, Existing("wandb:efs", Condition.READY, "active"))
    assert (settled.outcome, "wandb:efs exists beside wandb:old" in settled.why) == (Outcome.ASK, True)
    old = settle(half, Existing("wandb:old", Condition.READY, "active"))
    assert (old.outcome, old.why) == (Outcome.RECREATE, "the new one does not exist; what does is the one that is to go")
    nameless = replace(half, held=None)
    assert "wandb:efs exists beside the old one" in settle(nameless, Existing("wandb:efs", Condition.READY, "active")).why


@pytest.mark.parametrize(
    ("found", "outcome"),
    [
        (READY, Outcome.UNTAINT),
        (Existing("fs-1", Condition.BUSY, "creating"), Outcome.WAIT),
        (Existing("fs-1", Condition.FAILED, "error"), Outcome.RECREATE),
        (NotThere("x"), Outcome.RECREATE),
        (Missing("EFS refuses"), Outcome.RECREATE),
    ],
)
def test_tainted(found: Existing | NotThere | Missing, outcome: Outcome) -> None:
    """Healthy, it may be kept; everything else leaves the replacement in the plan, which wants an approval of its own."""
    before = {"id": "fs-1", "creation_token": "token"}
    tainted = doubt(actions=REPLACE, before=before, action_reason="replace_because_tainted")
    assert (unasked(tainted), tainted.id) == (None, "fs-1")
    settled = settle(tainted, found)
    assert settled.outcome is outcome
    assert getattr(found, "id", "EFS refuses" if isinstance(found, Missing) else "does not exist") in settled.why


def test_tainted_is_looked_for_as_it_is() -> None:
    """By what the state knows of it, not by what is to take its place; what cannot be looked for is replaced."""
    parts = {"actions": REPLACE, "action_reason": "replace_because_tainted"}
    assert doubt(before={"creation_token": "old"}, after={"creation_token": "new"}, **parts).keys == {
        "creation_token": "old"
    }
    settled = unasked(doubt(before={}, after={"creation_token": "new"}, **parts))
    assert settled is not None
    assert (settled.address, settled.outcome) == (SYSTEM, Outcome.RECREATE)
    assert settled.why == "it is tainted, and how it is cannot be asked"


def test_what_may_be_kept_is_offered() -> None:
    """A finding that stops nothing, with the acceptance that untaints it."""
    found = keepable(SYSTEM, "it is available")
    assert (found.code, found.blocks, found.subject) == ("tainted-though-healthy", False, SYSTEM)
    assert (found.because, found.severity) == (("it is available",), Severity.MEDIUM)
    assert found.remedy.startswith("migrator run --accept tainted-though-healthy=")


def test_a_persons_word() -> None:
    """Who has answered for an address is not asked again; what is found is adopted all the same."""
    vouched = Doubt(Begun(SYSTEM, vouched=True), "aws_efs_file_system", IDENTITIES["aws_efs_file_system"], {})
    assert unasked(vouched) is not None
    assert unasked(vouched).outcome is Outcome.RECREATE  # type: ignore[union-attr]
    assert unasked(vouched).why == f"{UNFIT}; a person answered for it"  # type: ignore[union-attr]
    assert settle(vouched, READY).outcome is Outcome.ADOPT


def test_every_creation_of_the_migration_is_known() -> None:
    """Each type that the runbook's targets create or replace says how it is found."""
    book = runbooks.load("wandb-aws-operator")
    made = (one.address for it in book.targets for one in it.expected if one.action in ("create", "replace"))
    assert {plan(entry(one, "create")).resource_changes[0].type for one in made} <= set(book.identities)


@pytest.mark.parametrize(
    "wrong",
    [
        {"kind": "object"},
        {"kind": "setting", "keys": ("a",), "form": "{a}"},
        {"kind": "object", "keys": ("a",), "form": "{b}"},
        {"kind": "object", "keys": ("a",), "form": "{a}", "within": "b"},
    ],
)
def test_an_identity_that_does_not_fit(wrong: dict[str, Any]) -> None:
    """Refused when it is loaded: keys without a form, a form that they cannot fill, a part of something unnamed."""
    with pytest.raises(ValueError, match=r"keys|wants"):
        Identity(**wrong)
