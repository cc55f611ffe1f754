"""Markdown: golden texts, and content that tries to be markup."""

import re
from dataclasses import replace

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as some
from syrupy.assertion import SnapshotAssertion

from checks import catalogue
from migrator.report.markdown import cell, explain_markdown, fenced, prose, span
from migrator.report.plan_markdown import risk_markdown
from migrator.report.preflight import look_markdown
from migrator.report.risk import RiskReport
from migrator.report.run import report_markdown
from migrator.standing import standing
from tests.support import samples

# A code span as CommonMark reads it: a run of backticks, the shortest content up to an equal run.
SPAN = re.compile(r"(?s)^(`+)(.*?)(?<!`)\1$")


def content(shown: str) -> str:
    """What a reader of CommonMark shows for one code span."""
    found = SPAN.match(shown)
    assert found is not None, shown
    inner = found[2]
    padded = inner.startswith(" ") and inner.endswith(" ") and inner.strip() != ""
    return inner[1:-1] if padded else inner


def test_assessment(snapshot: SnapshotAssertion) -> None:
    """The risk report for a ticket, replacements first."""
    assert risk_markdown(samples.OFFERED) == snapshot


def test_assessment_without_a_contract(snapshot: SnapshotAssertion) -> None:
    """Without a runbook, findings and contract are left out."""
    assert risk_markdown(RiskReport(samples.CALM)) == snapshot


def test_preflight(snapshot: SnapshotAssertion) -> None:
    """A table with what failed first; what was left out is said."""
    assert look_markdown(samples.LOOK) == snapshot


def test_report(snapshot: SnapshotAssertion) -> None:
    """A run's report for a ticket is the text, fenced."""
    run = samples.run(*samples.FAILED)
    assert report_markdown(run, standing(run, running=False), samples.ASSESSMENT) == snapshot


def test_explanation(snapshot: SnapshotAssertion) -> None:
    """A failure's words and commands stand in blocks, and its angle brackets are not HTML."""
    assert explain_markdown(catalogue.entries()["iam-exists"]) == snapshot


@given(some.text(some.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1))
def test_a_code_span_shows_its_text(text: str) -> None:
    """Whatever is in it, a code span shows it as it is."""
    assert content(span(text)) == text


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('a["x|y"]', '`a["x\\|y"]`'),
        ("a`b", "`` a`b ``"),
        ("a\n| forged | row |", "`a \\| forged \\| row \\|`"),
        ("\x1b[31mred", "`red`"),
        ("<script>", "`<script>`"),
        ("", ""),
    ],
)
def test_a_cell_is_one_cell(text: str, shown: str) -> None:
    """Pipes, backticks, line ends and markup end neither the cell nor the row."""
    assert cell(text) == shown


def test_a_hostile_address_stays_in_its_row() -> None:
    """Address and evidence of a change make one row of four cells."""
    attack = '"]` | x |\n| critical | none | nothing | <b>'
    hostile = msgspec.structs.replace(samples.CHANGES[1], address=f"aws_x.a{attack}", because=(attack, "second"))
    lines = risk_markdown(RiskReport(replace(samples.CALM, changes=(hostile,)))).splitlines()
    rows = [line for line in lines if line.startswith("|")]
    assert len(rows) == 3
    assert len(re.findall(r"(?<!\\)\|", rows[2])) == 5


def test_nothing_ends_the_fence() -> None:
    """A block of text is fenced by more backticks than it has in a row."""
    assert fenced("a\n````\nb") == "`````text\na\n````\nb\n`````"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("<ns>-file and *this*", "\\<ns>-file and \\*this\\*"),
        ("`a * b` and [x](y)", "`a * b` and \\[x](y)"),
        ("wandb_license, _this_", "wandb_license, \\_this\\_"),
        ("    kubectl get <x> *", "    kubectl get <x> *"),
        ("C:\\dir", "C:\\\\dir"),
    ],
)
def test_prose_is_no_markup(text: str, shown: str) -> None:
    """What would be markup in our own sentences is escaped; code and commands stay as they are."""
    assert prose(text) == shown
