"""What becomes of what an apply began: never made twice because nobody looked, never adopted without a plan that says so."""

from typing import Any

import pytest

import runbooks
from checks.facts import Missing, NotThere
from checks.facts.existing import Condition, Existing
from checks.reconcile import Begun, Doubt, Outcome, doubts, settle, unasked
from runbooks.identity import Identity
from tests.support.plans import MAKE_FIRST, REPLACE, entry, plan

IDENTITIES = runbooks.load("wandb-aws-operator").identities
SYSTEM = "module.app_eks.aws_efs_file_system.storage_class"
ADDON = "aws_eks_addon.efs"
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
    assert isinstance(found, NotThere) or getattr(found, "id", "EFS refuses") in settled.why


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


def test_what_terraform_said_to_have_failed() -> None:
    """It may exist all the same, and that it may be another's is said; where nobody can look, Terraform's word counts."""
    assert "before the apply failed" in settle(doubt(ended="errored"), READY).why
    for one in (doubt(ended="errored", after={}), doubt("aws_thing.a", ended="errored")):
        assert unasked(one) is not None
        assert unasked(one).outcome is Outcome.RECREATE  # type: ignore[union-attr]


@pytest.mark.parametrize(
    ("address", "outcome"),
    [
        ("aws_s3_bucket_acl.a", Outcome.RECREATE),
        ("random_pet.a", Outcome.RECREATE),
        ("aws_thing.a", Outcome.ASK),
        (SYSTEM, Outcome.ASK),
        ("aws_security_group_rule.a", Outcome.RECREATE),
    ],
)
def test_what_the_cloud_is_not_asked_for(address: str, outcome: Outcome) -> None:
    """Settings, what is only in the state and parts of what is new are made again; for the rest a person has to look."""
    settled = unasked(doubt(address, after={}))
    assert settled is not None
    assert settled.outcome is outcome


@pytest.mark.parametrize("actions", [REPLACE, MAKE_FIRST])
def test_beside_the_old_one(actions: tuple[str, str]) -> None:
    """The new half of a replacement has no address of its own: its id is put before a person, the old one's is no news."""
    half = doubt(ADDON, actions=actions, before={"id": "wandb:old"}, after={"cluster_name": "wandb", "addon_name": "efs"})
    settled = settle(half, Existing("wandb:efs", Condition.READY, "active"))
    assert (settled.outcome, "wandb:efs exists beside wandb:old" in settled.why) == (Outcome.ASK, True)
    assert settle(half, Existing("wandb:old", Condition.READY, "active")).outcome is Outcome.RECREATE


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
    assert settle(tainted, found).outcome is outcome


def test_a_persons_word() -> None:
    """Who has answered for an address is not asked again; what is found is adopted all the same."""
    vouched = Doubt(Begun(SYSTEM, vouched=True), "aws_efs_file_system", IDENTITIES["aws_efs_file_system"], {})
    assert unasked(vouched) is not None
    assert unasked(vouched).outcome is Outcome.RECREATE  # type: ignore[union-attr]
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
