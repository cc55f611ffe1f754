"""The folder of guides is read whole, and what does not fit is refused by file and by what is wrong with it."""

import re
import shutil
from pathlib import Path

import pytest

import runbooks
from runbooks import guides
from runbooks.rollback import Rollback

REAL = Path(runbooks.__file__).parent / "wandb_aws_operator" / "rollback"
KNOWN = runbooks.load("wandb-aws-operator").rollback


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the real one."""
    return Path(shutil.copytree(REAL, tmp_path / "rollback"))


def test_a_runbook_without_guides(tmp_path: Path) -> None:
    """A migration need not have any."""
    assert guides.load(tmp_path / "rollback") == Rollback()


def test_every_file_is_a_guide_in_the_order_of_the_names() -> None:
    """Nothing in the folder is passed over, and the numbers order the guides."""
    assert len(KNOWN.guides) == len(list(REAL.glob("*.md")))
    assert [KNOWN.guides[0].id, KNOWN.guides[-1].id] == ["nothing-to-undo", "never"]


def test_every_rule_leads_somewhere() -> None:
    """Each fact that is worse than going forward has a guide that names it."""
    worse = {one.id for one in KNOWN.rules if one.reversibility.rank > 1}
    assert worse <= frozenset().union(*(one.when for one in KNOWN.guides))


@pytest.mark.parametrize("guide", KNOWN.guides, ids=lambda one: one.id)
def test_a_guide_is_whole(guide: guides.Guide) -> None:
    """It has a source, and each step says what it does, how to tell that it worked, and what to do if not."""
    assert guide.source
    assert guide.text
    for one in guide.steps:
        assert all((one.title, one.what, one.commands.strip(), one.worked, one.otherwise))


HYBRID, SWAP = "40-hybrid.md", "20-undo-the-swap.md"
WRONG = [
    (HYBRID, "+++\nid", "id", "TOML between two lines"),
    (HYBRID, 'id = "hybrid"', "id = 3", "id"),
    (HYBRID, 'id = "hybrid"', 'id = "hybrid"\nmore = 1', "more"),
    (HYBRID, "2026-11-25", '"yesterday"', "date"),
    (HYBRID, '"record-moved", ', '"record-mowed", ', "no such fact: record-mowed"),
    (HYBRID, "Only when: record-moved", "Only when: record-mowed", "no such fact: record-mowed"),
    (HYBRID, "reversible-with-outage", "reversible", "reversible"),
    (HYBRID, "{{cluster}}", "{{custer}}", "Reach the cluster: these names cannot be filled in: custer"),
    (HYBRID, "{{file:records}}", "{{file:record}}", "cannot be filled in: file:record"),
    (HYBRID, "{{cluster}}", "'{{cluster}}'", "cannot be filled in: cluster"),
    (HYBRID, "{{cluster}}", '"a {{cluster}}"', "cannot be filled in: cluster"),
    (HYBRID, "Terraform's state cannot", "{{run}} cannot", "outside a block of shell"),
    (SWAP, "```sh", "```", "Take the files back: a step has one block of shell, not 0"),
    (SWAP, "It worked when it says `reverted`", "It says `reverted`", "'It worked when ', not 0"),
    (SWAP, "If not: it names", "It worked when it names", "'It worked when ', not 2"),
    (SWAP, "If not: it names", "It names", "'If not: ', not 0"),
    ("facts.toml", 'id = "acted"', 'id = "swapped"', "declared twice: swapped"),
    ("facts.toml", 'id = "acted"', 'id = "act"', "points that are missing: acted"),
    ("facts.toml", 'types = ["random_id"]', "", "rules without a type: snapshot-name-gone"),
    ("facts.toml", '"irreversible"', '"lost"', "lost"),
    ("facts.toml", "[[points]]", "[[points", "facts.toml"),
]


@pytest.mark.parametrize(("file", "old", "new", "why"), WRONG, ids=[f"{one[0]} {one[3]}" for one in WRONG])
def test_what_does_not_fit(folder: Path, file: str, old: str, new: str, why: str) -> None:
    """A ValueError names the file and what is wrong."""
    path = folder / file
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    with pytest.raises(ValueError, match=re.escape(why)) as raised:
        guides.load(folder)
    assert file in str(raised.value)
