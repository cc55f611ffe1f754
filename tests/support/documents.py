"""Documents as scripts: the `console` blocks of a Markdown file, what they type and what they show."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parents[2]
BLOCK = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
VOLATILE = (
    (re.compile(r"\b[0-9a-f]{12,64}\b"), "HASH"),
    (re.compile(r"\d{8}T\d{6}Z-[0-9a-f]{4}"), "RUN"),
    (re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z"), "TIME"),
    (re.compile(r"\b\d+(\.\d+)? s\b"), "SECONDS"),
    (re.compile(r"(/[\w.-]+)+/(deployment|demo)\b"), "DIRECTORY"),
    (re.compile(r"pid \d+"), "PID"),
    (re.compile(r"eks-[0-9a-f]{12}"), "GROUP"),
)


@dataclass(frozen=True)
class Typed:
    """One command and the lines that are shown below it; a line `...` stands for any number of lines."""

    command: str
    shown: tuple[str, ...]


def documents() -> list[Path]:
    """Every document that shows what a command says."""
    return [one for one in (ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))) if BLOCK.search(one.read_text())]


def typed(document: Path) -> list[Typed]:
    """Everything that a document types, in order."""
    return [one for block in BLOCK.findall(document.read_text()) for one in _commands(block)]


def _commands(block: str) -> Iterator[Typed]:
    for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]:
        command, *shown = part.rstrip("\n").split("\n")
        yield Typed(command, tuple(shown))


def steady(text: str) -> str:
    """The text with everything replaced that is another at every run."""
    for pattern, word in VOLATILE:
        text = pattern.sub(word, text)
    return text


def differs(typed: Typed, said: str) -> str | None:
    """What of the shown lines was not said in this order, None where all of them were."""
    lines = [line.rstrip() for line in steady(said).splitlines()]
    at, anywhere = 0, False
    for line in (steady(one).rstrip() for one in typed.shown):
        if line == "...":
            anywhere = True
            continue
        if anywhere and line in lines[at:]:
            at = lines.index(line, at)
        if at >= len(lines) or lines[at] != line:
            return f"{line!r} is shown, and was not said there; it was {lines[at : at + 1]}"
        at, anywhere = at + 1, False
    return None if anywhere or at == len(lines) else f"more was said than is shown: {lines[at]!r}"
