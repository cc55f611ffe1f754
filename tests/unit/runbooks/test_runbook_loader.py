"""A runbook's folder is read whole, and what does not fit is refused by file and key."""

import re
import shutil
from pathlib import Path

import pytest

import runbooks
from runbooks import UnknownRunbook, load, loader, names
from runbooks.model import Runbook

REAL = Path(runbooks.__file__).parent / "wandb_aws_operator"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A copy of the real runbook's folder, the only one that the loader sees."""
    monkeypatch.setattr(loader, "HERE", tmp_path)
    return Path(shutil.copytree(REAL, tmp_path / "my_copy"))


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that is there."""
    text = path.read_text()
    assert old in text
    path.write_text(text.replace(old, new, 1))


def test_names_are_as_people_type_them(folder: Path) -> None:
    """A runbook is a folder with a runbook.toml, named with dashes; other folders are none."""
    (folder.parent / "empty").mkdir()
    shutil.copytree(REAL, folder.parent / "a_second")
    assert names() == ("a-second", "my-copy")


def test_a_copy_is_the_same_runbook(folder: Path) -> None:
    """The name comes from the folder, everything else from its files."""
    mine, real = load("my-copy"), load_real()
    assert mine.name == "my-copy"
    assert (mine.targets, mine.failures, mine.layout) == (real.targets, real.failures, real.layout)


def load_real() -> Runbook:
    """The runbook that is shipped, past the fixture."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(loader, "HERE", REAL.parent)
        return load("wandb-aws-operator")


@pytest.mark.parametrize("name", ["nothing", "my_copy", "../my-copy", "MY-COPY"])
def test_an_unknown_runbook(folder: Path, name: str) -> None:
    """A name that no folder has is an error of its own, and never a path."""
    with pytest.raises(UnknownRunbook, match=name):
        load(name)


WRONG = [
    ("runbook.toml", 'title = "', 'titel = "', "title"),
    ("runbook.toml", 'source_module = "wandb/wandb/aws"', "source_module = 3", "source_module"),
    ("runbook.toml", "images = [", "pictures = [", "images"),
    ("runbook.toml", 'images = ["gcr.io/kubebuilder/kube-rbac-proxy:v0.5.0"]', 'images = "gcr.io/x"', "images"),
    ("runbook.toml", 'followed_by = "4.8.0"', "", "followed_by"),
    ("runbook.toml", 'actions = "expected_actions.yaml"', "", "actions"),
    ("runbook.toml", 'aws = "aws-4.7.2.toml"', "", "aws"),
    ("aws-4.7.2.toml", 'kind = "role"', 'kind = "rolle"', "creates[1].kind"),
    ("aws-4.24.0.toml", "[unsized]", "[un-sized]", "unsized"),
    ("expected_actions-4.24.0.yaml", "  source: modules/app_eks/iam-roles.tf @ v4.24.0\n", "", "`why` and `source`"),
    ("runbook.toml", '"aws_eip",', "7,", "never_touch"),
    ("runbook.toml", "[layout]", "[lay-out]", "layout"),
    ("runbook.toml", 'pre = "pre-operator.tf"', "", "pre"),
    ("runbook.toml", 'path = "/healthz"', "path = 1", "health.path"),
    ("health.toml", "grace = 60.0", 'grace = "long"', "grace"),
    ("health.toml", "[codes.dns-record]", "[codes.dns-record", "at line"),
    (
        "health.toml",
        'needs = ["workloads-ready", "ingress-address"]',
        'needs = ["workload-ready"]',
        "there is no workload-ready",
    ),
    ("health.toml", "[codes.second-plan-empty]", '[codes.second-plan-empty]\nneeds = ["second-plan-empty"]', "wait for one"),
    ("expected_actions.yaml", "update_in_place:", "updates:", "updates"),
    ("expected_actions.yaml", "create:", "create: x\nmore:", "create"),
    ("expected_actions.yaml", "  address: module.wandb_app.kubernetes_secret.secret\n", "", "address"),
    ("expected_actions.yaml", "- documented: kubernetes_secret.secret\n  address", "- address", "documented"),
    ("expected_actions.yaml", "order: delete-create", "order: sideways", "order"),
    ("expected_actions.yaml", "  order: delete-create\n", "", "order"),
    ("expected_actions.yaml", "  object: default/wandb\n", "  order: delete-create\n", "order"),
    ("expected_actions.yaml", "create:", "create: [", "line"),
    ("failures.yaml", "- id: helm3-syntax", "- name: helm3-syntax", "id"),
    ("failures.yaml", "  stages:\n  - init\n  - plan\n", "  stages: init\n", "stages"),
    ("failures.yaml", "safe_to_retry: true", "safe_to_retry: perhaps", "safe_to_retry"),
    ("failures.yaml", "  pattern: Saved plan is stale", "  pattern: '(Saved plan'", "stale-plan: `pattern`"),
    ("failures.yaml", "- id: helm3-syntax", "no list", "failures.yaml"),
    ("hosts.toml", 'needed_by = ["runner"]', 'needed_by = ["nobody"]', "needed_by"),
    ("variations.toml", 'value = "false"', 'value = "no"', "variations[3].value"),
    ("variations.toml", 'action = "create"', 'action = "make"', "variations[0].also[0].action"),
    ("hosts.toml", 'image = "', 'picture = "', "image"),
]


@pytest.mark.parametrize(
    ("file", "old", "new", "key"), WRONG, ids=[f"{one[0]}-{one[-1]}-{number}" for number, one in enumerate(WRONG)]
)
def test_what_does_not_fit_is_refused(folder: Path, file: str, old: str, new: str, key: str) -> None:
    """A missing, misspelt or mistyped part is an error that names the file and the key."""
    edit(folder / file, old, new)
    with pytest.raises(ValueError, match=re.escape(key)) as caught:
        load("my-copy")
    assert str(caught.value).startswith(str(folder / file))


@pytest.mark.parametrize("file", ["expected_actions.yaml", "expected_actions-4.24.0.yaml", "failures.yaml"])
def test_a_file_that_is_not_there(folder: Path, file: str) -> None:
    """A folder that lacks a file is refused by its name."""
    (folder / file).unlink()
    with pytest.raises(ValueError, match=file):
        load("my-copy")
