"""Deployments on disk that are made once a process and copied: how a test gets a sandbox without Terraform's work.

Paths are part of a run, so one that waits for approval is put back to the path where it was made; a fresh one goes anywhere.
"""

import atexit
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path

from migrator.sandbox import lifecycle
from migrator.sandbox.paths import Home
from tests.support.sandbox import Sandbox, up


@cache
def _folder() -> Path:
    """Where this process keeps them; gone with it."""
    made = tempfile.TemporaryDirectory(prefix="prepared-")
    atexit.register(made.cleanup)
    return Path(made.name)


@cache
def _fresh(layout: str) -> Path:
    """A sandbox with the pre-operator configuration of a layout applied; it does not run."""
    path = _folder() / layout
    with up(path, layout):
        pass
    return path


@cache
def _waiting() -> Path:
    """A copy of one that waits for approval, at `_place()`."""
    path = _folder() / "waiting"
    with running(_place()) as made:
        made.approved()
    shutil.move(_place(), path)
    return path


def _place() -> Path:
    return _folder() / "place" / "deployment"


@contextmanager
def running(path: Path, layout: str = "documented") -> Iterator[Sandbox]:
    """A sandbox with the pre-operator configuration of a layout applied; stopped at the end."""
    shutil.copytree(_fresh(layout), path, symlinks=True)
    _lead_here(path, _fresh(layout))
    with up(path, layout) as made:
        yield made


def _lead_here(path: Path, made_at: Path) -> None:
    """Terraform's links to its providers are absolute: they lead to the copy's own."""
    for link in (one for one in path.rglob("*") if one.is_symlink()):
        target = path / link.readlink().relative_to(made_at)
        link.unlink()
        link.symlink_to(target)


@contextmanager
def waiting() -> Iterator[Sandbox]:
    """A sandbox with a run that waits for approval, with the override consented to; one at a time, removed at the end."""
    shutil.copytree(_waiting(), _place(), symlinks=True)
    try:
        with up(_place()) as made:
            yield made
    finally:
        lifecycle.down(Home(_place()))
        shutil.rmtree(_place())
