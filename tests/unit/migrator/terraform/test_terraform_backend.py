"""Where the state is, who has its lock, and whether Terragrunt is about: read from files, never taken."""

import fcntl
import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from checks.facts import Backend, Missing, NotThere, Place
from checks.facts.state import Lock
from migrator.terraform import locks
from migrator.terraform.backend import in_force, local_file, object_key, selected
from migrator.workspace.wrapped import terragrunt
from tests.support.tree import tree

WHERE = Place("backend.tf", 2)
NOTE = {"ID": "c7f0", "Who": "ann@host", "Created": "2026-01-02", "Operation": "OperationTypeApply", "Info": "canary"}
HOLDER = (
    "import fcntl,sys; f=open(sys.argv[1],'r+'); fcntl.lockf(f,fcntl.LOCK_EX); print('held',flush=True); sys.stdin.read()"
)


def initialised(data: Path, kind: str, **config: object) -> None:
    """What `terraform init` leaves behind."""
    (data / "terraform.tfstate").write_text(json.dumps({"version": 3, "backend": {"type": kind, "config": config}}))


def test_what_init_was_told_counts_where_files_are_silent(tmp_path: Path) -> None:
    """`-backend-config` completes a block; what stands in the block wins; nothing secret is taken over."""
    initialised(tmp_path, "s3", bucket="b", key="old", use_lockfile=True, secret_key="canary", profile=None)
    found = in_force(Backend("s3", {"key": "k"}, WHERE), tmp_path)
    assert found == Backend("s3", {"bucket": "b", "key": "k", "use_lockfile": "true"}, WHERE)


@pytest.mark.parametrize(
    "text", ["", "{", "[]", "{}", '{"backend": null}', '{"backend": {"type": "gcs", "config": {"key": "x"}}}']
)
def test_what_init_did_not_leave_is_not_made_up(tmp_path: Path, text: str) -> None:
    """Nothing, garbage, or another backend's: the files alone count. Without a block it is a local state."""
    (tmp_path / "terraform.tfstate").write_text(text)
    assert in_force(Backend("s3", {}, WHERE), tmp_path) == Backend("s3", {}, WHERE)
    assert in_force(None, tmp_path) == Backend("local", {}, None)


def test_the_workspace_is_where_terraform_looks_for_it(tmp_path: Path) -> None:
    """TF_WORKSPACE, else the data directory's `environment`, else the default."""
    assert selected(tmp_path, {}) == "default"
    (tmp_path / "environment").write_text("staging\n")
    assert selected(tmp_path, {"TF_WORKSPACE": ""}) == "staging"
    assert selected(tmp_path, {"TF_WORKSPACE": "prod"}) == "prod"


def test_each_workspace_has_a_place_of_its_own(tmp_path: Path) -> None:
    """As the local and the S3 backend spell them."""
    local = Backend("local", {"path": "state/x.tfstate"}, WHERE)
    assert local_file(local, tmp_path, "default") == tmp_path / "state/x.tfstate"
    assert local_file(local, tmp_path, "a") == tmp_path / "terraform.tfstate.d/a/terraform.tfstate"
    assert local_file(Backend("local", {}, None), tmp_path, "default") == tmp_path / "terraform.tfstate"
    remote = Backend("s3", {"key": "k/x"}, WHERE)
    assert (object_key(remote, "default"), object_key(remote, "a")) == ("k/x", "env:/a/k/x")
    named = Backend("s3", {"key": "k", "workspace_key_prefix": "w"}, WHERE)
    assert object_key(named, "a") == "w/a/k"
    assert object_key(Backend("s3", {}, WHERE), "a") is None


@contextmanager
def held(state: Path) -> Iterator[int]:
    """Another process has the file's lock; its pid."""
    with subprocess.Popen(
        (sys.executable, "-c", HOLDER, str(state)), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdout
        assert process.stdout.readline() == "held\n"
        yield process.pid
        process.communicate()


def test_a_lock_lives_as_long_as_a_process_holds_it(tmp_path: Path) -> None:
    """Held: who, since when, its ID. Then only its note is left. Then nothing. Looking changes and locks nothing."""
    state, note = tmp_path / "terraform.tfstate", tmp_path / ".terraform.tfstate.lock.info"
    state.write_text("{}")
    note.write_text(json.dumps(NOTE))
    before = tree(tmp_path)
    with held(state) as pid:
        assert locks.local(state) == Lock(str(note), "c7f0", "ann@host", "2026-01-02", "OperationTypeApply", left=False)
        note.unlink()
        found = locks.local(state)
        assert isinstance(found, Lock)
        assert (found.who, found.left) == (f"process {pid}", False)
        note.write_text(json.dumps(NOTE))
    found = locks.local(state)
    assert isinstance(found, Lock)
    assert (found.id, found.left) == ("c7f0", True)
    assert tree(tmp_path).keys() == before.keys()
    note.unlink()
    assert isinstance(locks.local(state), NotThere)
    with state.open("r+") as file:
        fcntl.lockf(file, fcntl.LOCK_EX | fcntl.LOCK_NB)


def test_a_state_that_is_not_there_has_no_lock(tmp_path: Path) -> None:
    """And none is made by asking; where the folder cannot be looked into, that is said."""
    assert isinstance(locks.local(tmp_path / "terraform.tfstate"), NotThere)
    assert list(tmp_path.iterdir()) == []
    (tmp_path / "loop").symlink_to("loop")
    assert isinstance(locks.local(tmp_path / "loop/terraform.tfstate"), NotThere | Missing)


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b'{"ID": null}', b"\xff", b"[" * 100000])
def test_a_lock_that_cannot_be_read_is_a_lock(content: bytes) -> None:
    """Whatever stands in it, it is there; what is not said is unknown."""
    assert locks.read("s3://b/k.tflock", content) == Lock("s3://b/k.tflock", *["unknown"] * 4, left=False)  # type: ignore[misc]


def test_terragrunt_is_looked_for_up_to_the_repositorys_root(tmp_path: Path) -> None:
    """In the directory and above it, and no further; outside of a repository in the directory alone."""
    here = tmp_path / "outer/repository/live/wandb"
    here.mkdir(parents=True)
    (tmp_path / "outer/terragrunt.hcl").touch()
    assert isinstance(terragrunt(here), NotThere)
    (tmp_path / "outer/repository/.git").mkdir()
    assert isinstance(terragrunt(here), NotThere)
    (tmp_path / "outer/repository/terragrunt.hcl").touch()
    assert terragrunt(here) == "../../terragrunt.hcl"
    (here / "terragrunt.hcl").touch()
    assert terragrunt(here) == "terragrunt.hcl"
