"""The group `state`: each check red by one fault and green after its remedy, on a local state and on one in S3."""

from collections.abc import Iterator

import pytest

from tests.support.prepared import running
from tests.support.redgreen import Case, edited, red_then_green
from tests.support.sandbox import TFVARS, Sandbox
from tests.support.state_trouble import (
    BUCKET,
    KEY,
    LOCKFILE,
    TABLE,
    Colleague,
    Kept,
    State,
    added,
    edited_state,
    locked_by_dynamodb,
    locked_by_object,
    moved_to_s3,
    versioned,
)

CLOUD = 'terraform {\n  cloud {\n    organization = "acme"\n  }\n}\n'
HTTP = 'terraform {\n  backend "http" {\n    address = "https://state.example.com/wandb"\n  }\n}\n'
NOTE = ".terraform.tfstate.lock.info"
CONFIG_MAP = "module.wandb_app.kubernetes_config_map.config_map"
DEPLOYMENT = "module.wandb_app.kubernetes_deployment.wandb"
PLANS = {"create": 44, "update": 15, "delete": 8, "replace": 3}
STATE_FILE = Kept("terraform.tfstate")
AT_WORK, IN_S3, IN_DYNAMODB = Colleague(), Colleague(), Colleague()


def without(kind: str) -> tuple[object, object]:
    """The state has no resource of this type any more."""

    def change(state: State) -> None:
        state["resources"] = [one for one in state["resources"] if one["type"] != kind]

    return edited_state(change)


def garbage(sandbox: Sandbox) -> None:
    """A state that was cut off."""
    STATE_FILE.replaced(sandbox, b"{")


def tainted(sandbox: Sandbox) -> None:
    """An apply was interrupted."""
    sandbox.terraform("taint", DEPLOYMENT)


def untainted(sandbox: Sandbox) -> None:
    """It was healthy."""
    sandbox.terraform("untaint", DEPLOYMENT)


def note_removed(sandbox: Sandbox) -> None:
    """As the remedy says."""
    (sandbox.path / NOTE).unlink()


def at_work_by_dynamodb(sandbox: Sandbox) -> None:
    """A colleague, whose lock is an item."""
    locked_by_dynamodb(sandbox)
    IN_DYNAMODB.begins(sandbox)


def done_by_dynamodb(sandbox: Sandbox) -> None:
    """The colleague is done."""
    IN_DYNAMODB.says_no(sandbox)
    locked_by_object(sandbox)


LOCAL = (
    Case("backend-unsupported", "cloud", *added("cloud.tf", CLOUD), ("cloud.tf:2", "migrator assess")),
    Case("backend-unsupported", "Terragrunt", *added("terragrunt.hcl", ""), ("terragrunt.hcl", "migrator assess")),
    Case("backend-unproved", "http", *added("backend.tf", HTTP), ("backend.tf:2", "http"), blocks=False),
    Case("state-readable", "not initialised", *added("backend.tf", HTTP), ("terraform init",), unknown=True, blocks=False),
    Case(
        "state-readable",
        "no state",
        lambda one: STATE_FILE.replaced(one, b"{"),
        STATE_FILE.back,
        ("state",),
        unknown=True,
        blocks=False,
    ),
    Case("state-lock-held", "a colleague", AT_WORK.begins, AT_WORK.says_no, (NOTE, "OperationTypeApply", "force-unlock")),
    Case("state-lock-held", "killed", AT_WORK.is_killed, note_removed, ("was killed", "rm /"), blocks=False),
    Case("state-empty-or-foreign", "empty", STATE_FILE.aside, STATE_FILE.back, ("aws_rds_cluster", "workspace show")),
    Case("state-empty-or-foreign", "no database", *without("aws_rds_cluster"), ("1 of 26", "aws_rds_cluster.this[0]")),
    Case("state-empty-or-foreign", "no config map", *without("kubernetes_config_map"), (CONFIG_MAP,), blocks=False),
    Case("state-tainted", "one", tainted, untainted, (DEPLOYMENT, "terraform untaint"), blocks=False),
)
REMOTE = (
    Case("state-bucket-unversioned", "suspended", lambda one: versioned(one, "Suspended"),
         lambda one: versioned(one, "Enabled"), (BUCKET, "put-bucket-versioning"), blocks=False),
    Case("state-not-locking", "neither way", *edited("backend.tf", LOCKFILE, "use_lockfile   = false"),
         ("backend.tf:2", "use_lockfile = true"), blocks=False),
    Case("state-lock-held", "an object", IN_S3.begins, IN_S3.says_no, (f"s3://{BUCKET}/{KEY}.tflock", "OperationTypeApply")),
    Case("state-lock-held", "an item", at_work_by_dynamodb, done_by_dynamodb, (TABLE, "OperationTypeApply")),
)  # fmt: skip
CASES = (*LOCAL, *REMOTE)


@pytest.fixture(scope="module")
def remote(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """The remedied world, its state moved to S3 by the real Terraform."""
    with running(tmp_path_factory.mktemp("remote") / "deployment", layout="remedied") as made:
        moved_to_s3(made)
        yield made


@pytest.mark.parametrize("case", LOCAL, ids=lambda one: one.id)
def test_a_local_state(remedied: Sandbox, case: Case) -> None:
    """With the state in a file, a fault turns its check red, and the remedy green."""
    red_then_green(remedied, case)


@pytest.mark.parametrize("case", REMOTE, ids=lambda one: one.id)
def test_a_state_in_s3(remote: Sandbox, case: Case) -> None:
    """With the state in S3, too."""
    red_then_green(remote, case)


def test_the_same_plan_from_s3(remote: Sandbox) -> None:
    """With the state in S3 every check of the state and the baseline is green, and the plan is the one that is known."""
    said = remote.migrator("preflight", *TFVARS, "--only", "state", "--only", "baseline", "--format", "json")
    assert (said.code, said.document()["findings"], said.document()["unknown"]) == (0, [], []), said
    summary = remote.document("plan", *TFVARS)["summary"]
    assert {name: summary[name] for name in PLANS} == PLANS
    assert not (remote.path / "errored.tfstate").exists()


def test_nothing_is_planned_where_somebody_else_plans(remedied: Sandbox) -> None:
    """Below Terragrunt no plan is made: the dry run ends with what to type instead."""
    fault, remedy = added("terragrunt.hcl", "")
    fault(remedied)
    try:
        said = remedied.migrator("plan", *TFVARS, "--verbose")
    finally:
        remedy(remedied)
    assert said.code == 3
    assert "migrator assess" in said.err
    assert "terraform plan" not in said.err
