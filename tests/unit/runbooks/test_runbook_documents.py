"""What docs/runbooks.md says about the folder is true, and its example is a guide."""

import re
import shutil
from pathlib import Path

import runbooks
from runbooks import guides

DOCUMENT = (Path(runbooks.__file__).parents[1] / "docs/runbooks.md").read_text("utf-8")
REAL = Path(runbooks.__file__).parent / "wandb_aws_operator"


def test_every_file_is_told_of() -> None:
    """The table names each file of the folder, and no others."""
    named = set(re.findall(r"`([\w.-]+\.(?:toml|yaml)|rollback/)`", DOCUMENT.partition("## Write another guide")[0]))
    there = {f"{one.name}/" if one.is_dir() else one.name for one in REAL.iterdir() if one.name != "__pycache__"}
    assert named == there


def test_the_example_is_a_guide(tmp_path: Path) -> None:
    """Put beside the real ones as it stands, it is read, in the order of its number."""
    folder = Path(shutil.copytree(REAL / "rollback", tmp_path / "rollback"))
    example = re.search(r"````text\n(.*?)````", DOCUMENT, re.DOTALL)
    assert example is not None
    (folder / "46-warm-the-cache.md").write_text(example[1])
    found = next(one for one in guides.load(folder).guides if one.id == "warm-the-cache")
    assert [one.title for one in found.steps] == ["Ask for a page that fills it"]
    assert found.steps[0].only == {"cache-resized"}
    assert found.when <= {one.id for one in guides.load(folder).rules}
