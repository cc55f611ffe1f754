"""The layout `remedied`: after what preflight asks for, the migration to 4.24.0 goes through with nothing to mend."""

import shutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.sandbox.layouts import SETTING
from migrator.sandbox.store import Store
from tests.support.prepared import running
from tests.support.sandbox import TFVARS, Sandbox
from tests.support.swapped import POST, initialised, swap

pytestmark = pytest.mark.e2e

PRE = ("plan", "-detailed-exitcode", "-var-file=pre-operator.tfvars", "-no-color")
INSIGHTS = "  database_performance_insights_kms_key_arn = null\n"


@pytest.fixture(scope="module")
def remedied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox with this layout that several tests look at and none changes."""
    with running(tmp_path_factory.mktemp("remedied") / "deployment", "remedied") as made:
        yield made


def copied(sandbox: Sandbox, into: Path, old: str, new: str) -> Path:
    """A copy of the workspace with one edit of the post-operator configuration."""
    shutil.copytree(sandbox.path, into, ignore=shutil.ignore_patterns(".sandbox", ".migrator"))
    edited(into / "post-operator.tf.disabled", old, new)
    return into


def edited(path: Path, old: str, new: str) -> None:
    """Replace a text that is there once."""
    text = path.read_text()
    assert text.count(old) == 1
    path.write_text(text.replace(old, new))


def test_nothing_blocks(remedied: Sandbox) -> None:
    """Preflight has nothing against it, and wants no override."""
    said = remedied.migrator("preflight", *TFVARS, "--format", "json")
    assert said.code == 0, said
    assert [one for one in said.document()["findings"] if one["blocks"]] == []


def test_the_plan_is_exactly_what_is_known_of_it(remedied: Sandbox) -> None:
    """Its 70 actions are those of 4.24.0: none is missing, none is more, each in its order; nothing blocks."""
    said = remedied.migrator("plan", *TFVARS, "--format", "json")
    assert said.code == 0, said
    document = said.document()
    counts = {name: document["summary"][name] for name in ("create", "update", "delete", "replace")}
    assert counts == {"create": 44, "update": 15, "delete": 8, "replace": 3}
    assert document["contract"] == {
        "runbook": "wandb-aws-operator",
        "matched": 70,
        "missing": [],
        "unexpected": [],
        "rules": [],
    }
    assert not [one for one in document["findings"] if one["blocks"]]


def test_the_deployment_is_as_configured(remedied: Sandbox) -> None:
    """The pre-operator configuration plans no changes; the cloud has the versions that 4.24.0 wants, and is protected."""
    assert remedied.tried(*PRE).code == 0
    store = Store(remedied.home.cloud)
    (cluster,), (database,) = store.all("aws_eks_cluster"), store.all("aws_rds_cluster")
    assert store.setting(SETTING) == "remedied"
    assert (cluster["version"], database["engine_version"]) == ("1.28", "8.0.mysql_aurora.3.05.2")
    assert database["deletion_protection"] is True


def test_a_version_of_which_nothing_is_known(remedied: Sandbox, tmp_path: Path) -> None:
    """Where any later version would do, that is told, and only hazards are judged; the exact version is the remedy."""
    there = copied(remedied, tmp_path / "copy", '"4.24.0"', '">= 4.7.2"')
    arguments = ("plan", "--dir", str(there), *TFVARS, "--format", "json")
    open_ended = remedied.migrator(*arguments).document()
    assert [one["severity"] for one in open_ended["findings"] if one["code"] == "contract-unknown"] == ["low"]
    assert open_ended["contract"]["matched"] == 0
    assert open_ended["contract"]["unexpected"] == []
    assert {one["expected"] for one in open_ended["changes"]} == {None}
    assert "is not known; judged by hazards alone" in remedied.migrator(*arguments[:-2]).out
    edited(there / "post-operator.tf.disabled", '">= 4.7.2"', '"4.24.0"')
    exact = remedied.migrator(*arguments).document()
    assert exact["contract"]["matched"] == 70
    assert "contract-unknown" not in {one["code"] for one in exact["findings"]}


REFUSED = [
    ("  namespace                                 = var.namespace\n", INSIGHTS, "Invalid function argument"),
    (
        "  bucket_kms_key_arn                        = var.bucket_kms_key_arn\n",
        "  bucket_kms_key_arn = null\n",
        "Invalid value",
    ),
]


@pytest.mark.parametrize(("old", "new", "says"), REFUSED, ids=["insights", "bucket"])
def test_what_the_module_refuses(remedied: Sandbox, tmp_path: Path, old: str, new: str, says: str) -> None:
    """Two arguments that 4.7.2 takes as null are errors of 4.24.0."""
    into = swap(remedied, tmp_path / "swapped", override=False)
    edited(into / "post-operator.tf", old, (old if "namespace" in old else "") + new)
    assert initialised(remedied, into).code == 0
    said = remedied.tried("plan", POST, "-input=false", "-no-color", at=into)
    assert said.code == 1
    assert says in said.err


def test_another_layout_wants_another_directory(remedied: Sandbox) -> None:
    """A sandbox keeps its layout: asked for another one, `up` says so and changes nothing; without one it just goes on."""
    said = remedied.migrator("sandbox", "up", str(remedied.path), "--layout", "documented")
    assert said.code == 2
    assert "a sandbox with the layout remedied" in said.err
    assert remedied.migrator("sandbox", "up", str(remedied.path)).code == 0


def test_the_migration(tmp_path: Path) -> None:
    """The run is done without an override, and created every resource once."""
    with running(tmp_path / "deployment", "remedied") as sandbox:
        waiting = sandbox.migrator("run", *TFVARS, "--format", "json")
        assert waiting.code == 4, waiting
        before = len(sandbox.log())
        approval = waiting.document()["waiting_for"]["approval"]
        done = sandbox.migrator("run", *TFVARS, "--approve", approval, "--format", "json")
        assert (done.code, done.document()["state"]) == (0, "done"), done
        creates = Counter(one["address"] for one in sandbox.log()[before:] if one["op"] == "create")
        assert (len(creates), set(creates.values())) == (47, {1})
        assert not list(sandbox.path.glob("*override*"))
