"""report --bundle: everything that helps, nothing that is secret."""

import hashlib
import json
import stat
import tarfile
from dataclasses import replace
from pathlib import Path

import pytest

from migrator.bundle import pack
from migrator.journal import Kept, Runs
from states.events import Started
from states.stored import ASSESSMENT
from tests.support.samples import INPUTS, WHO

CANARY = "licence-canary-7261"
NEVER = ("plan.tfplan", "previewed.tfstate", "backup/terraform.tfstate", "apply-1/stderr", "approved.json")
DIAGNOSTIC = {"type": "diagnostic", "diagnostic": {"severity": "error", "summary": "Boom", "detail": f"with {CANARY}"}}
OUTPUT = {"type": "outputs", "@message": f"secret {CANARY}"}


@pytest.fixture
def kept(tmp_path: Path) -> Kept:
    """A run whose directory is full of what must not leave it."""
    (tmp_path / "post-operator.tf").write_text('variable "wandb_license" {}\n')
    (tmp_path / "post-operator.tfvars").write_text(f'wandb_license = "{CANARY}"\n')
    runs = Runs(tmp_path)
    runs.create(Started("run", "0.1.0", replace(INPUTS, directory=str(tmp_path), tfvars=("post-operator.tfvars",)), WHO))
    files = runs.files("run")
    for name in NEVER:
        files.write(name, f"{CANARY}\n".encode())
    files.write("apply-1/stdout", b"\n".join(json.dumps(one).encode() for one in (OUTPUT, DIAGNOSTIC)))
    files.write("log.jsonl", f'{{"text": "{CANARY}"}}\n'.encode())
    files.write(ASSESSMENT, b'{"level": "high"}')
    files.write("outage/record.jsonl", b"{}\n")
    return runs.newest_or(None)


def packed(path: Path) -> dict[str, str]:
    """What is in the archive."""
    with tarfile.open(path) as archive:
        members = {one.name.removeprefix("migrator-bundle/"): archive.extractfile(one) for one in archive.getmembers()}
        return {name: one.read().decode() for name, one in members.items() if one is not None}


def test_what_is_in_it(kept: Kept, tmp_path: Path) -> None:
    """Journal, log, judgments, record, report, versions, inputs, diagnostics, each with its digest; for its owner."""
    path = pack(tmp_path / "out.tar.gz", kept, {"report.json": '{"a": 1}'}, {})
    found = packed(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert found.keys() == {
        "journal.jsonl", "log.jsonl", ASSESSMENT, "report.json", "versions.json", "inputs.json",
        "diagnostics.txt", "manifest.json", "outage/record.jsonl",
    }  # fmt: skip
    assert found["diagnostics.txt"] == "apply-1: error: Boom\nwith (sensitive)"
    manifest = json.loads(found.pop("manifest.json"))
    assert manifest["left_out"] is None
    assert {one["name"]: one["sha256"] for one in manifest["files"]} == {
        name: hashlib.sha256(text.encode()).hexdigest() for name, text in found.items()
    }


def test_no_secret_is_in_it(kept: Kept, tmp_path: Path) -> None:
    """Neither what holds secrets by nature, nor one that got into a text that should hold none."""
    found = packed(pack(tmp_path / "out.tar.gz", kept, {"report.json": CANARY}, {}))
    assert CANARY not in "".join(found.values())
    assert not found.keys() & set(NEVER)


def test_where_the_secrets_cannot_be_read(kept: Kept, tmp_path: Path) -> None:
    """With the variables gone, nobody knows what to hide: Terraform's words stay out, and the manifest says why."""
    (tmp_path / "post-operator.tfvars").unlink()
    found = packed(pack(tmp_path / "out.tar.gz", kept, {}, {}))
    assert "diagnostics.txt" not in found
    assert "cannot be read" in json.loads(found["manifest.json"])["left_out"]
