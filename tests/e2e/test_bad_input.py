"""Bad input gets one clear error with four parts and the right exit code; nothing is changed, nothing half-written."""

import os
import resource
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from tests.support.sandbox import LICENCE_CANARY, TFVARS, Said, Sandbox
from tests.support.tree import read_only, tree

PLAN = ("plan", *TFVARS, "--override", "yes")


@pytest.fixture
def workspace(looked_at: Sandbox, tmp_path: Path) -> Sandbox:
    """A copy of the deployment's files, to be broken; the world behind it is shared."""
    copy = tmp_path / "copy"
    shutil.copytree(looked_at.path, copy, ignore=shutil.ignore_patterns(".sandbox", ".terraform"))
    return replace(looked_at, path=copy)


def script(path: Path, text: str) -> str:
    """A program that stands where Terraform should."""
    path.write_text(f"#!/bin/sh\n{text}\n")
    path.chmod(0o755)
    return os.fspath(path)


def edit(name: str, old: str, new: str) -> Callable[[Path], tuple[str, ...]]:
    """Change a file of the workspace; no further arguments."""

    def change(path: Path) -> tuple[str, ...]:
        text = (path / name).read_text()
        assert old in text
        (path / name).write_text(text.replace(old, new))
        return ()

    return change


@dataclass(frozen=True)
class Bad:
    """One bad input: how it is made, which command meets it, and what has to be said."""

    name: str
    code: str
    exit: int
    says: tuple[str, ...]
    make: Callable[[Path], tuple[str, ...]] = lambda _: ()
    command: tuple[str, ...] = PLAN
    env: Mapping[str, str] | None = None


DEAD = "http://127.0.0.1:9"
CASES = (
    Bad("a wrong path", "tfvars-missing", 2, ("nope.tfvars", "No such file"), command=("plan", "--tfvars", "nope.tfvars")),
    Bad("no variables file", "tfvars-not-given", 2, ("--tfvars",), command=("plan",)),
    Bad("no such directory", "directory-missing", 2, ("/nowhere",), command=(*PLAN, "--dir", "/nowhere")),
    Bad(
        "a syntax error",
        "hcl-syntax",
        2,
        ("post-operator.tf.disabled:", "line"),
        edit("post-operator.tf.disabled", 'provider "helm" {', 'provider "helm"'),
    ),
    Bad(
        "a syntax error in the variables",
        "hcl-syntax",
        2,
        ("post-operator.tfvars:2",),
        edit("post-operator.tfvars", 'domain_name   = "sandbox.example"', "domain_name   = ="),
    ),
    Bad(
        "a missing variable",
        "variable-missing",
        3,
        ("namespace", "variables.tf:1"),
        edit("post-operator.tfvars", "namespace ", "namespaces "),
    ),
    Bad(
        "Terraform's own error",
        "terraform-plan-failed",
        1,
        ("post-operator.tf", "colour"),
        edit("post-operator.tf.disabled", "size    = var.size", "size    = var.colour"),
    ),
    Bad(
        "a module that is not there",
        "terraform-init-failed",
        1,
        ("newest available version is 4.24.0",),
        edit("post-operator.tf.disabled", 'version = "4.7.2"', 'version = "4.7.3"'),
    ),
    Bad(
        "no Terraform",
        "terraform-missing",
        3,
        ("/nowhere/terraform",),
        command=(*PLAN, "--terraform-bin", "/nowhere/terraform"),
    ),
    Bad(
        "a Terraform that prints garbage",
        "terraform-broken",
        3,
        ("garbage",),
        lambda path: ("--terraform-bin", script(path.parent / "terraform", "echo garbage")),
    ),
    Bad(
        "no credentials",
        "preflight-blocks",
        3,
        ("aws-credentials",),
        env={"AWS_ACCESS_KEY_ID": "", "AWS_SECRET_ACCESS_KEY": ""},
    ),
    Bad(
        "AWS cannot be reached", "preflight-blocks", 3, ("STS cannot be reached", "Route53"), env={"AWS_ENDPOINT_URL": DEAD}
    ),
    Bad("no way out", "egress-deployer", 3, ("refused",), env={"MIGRATOR_DEPLOYER_URL": DEAD}),
    Bad(
        "a wrong zone",
        "hosted-zone",
        3,
        ("ZNOSUCHZONE",),
        edit("post-operator.tfvars", "Z0SANDBOXZONE0000000", "ZNOSUCHZONE"),
    ),
    Bad(
        "a zone of another domain",
        "preflight-blocks",
        3,
        ("zone-mismatch", "sandbox.example", "other.example"),
        edit("post-operator.tfvars", 'domain_name   = "sandbox.example"', 'domain_name   = "other.example"'),
    ),
    Bad(
        "a narrowed plan",
        "terraform-args-refused",
        2,
        ("TF_CLI_ARGS_plan", "-target"),
        env={"TF_CLI_ARGS_plan": "-target=x.y"},
    ),
    Bad(
        "a secret argument",
        "secret-in-argument",
        2,
        ("secret_key",),
        command=(*PLAN, "--backend-config", "secret_key=hunter2"),
    ),
    Bad("an unknown option", "usage", 2, ("--force",), command=(*PLAN, "--force")),
    Bad("a short hash", "approval-malformed", 2, ("12",), command=("run", *TFVARS, "--approve", "abc")),
    Bad("no run yet", "no-run", 2, ("no run",), command=("report",)),
    Bad("an unknown code", "code-unknown", 2, ("helm-provider-unpinned",), command=("explain", "helm-provider-unpined")),
    Bad("no plan", "plan-unreadable", 2, ("terraform show -json",), command=("assess", "variables.tf")),
)


@pytest.mark.parametrize("bad", CASES, ids=lambda one: one.name)
def test_bad_input_is_said(workspace: Sandbox, bad: Bad) -> None:
    """The error has its code, what, why and next; the exit code is right; every byte of the workspace stays."""
    more = bad.make(workspace.path)
    before = tree(workspace.path)
    said = workspace.migrator(*bad.command, *more, "--format", "json", env=bad.env)
    _is_an_error(said, bad.code, bad.exit)
    assert all(one in said.out for one in bad.says), said.out
    assert tree(workspace.path) == before


def test_an_error_for_a_person(workspace: Sandbox) -> None:
    """Without --format json the four parts are on standard error, and nothing is on standard output."""
    text = workspace.migrator("plan", "--tfvars", "nope.tfvars")
    assert (text.code, text.out) == (2, "")
    assert all(part in text.err for part in ("error: tfvars-missing", "what:", "why:", "next:"))


def _is_an_error(said: Said, code: str, exit_code: int) -> None:
    error = said.document()
    assert (said.code, error["schema"], error["code"], error["exit"]) == (exit_code, "migrator.error/1", code, exit_code), (
        said
    )
    assert all(error[part] for part in ("what", "why", "next"))
    everything = said.out + said.err
    assert "Traceback" not in everything
    assert "the same command" not in everything
    assert LICENCE_CANARY not in everything
    assert "hunter2" not in everything


def test_a_terraform_that_hangs_is_ended(workspace: Sandbox) -> None:
    """A Terraform that does not even tell its version is given up and killed."""
    hangs = script(workspace.path.parent / "hangs", "exec sleep 1000000123")
    said = workspace.migrator(*PLAN, "--terraform-bin", hangs, "--format", "json")
    _is_an_error(said, "terraform-broken", 3)
    assert "did not answer" in said.document()["why"]
    assert subprocess.run(("pgrep", "-f", "sleep 1000000123"), capture_output=True, check=False).returncode == 1


def test_a_run_needs_a_directory_that_it_may_write(workspace: Sandbox) -> None:
    """In a read-only directory `run` says so before anything else; the dry run would work."""
    before = tree(workspace.path)
    with read_only(workspace.path) as there:
        command = there((sys.executable, "-m", "migrator", "run", *PLAN[1:], "--format", "json"))
        done = subprocess.run(command, cwd=workspace.path, env=workspace.env, capture_output=True, text=True, check=False)
    _is_an_error(Said(done.returncode, done.stdout, done.stderr), "journal-unwritable", 1)
    assert tree(workspace.path) == before


def test_a_full_disk_stops_the_run_and_loses_nothing(waiting: Sandbox) -> None:
    """Where no file may grow any more, the run stops with one error in the backup; with room again it goes on to its end."""
    approval = waiting.offer()
    before = tree(waiting.path, leave_out=(".sandbox", ".migrator"))
    full = subprocess.run(
        (sys.executable, "-m", "migrator", "run", "--approve", approval, "--format", "json"),
        cwd=waiting.path, env=waiting.env, capture_output=True, text=True, check=False,
        preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (64 << 10, 64 << 10)),
    )  # fmt: skip
    _is_an_error(Said(full.returncode, full.stdout, full.stderr), "terraform-output-cut", 1)
    assert tree(waiting.path, leave_out=(".sandbox", ".migrator")) == before
    said = waiting.migrator("run", "--format", "json")
    assert (said.code, said.document()["state"]) == (0, "done"), said
