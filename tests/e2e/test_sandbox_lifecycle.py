"""A sandbox's life: up, down, up again, two at once, in unusual places; and what is left behind: nothing."""

import json
import os
import subprocess
from pathlib import Path

import pytest

from migrator.sandbox import lifecycle
from migrator.sandbox.paths import Home
from tests.support.lives import CLEAN, begun, daemon, processes, up
from tests.support.sandbox import Sandbox
from tests.support.sandbox import up as brought_up

pytestmark = pytest.mark.e2e


def test_down_and_up_again(temporary: Path, place: Path) -> None:
    """The cloud and the zone's records survive; the plan of the pre-operator configuration is empty before and after."""
    up(place)
    sandbox = Sandbox(place, lifecycle.whole_environment(Home(place)))
    sandbox.terraform(*CLEAN)
    before = sandbox.log()
    assert lifecycle.down(sandbox.home)
    assert processes(sandbox.home) == []
    assert list(temporary.iterdir()) == []
    assert not lifecycle.status(sandbox.home)["running"]
    told = up(place)
    assert not any("apply" in one for one in told)
    again = Sandbox(place, lifecycle.whole_environment(sandbox.home))
    again.terraform(*CLEAN)
    assert again.log() == before


def test_up_twice(looked_at: Sandbox) -> None:
    """A second up changes nothing; it says that the sandbox runs already."""
    first, log = daemon(looked_at.home), looked_at.log()
    assert up(looked_at.path) == ["the sandbox is running already"]
    assert (daemon(looked_at.home), looked_at.log()) == (first, log)


def test_two_ups_at_once(place: Path) -> None:
    """Two ups of one directory at the same time make one sandbox, applied once."""
    both = [begun("up", str(place)) for _ in range(2)]
    assert [(one.communicate(), one.returncode)[1] for one in both] == [0, 0]
    created = [one["address"] for one in lifecycle.status(Home(place))["log"] if one["op"] == "create"]
    assert len(created) == len(set(created)) > 50
    assert [pid for pid in processes(Home(place)) if pid != daemon(Home(place)).pid] == []


def test_two_sandboxes_at_once(looked_at: Sandbox, place: Path) -> None:
    """Two sandboxes share nothing; the same providers give the same lock file."""
    up(place)
    other = Sandbox(place, lifecycle.whole_environment(Home(place)))
    before = looked_at.log()
    other.terraform("destroy", "-target=module.wandb_app", "-auto-approve", "-var-file=pre-operator.tfvars")
    assert looked_at.log() == before
    looked_at.terraform(*CLEAN)
    locks = {one.joinpath(".terraform.lock.hcl").read_bytes() for one in (looked_at.path, place)}
    assert len(locks) == 1


@pytest.mark.parametrize("name", ["with a space and 'quotes'", "long-" + "0123456789" * 15], ids=["quotes", "long"])
def test_unusual_paths(tmp_path: Path, name: str) -> None:
    """Spaces, quotes, and a path longer than a socket's may be: it comes up, and a shell works in it by `env` alone."""
    with brought_up(tmp_path / name) as made:
        lines = made.migrator("sandbox", "env", str(made.path)).out
        script = (
            'eval "$1"; cd "$2" && terraform plan -detailed-exitcode -var-file=pre-operator.tfvars >&2 && aws eks get-token'
        )
        shown = subprocess.run(
            ("sh", "-c", script, "sh", lines, str(made.path)),
            env={"PATH": os.defpath, "HOME": str(tmp_path), "AWS_PROFILE": "production", "TF_VAR_namespace": "leak"},
            capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert shown.returncode == 0, shown
        assert json.loads(shown.stdout)["kind"] == "ExecCredential"


def test_the_shell_that_brings_it_up(tmp_path: Path, place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What the user's own shell has set for another cloud, state or proxy does not reach the sandbox's Terraform."""
    for name in ("TF_VAR_namespace", "TF_WORKSPACE", "AWS_PROFILE", "AWS_ENDPOINT_URL_ROUTE53", "TF_CLI_ARGS_apply"):
        monkeypatch.setenv(name, "leak")
    for name in ("HTTP_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("TF_DATA_DIR", str(tmp_path / "elsewhere"))
    up(place)
    assert not tmp_path.joinpath("elsewhere").exists()
    assert "leak" not in place.joinpath("terraform.tfstate").read_text()
