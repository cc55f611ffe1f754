"""The two sets of files that a sandbox can begin with: as the guide has them, or with every remedy of preflight in them."""

import tomllib
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

HERE = Path(__file__).parent
DOCUMENTED = HERE / "workspace"
LAYOUTS = ("documented", "remedied")
SETTING = "layout"


class Edit(NamedTuple):
    """One place in the documented files that a remedy changes; `old` stands there once."""

    file: str
    old: str
    new: str


def remedies() -> dict[str, tuple[Edit, ...]]:
    """The code of a check -> what its remedy changes."""
    table = tomllib.loads((HERE / "remedies.toml").read_text(encoding="utf-8"))
    return {code: tuple(Edit(**one) for one in edits) for code, edits in table.items()}


def files(layout: str, folder: Path = DOCUMENTED) -> dict[str, str]:
    """Name -> text of the files of a layout; `folder` has the documented ones."""
    found = {one.name: one.read_text() for one in folder.iterdir() if one.suffix in (".tf", ".tfvars", ".disabled")}
    return found if layout == "documented" else remedied(found, remedies())


def remedied(documented: dict[str, str], codes: Iterable[str]) -> dict[str, str]:
    """The files with these remedies in them; ValueError where an edit's place is not there, or not once."""
    every, found = remedies(), dict(documented)
    for edit in (one for code in codes for one in every[code]):
        if found[edit.file].count(edit.old) != 1:
            raise ValueError(f"{edit.file}: the text to be changed is not there once: {edit.old.strip()}")
        found[edit.file] = found[edit.file].replace(edit.old, edit.new)
    return found
