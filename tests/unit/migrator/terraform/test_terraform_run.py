"""Binaries that are no Terraform, commands that end by themselves, and which one is taken."""

import signal
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from checks.problem import Exit, Problem
from migrator.terraform.binary import embedded, find
from migrator.terraform.run import run
from states.terraform import Directory
from tests.support.bench import CANARY, Bench, until


def program(path: Path, script: str) -> str:
    """A shell script that can be run; its path."""
    path.parent.mkdir(exist_ok=True)
    path.write_text(f"#!/bin/sh\n{script}\n")
    path.chmod(0o755)
    return str(path)


@pytest.mark.parametrize("script", [f"echo 'not {CANARY} Terraform'; echo more", "exit 1", "echo '[]'", "echo '{}'"])
def test_garbage_is_not_terraform(bench: Bench, tmp_path: Path, script: str) -> None:
    """What answers `version` with something else is `terraform-broken`, with its path and its first line, redacted."""
    path = program(tmp_path / "bin/terraform", script)
    with pytest.raises(Problem) as raised:
        bench.adapter((path,)).fact()
    assert (raised.value.code, raised.value.exit) == ("terraform-broken", Exit.BLOCKED)
    assert path in raised.value.what
    assert CANARY not in raised.value.why
    assert "more" not in raised.value.why


def test_a_plan_that_is_not_written(bench: Bench, tmp_path: Path) -> None:
    """A program that ends well and leaves no plan is `terraform-broken`, with what it printed."""
    path = program(tmp_path / "bin/terraform", f"echo 'garbage {CANARY}'")
    with pytest.raises(Problem) as raised:
        bench.adapter((path,)).plan(Directory(tmp_path), tmp_path / "plan.tfplan", lock=False)
    assert raised.value.code == "terraform-broken"
    assert "garbage" in raised.value.why
    assert CANARY not in raised.value.why


def test_a_hang_ends(bench: Bench, tmp_path: Path) -> None:
    """What never answers is `terraform-broken`, and nothing of it goes on, not even what it started."""
    path = program(tmp_path / "bin/terraform", f"echo {CANARY} busy; sleep 600 & echo $! > {tmp_path}/pid; wait")
    with pytest.raises(Problem) as raised:
        bench.adapter((path,), seconds=0.5).fact()
    assert raised.value.code == "terraform-broken"
    assert "busy" in raised.value.why
    assert CANARY not in raised.value.why
    child = Path(f"/proc/{(tmp_path / 'pid').read_text().strip()}/stat")
    until(lambda: not child.exists() or child.read_text().rpartition(")")[2].split()[0] == "Z")


@pytest.mark.parametrize("content", [b"\x7fELF not really", b"#!/no/such/interpreter\n"])
def test_what_cannot_be_started_is_said(bench: Bench, tmp_path: Path, content: bytes) -> None:
    """A file that the system cannot run is `terraform-broken`, no traceback."""
    path = Path(program(tmp_path / "bin/terraform", ""))
    path.write_bytes(content)
    with pytest.raises(Problem, match="terraform-broken"):
        bench.adapter((str(path),)).fact()


def test_the_named_one_is_taken(tmp_path: Path) -> None:
    """A named binary wins over the PATH; terraform wins over tofu; tofu does where there is no terraform."""
    env = {"PATH": str(tmp_path / "bin")}
    tofu = program(tmp_path / "bin/tofu", "")
    assert find(None, env) == (tofu,)
    terraform = program(tmp_path / "bin/terraform", "")
    assert find(None, env) == (terraform,)
    assert find(tofu, env) == (tofu,)
    assert find("tofu", env) == (tofu,)


def test_the_embedded_one_comes_last(tmp_path: Path) -> None:
    """With neither on the PATH the embedded one runs, isolated from the working directory."""
    command = find(None, {"PATH": str(tmp_path)})
    assert command == embedded()
    assert command[:2] == (sys.executable, "-I")


def test_a_name_that_is_nothing_is_said(tmp_path: Path) -> None:
    """A binary that is not there, or cannot be run, is `terraform-missing`, and no other is taken in its place."""
    (tmp_path / "plain").write_text("")
    for name in (str(tmp_path / "none"), str(tmp_path / "plain")):
        with pytest.raises(Problem) as raised:
            find(name, {"PATH": str(tmp_path)})
        assert (raised.value.code, raised.value.exit) == ("terraform-missing", Exit.BLOCKED)


def test_streams_are_whole_and_apart(tmp_path: Path) -> None:
    """Both streams and the code come back whole; input is empty."""
    path = program(tmp_path / "it", "cat; seq 1 50000; echo err >&2; exit 7")
    result = run((path,), tmp_path, {"PATH": "/usr/bin:/bin"}, redact=str)
    assert (result.code, result.err) == (7, b"err\n")
    assert result.out.splitlines()[-1] == b"50000"


def test_time_goes_on_being_told(tmp_path: Path) -> None:
    """While a command runs, `tick` is called; here it lets the command end."""
    path = program(tmp_path / "it", f"until [ -e {tmp_path}/go ]; do sleep 0.05; done")
    run((path,), tmp_path, {"PATH": "/usr/bin:/bin"}, redact=str, tick=(tmp_path / "go").touch)


INTERRUPTED = """
import sys
from pathlib import Path
from migrator.terraform.run import run
try:
    run((sys.argv[1],), Path(sys.argv[2]), {"PATH": "/usr/bin:/bin"}, redact=str)
except KeyboardInterrupt:
    sys.exit("interrupted")
"""


def test_an_interrupt_is_handed_on_once_and_waited_for(tmp_path: Path) -> None:
    """One Ctrl-C gives the command one SIGINT, and we end only after it has."""
    trap = f"trap 'echo got >> {tmp_path}/log' INT; touch {tmp_path}/ready; until [ -e {tmp_path}/go ]; do sleep 0.05; done"
    path = program(tmp_path / "it", f"{trap}; echo ended >> {tmp_path}/log")
    line = (sys.executable, "-c", INTERRUPTED, path, str(tmp_path))
    with subprocess.Popen(line, cwd=Path(__file__).parents[4], stderr=subprocess.PIPE) as ours:
        try:
            until((tmp_path / "ready").exists)
            ours.send_signal(signal.SIGINT)
            until((tmp_path / "log").exists)
            assert ours.poll() is None
        finally:
            (tmp_path / "go").touch()
        assert b"interrupted" in ours.communicate()[1]
    assert (tmp_path / "log").read_text() == "got\nended\n"


@pytest.mark.e2e
def test_the_embedded_terraform_says_what_it_is(bench: Bench) -> None:
    """The fact of a real Terraform has product, version and path."""
    fact = bench.adapter().fact()
    assert (fact.product, fact.path) == ("terraform", sys.executable)
    assert fact.version[0] == "1"


@pytest.mark.e2e
def test_a_plan_and_its_life(bench: Bench) -> None:
    """Init, plan, show, state and changes on a configuration that is quick: the second plan is empty at the end."""
    bench.write(
        'resource "terraform_data" "x" {\n  input = 1\n}\noutput "o" {\n  value = 1\n}\nvariable "wandb_license" {}\n'
    )
    adapter = bench.adapter()
    assert (adapter.state(bench.where).lineage, adapter.state(bench.where).serial) == ("", -1)
    adapter.init(bench.where, upgrade=True)
    adapter.init(bench.where, upgrade=False)
    assert adapter.workspace(bench.where) == "default"
    second = adapter.second(bench.where)
    assert second is not None
    assert [one.address for one in second.changes] == ["terraform_data.x"]
    assert list(second.output_changes) == ["o"]
    assert adapter.plan(bench.where, bench.saved, lock=True)
    assert stat.S_IMODE(bench.saved.stat().st_mode) == 0o600
    assert b'"terraform_data.x"' in adapter.show(bench.where, bench.saved)
    process = adapter.begin_apply(bench.where, bench.saved, bench.into)
    list(adapter.follow_apply(bench.into, process))
    assert adapter.exit_code(bench.into) == 0
    assert adapter.state(bench.where).serial > 0
    assert adapter.second(bench.where) is None
    assert not adapter.plan(bench.where, bench.saved, lock=False)


@pytest.mark.e2e
def test_local_state_needs_no_init(bench: Bench) -> None:
    """Local state is read in a directory that was never initialised, in the workspace that is selected."""
    bench.write('variable "wandb_license" {}\n')
    state = '{"version": 4, "terraform_version": "1.5.0", "serial": %d, "lineage": "%s", "outputs": {}, "resources": []}'
    (bench.path / "terraform.tfstate").write_text(state % (3, "one"))
    (bench.path / "terraform.tfstate.d/blue").mkdir(parents=True)
    (bench.path / "terraform.tfstate.d/blue/terraform.tfstate").write_text(state % (5, "two"))
    assert (bench.adapter().state(bench.where).lineage, bench.adapter().state(bench.where).serial) == ("one", 3)
    bench.env["TF_WORKSPACE"] = "blue"
    assert bench.adapter().workspace(bench.where) == "blue"
    assert (bench.adapter().state(bench.where).lineage, bench.adapter().state(bench.where).serial) == ("two", 5)


@pytest.mark.e2e
def test_a_backend_that_was_never_initialised_is_said(bench: Bench) -> None:
    """A remote backend without `init` is `backend-not-initialised`, with what to type."""
    bench.write('terraform {\n  backend "s3" {}\n}\nvariable "wandb_license" {}\n')
    for action in (lambda: bench.adapter().state(bench.where), lambda: bench.adapter().second(bench.where)):
        with pytest.raises(Problem) as raised:
            action()
        assert (raised.value.code, raised.value.next) == ("backend-not-initialised", "terraform init")


@pytest.mark.e2e
def test_a_state_that_is_none_is_not_shown(bench: Bench, tmp_path: Path) -> None:
    """Where the state cannot be read, no part of it is told."""
    path = program(tmp_path / "bin/terraform", 'echo \'{"password": "hunter2", "lineage": "l"}\'')
    with pytest.raises(Problem) as raised:
        bench.adapter((path,)).state(bench.where)
    assert raised.value.code == "state-unreadable"
    assert "hunter2" not in f"{raised.value.what}{raised.value.why}{raised.value.next}"


@pytest.mark.e2e
def test_a_failed_plan_leaves_no_file_and_no_secret(bench: Bench) -> None:
    """A plan that fails says where in the files and why, keeps the licence to itself, and removes the plan file."""
    rule = 'condition = var.wandb_license == "x"\n    error_message = "Not ${var.wandb_license}."'
    check = f"  validation {{\n    {rule}\n  }}\n"
    bench.write(f'variable "wandb_license" {{\n{check}}}\nresource "terraform_data" "x" {{}}\n')
    adapter = bench.adapter()
    adapter.init(bench.where, upgrade=True)
    bench.saved.write_bytes(b"from before")
    with pytest.raises(Problem) as raised:
        adapter.plan(bench.where, bench.saved, lock=True)
    assert raised.value.code == "terraform-plan-failed"
    assert "Not (sensitive)." in raised.value.why
    assert CANARY not in f"{raised.value.what}{raised.value.why}{raised.value.next}{raised.value}"
    assert not bench.saved.exists()


@pytest.mark.e2e
def test_a_syntax_error_has_file_and_line(bench: Bench) -> None:
    """A configuration that cannot be read fails in init, or in plan, with file and line."""
    bench.write('variable "wandb_license" {}\nresource "terraform_data" {\n')
    with pytest.raises(Problem) as raised:
        bench.adapter().init(bench.where, upgrade=True)
    assert raised.value.code == "terraform-init-failed"
    assert "main.tf line 2" in raised.value.why
    with pytest.raises(Problem) as planned:
        bench.adapter().plan(bench.where, bench.saved, lock=True)
    assert planned.value.code == "terraform-plan-failed"
    assert "main.tf:2: " in planned.value.why
