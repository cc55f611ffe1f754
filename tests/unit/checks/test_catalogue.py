"""The catalogue and the source name the same codes, each once."""

from itertools import pairwise

import pytest

import runbooks
from checks import catalogue
from checks.catalogue import Entry
from migrator.report.checks import page as checks_page
from migrator.report.codes import page
from tests.support.codes import ROOT, Module, used

CODES = catalogue.declared()
FIRST = "from checks.problem import Problem\n"


def test_every_used_code_is_declared() -> None:
    """A code that the source uses can be explained."""
    declared = {one.code for one in CODES}
    assert {code: places for code, places in used().items() if code not in declared} == {}


def test_every_declared_code_is_used() -> None:
    """The catalogue explains nothing that cannot happen."""
    assert {one.code for one in CODES} - used().keys() == set()


def test_failures_come_from_the_runbooks() -> None:
    """Every known failure of every runbook can be explained, and no other."""
    known = {one.id for name in runbooks.names() for one in runbooks.load(name).failures}
    assert len(known) == 45
    assert {one.code for one in catalogue.entries().values() if one.kind == "failure"} == known


def test_a_code_is_declared_once() -> None:
    """Findings, errors and failures share one namespace: a second declaration is refused."""
    one = Entry("state-lock", "finding", "t", "m", "r")
    with pytest.raises(ValueError, match="state-lock is declared twice: finding and failure"):
        catalogue.collected([one, *catalogue.failures()])


@pytest.mark.parametrize("one", catalogue.entries().values(), ids=lambda one: one.code)
def test_an_entry_is_whole(one: Entry) -> None:
    """Each has a kind that exists, a title of one line without a full stop, a meaning and a remedy."""
    assert one.kind in ("finding", "error", "failure")
    assert one.title == one.title.strip().rstrip(".")
    assert "\n" not in one.title
    assert one.meaning.strip()
    assert one.remedy.strip()


@pytest.mark.parametrize("one", CODES, ids=lambda one: one.code)
def test_commands_stand_apart(one: Entry) -> None:
    """A command has a blank line or another command before and after it, so that Markdown shows it as code."""
    for text in (one.meaning, one.remedy):
        lines = ["", *text.splitlines(), ""]
        for before, line in pairwise(lines):
            mixed = bool(before) and bool(line) and before.startswith("    ") != line.startswith("    ")
            assert not mixed, line


def test_similar_codes() -> None:
    """A code with a typing error leads to the right one."""
    assert "apply-failed" in catalogue.similar("aply-failed")


def test_the_page_is_what_the_catalogue_says() -> None:
    """docs/codes.md is made anew whenever the catalogue changes."""
    assert (ROOT / "docs" / "codes.md").read_text(encoding="utf-8") == page()


def test_the_page_of_checks_is_what_the_catalogue_says() -> None:
    """docs/checks.md is made anew whenever a check changes; each check says on what it was proved."""
    assert (ROOT / "docs" / "checks.md").read_text(encoding="utf-8") == checks_page()
    assert all(one.proved for one in CODES if one.group)


def test_the_page_has_one_anchor_a_code() -> None:
    """A code can be linked to."""
    anchors = [line.removeprefix("## ") for line in page().splitlines() if line.startswith("## ")]
    assert anchors == sorted(catalogue.entries())


@pytest.mark.parametrize(
    ("source", "codes"),
    [
        ('Problem("a", what="")', {"a"}),
        ('Problem(what="", code="a")', {"a"}),
        ('Problem("a" if x else "b")', {"a", "b"}),
        ('Problem({"x": "a", "y": "b"}.get(x, "c"))', {"a", "b", "c"}),
        ('CODE = "a"\nProblem(CODE)', {"a"}),
        ('def f():\n    name = "a"\n    return Problem(name)', {"a"}),
        ('def f(code, x):\n    return Problem(code)\nf("a", 1)', {"a"}),
        ('def f(code):\n    return Problem(code)\ndef g(code):\n    return f(code)\ng("a")', {"a"}),
        ("Problem(found.code)", set()),
        ("Problem(blocking[0])", set()),
    ],
)
def test_codes_are_found(source: str, codes: set[str]) -> None:
    """Every way in which the source spells a code is understood."""
    assert {code for code, _ in Module.read("x.py", FIRST + source).codes()} == codes


@pytest.mark.parametrize("source", ['Problem("a" + b)', "Problem(anything)", "Problem()", 'Problem(f"{x}-failed")'])
def test_codes_that_cannot_be_found_are_refused(source: str) -> None:
    """A code that is put together cannot be declared, so the test says where it stands."""
    with pytest.raises(ValueError, match=r"x\.py"):
        list(Module.read("x.py", FIRST + source).codes())


def test_other_names_are_no_codes() -> None:
    """A class that happens to be called Unknown, and does not come from the checks, has no code."""
    assert list(Module.read("x.py", "class Unknown: ...\nUnknown()").codes()) == []


def test_the_source_is_read() -> None:
    """The collection finds the codes that everybody knows, in all floors."""
    assert {"usage", "apply-failed", "files-layout", "custom-resource-completed", "node-group-replaced"} <= used().keys()
