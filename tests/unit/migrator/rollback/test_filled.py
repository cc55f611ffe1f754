"""Guides filled in: whatever the names are, a shell gets them as single words, and files as they are."""

import subprocess
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from checks.rollback import Fact, WayBack
from migrator.rollback.filled import filled, quoted, written
from runbooks.rollback import Guide, GuideStep, Reversibility

HOSTILE = (
    "a b", "it's", 'say "hi"', "$(touch broken)", "`touch broken`", "a;touch broken", "a\ntouch broken", "-rf", "ü ñ 猫",
    "*", "~root", "!!", "\\", "a\x1b[31m", "", "#", "&& touch broken", "EOF", "x'\"'$(touch broken)'\"'y",
)  # fmt: skip
STEP = GuideStep("t", "w", "printf '%s\\0' {{namespace}} {{directory}}/backup {{tfvars}}", "it did", "look")


def told(**names: str | tuple[str, ...] | None) -> str:
    """The commands of one step with these names."""
    guide = Guide("g", "G", frozenset({"f"}), frozenset(), Reversibility.FULL, "s", date(2026, 1, 2), "text", (STEP,))
    way = WayBack("f", Reversibility.FULL, (Fact("f", "", Reversibility.FULL, ("b",)),), (guide,))
    return filled(way, names, {})[0].steps[0].commands


def words(commands: str, where: Path) -> list[str]:
    """What a shell makes of them; nothing else may come of it."""
    done = subprocess.run(("bash", "-c", commands), cwd=where, capture_output=True, check=True)
    assert list(where.iterdir()) == []
    return done.stdout.decode().split("\0")[:-1]


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_names_arrive_intact(tmp_path: Path, name: str) -> None:
    """Spaces, quotes, substitutions, newlines, unicode and control characters arrive as they are, and nothing is run."""
    commands = told(namespace=name, directory=name, tfvars=(f"-var-file={name}", "-var-file=b"))
    assert words(commands, tmp_path) == [name, f"{name}/backup", f"-var-file={name}", "-var-file=b"]


@given(some.text(some.characters(exclude_characters="\0", codec="utf-8"), max_size=12))
@settings(max_examples=60, deadline=None)
def test_any_name(name: str) -> None:
    """The same for any text; what a terminal would obey is never in the command itself."""
    done = subprocess.run(("bash", "-c", f"printf %s {quoted(name)}"), capture_output=True, check=True)
    assert done.stdout.decode() == name
    assert quoted(name).isprintable()


@pytest.mark.parametrize("text", ["a\n", "END\n$(touch broken)\n", "END\nEND1\n", "`x` $y \\ 'z' \"q\"\n", "ü猫\n"])
def test_files_arrive_intact(tmp_path: Path, text: str) -> None:
    """A generated file has the bytes that it was made of, also where it looks like the end of itself."""
    name = "a 'file' $(touch broken).tf"
    subprocess.run(("bash", "-c", written(name, text)), cwd=tmp_path, check=True)
    assert [one.name for one in tmp_path.iterdir()] == [name]
    assert (tmp_path / name).read_text() == text


def test_names_that_are_not_known() -> None:
    """They stand there in capitals, and the guide says which."""
    assert told(namespace=None, directory="/d", tfvars=()) == "printf '%s\\0' NAMESPACE /d/backup "


def test_steps_that_nothing_asks_for() -> None:
    """A step that is only for another fact is left out; one for a fact that is there stays."""
    steps = (replace(STEP, title="always"), replace(STEP, title="mine", only=frozenset({"f"})),
             replace(STEP, title="other", only=frozenset({"x"})))  # fmt: skip
    guide = Guide("g", "G", frozenset({"f"}), frozenset(), Reversibility.FULL, "s", date(2026, 1, 2), "text", steps)
    way = WayBack("f", Reversibility.FULL, (Fact("f", "", Reversibility.FULL, ("b",)),), (guide,))
    found = filled(way, {"namespace": "n", "directory": "d", "tfvars": ()}, {})[0]
    assert [one.title for one in found.steps] == ["always", "mine"]
    assert found.unknown == ()
