"""A run at rest in a directory of its own: the sandbox's files, a journal that says how far it came, a backup."""

import shutil
from dataclasses import replace
from pathlib import Path

import migrator.sandbox
from migrator.journal import Kept, Runs
from migrator.workspace.backup import save
from states.events import Event, Started
from tests.support import samples

FILES = Path(migrator.sandbox.__file__).parent / "workspace"


def directory(path: Path) -> Path:
    """The documented files, as a person has them before the migration."""
    return Path(shutil.copytree(FILES, path))


def edit(path: Path, old: str, new: str) -> None:
    """Replace a text that is there."""
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def at_rest(path: Path, *events: Event) -> Kept:
    """The run that these events make after its start, with the files of `path` as its backup."""
    inputs = replace(samples.INPUTS, directory=str(path))
    runs = Runs(path)
    journal = runs.create(Started(samples.RUN, "0.1.0", inputs, samples.WHO))
    for one in events:
        journal.append(one)
    save(path, path / ".migrator" / samples.RUN / "backup", inputs, {})
    return runs.newest_or(None)
