"""What others wrote, before a person sees it."""

import unicodedata
from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as some

from checks.model import Severity
from migrator.terminal.printable import one_line, printable, printable_lines
from tests.support import samples


@dataclass(frozen=True)
class Kept:
    """Something with texts in it."""

    name: str
    why: str
    several: tuple[str, ...]
    counts: dict[str, int]
    severity: Severity


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('aws_x.a["b"]', 'aws_x.a["b"]'),
        ("\x1b[1;31mError:\x1b[0m bad", "Error: bad"),
        ("\x9b31mred", "red"),
        ("\x1b]0;a title\x07after", "after"),
        ("\x1b]8;;https://x.invalid\x1b\\link\x1b]8;;\x1b\\", "link"),
        ("\x1b]0;it never ends\nnext", "next"),
        ("\x1b(B\x1b=\x1bcdone", "done"),
        ("100 %\r  0 %", "100 %   0 %"),
        ("a\tb", "a b"),
        ("a\n\n  b", "a   b"),
        ("bell\x07 back\x08 null\x00", "bell back null"),
        ("safe\u202e\u2066evil", "safeevil"),
        ("line\u2028end", "line end"),
        ("Zürich ✔ 東京", "Zürich ✔ 東京"),
        ("\x1b", ""),
        ("", ""),
    ],
)
def test_one_line(text: str, shown: str) -> None:
    """Escape sequences, control and direction characters go, line ends become blanks, everything else stays."""
    assert one_line(text) == shown


@given(some.text())
def test_nothing_but_printable_characters(text: str) -> None:
    """Whatever comes, one printable line results, and it stays as it is when it comes again."""
    shown = one_line(text)
    assert {unicodedata.category(one)[0] for one in shown} <= set("LMNPSZ")
    assert shown.isprintable()
    assert one_line(shown) == shown


def test_lines_are_kept_apart() -> None:
    """A text of several lines keeps them, each printable, without the empty ones."""
    assert printable_lines("Error: a\x1b[0m\r\n\n  on main.tf\x07 line 3\n") == ["Error: a", "  on main.tf line 3"]


def test_everything_inside_is_cleaned() -> None:
    """Every text in a dataclass is one line, keys too; `why` keeps its lines; what is no plain text is not touched."""
    dirty = Kept("a\x1b[1m\nb", "one\x07\ntwo", ("c\r", "d"), {"e\x1b[0m": 1}, Severity.HIGH)
    clean = printable(dirty)
    assert clean == Kept("a b", "one\ntwo", ("c", "d"), {"e": 1}, Severity.HIGH)
    assert clean.severity is Severity.HIGH
    assert printable([dirty, None]) == [clean, None]


def test_a_struct_is_cleaned_as_a_dataclass_is() -> None:
    """A judged change is a struct: its address and its evidence are one line each."""
    dirty = samples.change("a\x1b[1m\nb", "update", Severity.LOW, "one\x07\ntwo")
    clean = printable(dirty)
    assert (clean.address, clean.because, clean.severity) == ("a b", ("one two",), Severity.LOW)
