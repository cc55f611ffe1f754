"""The way back, told: golden files at every point that differs, and the same data in each form."""

from dataclasses import replace
from datetime import date

import pytest
from syrupy.assertion import SnapshotAssertion

import runbooks
from checks.rollback import way_back
from migrator.report.rollback import Guidance, rollback_document, rollback_html, rollback_markdown, rollback_text
from migrator.rollback.filled import filled
from migrator.terminal.paint import painter
from states.events import Event, Reverted, Verified
from states.progress import progress
from tests.support import samples
from tests.support.hostile import ATTACK, OURS
from tests.support.schemas import checked

KNOWN = runbooks.load("wandb-aws-operator").rollback
NAMES = {
    "directory": "/srv/w&b prod", "run": samples.RUN, "backup": f"/srv/w&b prod/.migrator/{samples.RUN}/backup",
    "tfvars": ("-var-file=post-operator.tfvars",), "old_tfvars": ("-var-file=pre-operator.tfvars",),
    "namespace": "wandb", "cluster": "wandb", "region": "us-west-2", "zone_id": "Z1", "fqdn": "wandb.example.com",
    "snapshot": None, "old_namespace": "default", "old_deployment": "wandb", "old_replicas": "1",
}  # fmt: skip
FILES = {name: f"# {name}" for name in ("application", "flags", "records")}
PLAIN = painter(colour=False)
RELEASE = "module.wandb_infra.module.wandb.helm_release.wandb"
ROLE = "module.wandb_infra.module.app_eks.aws_iam_role.one"
CLUSTER = "module.wandb_infra.module.database.module.aurora.aws_rds_cluster.this[0]"
CHANGES = (
    *samples.CHANGES[1:],
    samples.change(RELEASE, "create", samples.Severity.INFO, type="helm_release"),
    samples.change(
        CLUSTER, "update", samples.Severity.HIGH, "backup_retention_period: 14 -> 1", type="aws_rds_cluster",
        findings=("retention-cut",),
    ),
)  # fmt: skip
OLD = samples.seen("module.wandb_app.kubernetes_deployment.wandb", "delete", "delete")
APPLIED = (*samples.HALF, samples.seen(RELEASE, "create", "create"))
POINTS: dict[str, tuple[Event, ...]] = {
    "waiting": samples.WAITING,
    "swap-begun": samples.SWAPPED[:-1],
    "swapped": samples.SWAPPED,
    "planned": samples.PLANNED,
    "apply-began": samples.APPLYING,
    "creates-only": (*samples.APPLYING, samples.seen(ROLE, "create", "create")),
    "record-in-doubt": (*samples.APPLYING, samples.seen(samples.RECORD, "delete", "replace", samples.Phase.STARTED)),
    "old-application-gone": (*samples.APPLYING, OLD),
    "new-application-started": APPLIED,
    "backups-gone": (*APPLIED, samples.seen(CLUSTER, "update", "update")),
    "done": (*samples.DONE[:-1], Verified(("second-plan-empty",))),
    "reverted": (*samples.PLANNED, Reverted()),
}


def told(name: str, **names: str) -> Guidance:
    """The guidance at a point."""
    run = samples.run(*POINTS[name])
    way = way_back(progress(run, CHANGES), KNOWN)
    return Guidance(run.id, run.inputs.directory, run.state, way, filled(way, {**NAMES, **names}, FILES))


@pytest.mark.parametrize("name", POINTS)
def test_text(name: str, snapshot: SnapshotAssertion) -> None:
    """What a person reads at each point."""
    assert rollback_text(told(name), PLAIN) == snapshot


@pytest.mark.parametrize("name", ["swapped", "backups-gone"])
def test_markdown(name: str, snapshot: SnapshotAssertion) -> None:
    """The same for a ticket."""
    assert rollback_markdown(told(name)) == snapshot


@pytest.mark.parametrize("name", POINTS)
def test_documents(name: str) -> None:
    """The document holds to its schema, and has the commands as the text has them."""
    document = checked(rollback_document(told(name)))
    text = rollback_text(told(name), PLAIN)
    for step in (one for guide in document["guides"] for one in guide["steps"]):
        assert f"\n{step['commands']}\n" in text
        assert step["commands"] in rollback_markdown(told(name))


@pytest.mark.parametrize("name", POINTS)
def test_the_page(name: str) -> None:
    """It names every guide, loads nothing, and has no script."""
    page = rollback_html(told(name, namespace="<script>alert(1)</script>"))
    assert all(one.guide.id in page for one in told(name).told)
    assert "<script" not in page
    assert "src=" not in page


def test_a_name_takes_over_no_terminal() -> None:
    """A hostile name is spelled out: nothing that a terminal obeys, no line that looks like ours."""
    text = rollback_text(told("backups-gone", namespace=ATTACK, zone_id=ATTACK), PLAIN)
    assert not any(OURS.match(line) for line in text.splitlines())
    assert "\x1b" not in text


def test_guides_are_dated() -> None:
    """Whoever reads one sees how old it is."""
    assert all(one.date >= date(2026, 1, 1) for one in KNOWN.guides)


@pytest.mark.parametrize(
    ("working", "terraform", "said"),
    [(True, None, "migrator pause --dir"), (False, 4711, "migrator resume --dir"), (True, 4711, "migrator pause --dir")],
)
def test_what_still_moves_is_said_first(working: bool, terraform: int | None, said: str) -> None:
    """In every form: nobody goes back while a migrator, or a Terraform that lost its migrator, still applies."""
    found = replace(told("old-application-gone"), working=working, terraform=terraform)
    assert said in " ".join(rollback_text(found, PLAIN).split())
    assert said in rollback_markdown(found)
    assert said in rollback_html(found)
    assert checked(rollback_document(found))["working"] is True


def test_nothing_moves() -> None:
    """Where nobody is at work, nobody is waited for."""
    found = told("old-application-gone")
    assert "Let it end first" not in rollback_text(found, PLAIN)
    assert checked(rollback_document(found))["working"] is False
