"""The bench, as a fixture."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest

from migrator.terraform.binary import embedded
from tests.support.bench import Bench, everything


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A workspace; at the end everything that was started there has ended."""
    path = tmp_path / "workspace"
    path.mkdir()
    (tmp_path / "terraformrc").write_text("")
    own = {"PATH": os.defpath, "HOME": str(tmp_path), "TF_CLI_CONFIG_FILE": str(tmp_path / "terraformrc")}
    command = embedded()
    assert command is not None
    made = Bench(path, own, command)
    yield made
    made.go()
    process = made.adapter().find_apply(made.into)
    if process is not None:
        everything(made.adapter().follow_apply(made.into, process))
