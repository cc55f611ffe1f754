"""`migrator explain`: one code, all codes, and a code that is none."""

import json

import pytest

from checks import catalogue
from migrator import cli


def test_all_codes(capsys: pytest.CaptureFixture[str]) -> None:
    """Without a code every code is listed once, with its title."""
    assert cli.invoke(["explain"]) == 0
    rows = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("  ") and line[2] != " "]
    assert sorted(rows) == list(catalogue.entries())


def test_all_codes_as_a_document(capsys: pytest.CaptureFixture[str]) -> None:
    """The document has code, kind and title of every code."""
    assert cli.invoke(["explain", "--format", "json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["schema"] == "migrator.explain/1"
    assert [one["code"] for one in document["codes"]] == list(catalogue.entries())


@pytest.mark.parametrize("code", catalogue.entries())
def test_each_code(code: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each code has its own explanation, as text and as a document."""
    assert cli.invoke(["explain", code]) == 0
    first, _, rest = capsys.readouterr().out.partition("\n")
    assert first.startswith(f"{code}: ")
    assert "\nWhat to do\n" in rest
    assert cli.invoke(["explain", code, "--format", "json"]) == 0
    assert json.loads(capsys.readouterr().out)["code"] == code


def test_markdown(capsys: pytest.CaptureFixture[str]) -> None:
    """A code can be pasted into a ticket."""
    assert cli.invoke(["explain", "state-lock", "--format", "md"]) == 0
    assert capsys.readouterr().out.startswith("## state-lock\n")


def test_no_such_code(capsys: pytest.CaptureFixture[str]) -> None:
    """A code with a typing error is an error of the arguments that names the code that was meant."""
    assert cli.invoke(["explain", "aply-failed"]) == 2
    said = capsys.readouterr().err
    assert "error: code-unknown" in said
    assert "apply-failed" in said
