"""`migrator assess` in every form, and in the summary of a GitHub job."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from migrator.cli import invoke
from tests.support.plans import document, updated

CUT = document(updated("aws_rds_cluster.a", {"backup_retention_period": 30}, {"backup_retention_period": 1}))


@pytest.fixture
def plan(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """A plan with one high change."""
    monkeypatch.delenv("GITHUB_STEP_SUMMARY", raising=False)
    path = tmp_path / "plan.json"
    path.write_bytes(CUT)
    return str(path)


@pytest.mark.parametrize("form", ["text", "md", "json", "html", "sarif", "junit"])
def test_every_form(plan: str, form: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Each form names the change and its finding."""
    assert invoke(["assess", plan, "--format", form]) == 0
    said = capsys.readouterr().out
    assert "aws_rds_cluster.a" in said.replace("</span><b>", "")
    assert "retention-cut" in said


def test_the_bar_is_the_exit_code_and_the_failure(plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With --fail-on the change that reaches it fails in JUnit, and the exit code is 3."""
    assert invoke(["assess", plan, "--fail-on", "high", "--format", "junit"]) == 3
    assert ET.fromstring(capsys.readouterr().out).get("failures") == "1"  # noqa: S314 - our own


def test_a_result_is_told_at_the_document(plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Code scanning is led to the file that was judged."""
    invoke(["assess", plan, "--format", "sarif"])
    place = json.loads(capsys.readouterr().out)["runs"][0]["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == f"file://{plan}"


def test_the_limit(plan: str, capsys: pytest.CaptureFixture[str]) -> None:
    """With --limit the document has no more, and says how many there are."""
    invoke(["assess", plan, "--format", "json", "--limit", "0"])
    found = json.loads(capsys.readouterr().out)
    assert (found["changes"], found["capped"]) == ([], {"limit": 0, "changes": 1, "findings": 1})


def test_the_summary_of_a_job(plan: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In a GitHub job the Markdown is added to its summary, whatever the answer's form is."""
    summary = tmp_path / "summary.md"
    summary.write_text("before\n")
    monkeypatch.setenv("GITHUB_STEP_SUMMARY", str(summary))
    invoke(["assess", plan, "--format", "json"])
    assert summary.read_text().startswith("before\n# 0 to create, 1 to update, 0 to destroy, 0 to replace\n")
