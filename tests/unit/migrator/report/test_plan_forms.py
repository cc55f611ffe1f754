"""Every form of the risk report: it stays small whatever the plan, says what it left out, and data stays data."""

import json
from collections.abc import Callable
from dataclasses import replace
from xml.etree import ElementTree as ET

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as some

from checks.model import Severity
from checks.plan.model import Assessment
from migrator.report.documents import write
from migrator.report.html import risk_html
from migrator.report.plan import risk_text
from migrator.report.plan_json import assessment, risk_document
from migrator.report.plan_junit import risk_junit
from migrator.report.plan_markdown import risk_markdown
from migrator.report.risk import RiskReport
from migrator.report.sarif import risk_sarif
from migrator.terminal.paint import painter
from tests.support import samples
from tests.support.hostile import ATTACK, hostile
from tests.support.judgments import ASSESSMENTS, large
from tests.support.schemas import checked

PLAIN = painter(colour=False)
FORMS: dict[str, Callable[[RiskReport], str]] = {
    "text": lambda one: risk_text(one, PLAIN),
    "md": risk_markdown,
    "html": risk_html,
    "sarif": risk_sarif,
    "junit": risk_junit,
}
BYTES = 2_000_000
HUGE = large(50_000)
LONG = large(2_000, 'aws_thing.one["' + "x" * 9_000 + '{0}"]', "y" * 9_000 + " -> " + "<&" * 9_000)


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("found", [HUGE, LONG], ids=["50,000 changes", "long texts"])
def test_every_form_stays_small(form: str, found: Assessment) -> None:
    """At 50,000 changes, and where every text is endless, a report is below two megabytes."""
    text = FORMS[form](RiskReport(found, approval=samples.APPROVAL))
    assert len(text.encode()) < BYTES
    assert form != "md" or len(text) < 65_000


CAPPED = {
    "text": ["Replaced (destroyed and created anew): 7,143", "... and 6,643 more, none above", "never-touch"],
    "md": ["none above", "... and 4,995 more of `never-touch`", "Created: 7,142"],
    "html": [" of 50,000 changes are listed, the worst first"],
    "sarif": ["more results; --format json has all"],
    "junit": ["more"],
}


@pytest.mark.parametrize("form", FORMS)
def test_what_is_left_out_is_said(form: str) -> None:
    """Each form counts what it does not name; the sum of the plan stands in it all the same."""
    text = FORMS[form](RiskReport(HUGE))
    assert [words for words in CAPPED[form] if words not in text] == []
    assert "never-touch" in text


def test_json_is_complete() -> None:
    """The document lists every change, however many; `capped` is not in it."""
    document = json.loads(risk_document(RiskReport(HUGE)))
    assert len(document["changes"]) == 50_000
    assert "capped" not in document


def test_a_large_document_is_written_like_every_other() -> None:
    """The document of a plan is what the plain writer of documents makes of it, control characters and all."""
    found = hostile(samples.ASSESSMENT, "level", "action", "order")
    told = RiskReport(replace(found, level="\x7f\x9b\u20ac\U0001f600"))
    assert risk_document(told) == write("assess", assessment(told.found))


def test_json_with_a_limit() -> None:
    """With --limit each list has so many, the worst ones, and the document says how many there are."""
    document = checked(risk_document(RiskReport(HUGE, limit=3)))
    lists = (document["changes"], document["findings"], document["contract"]["unexpected"])
    assert [len(one) for one in lists] == [3, 3, 3]
    assert document["capped"] == {"limit": 3, "changes": 50_000, "findings": 25_000}
    assert {one["severity"] for one in document["changes"]} == {"critical"}


def test_changes_are_named_by_how_bad_they_are() -> None:
    """What is left out of a form is never worse than what is in it."""
    cases = ET.fromstring(risk_junit(RiskReport(HUGE))).findall("testcase")  # noqa: S314 - our own
    stopping = sum(one.blocks for one in HUGE.findings)
    failed = [one.find("failure") is not None for one in cases]
    assert all(failed[: min(stopping, len(failed))])


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(ASSESSMENTS, some.none() | some.sampled_from(Severity), some.booleans())
def test_junit_fails_where_the_command_does(found: Assessment, bar: Severity | None, accepts: bool) -> None:
    """There is a failure exactly where the exit code is 3."""
    every = [*(one.severity for one in found.changes), *(one.severity for one in found.findings)]
    worst = max(every, key=lambda one: one.rank, default=None)
    accepted = frozenset(one.code for one in found.findings) if accepts else frozenset[str]()
    told = RiskReport(replace(found, level=worst or "none"), bar=bar, accepted=accepted)
    suite = ET.fromstring(risk_junit(told))  # noqa: S314 - our own
    assert (suite.get("failures") != "0") is told.stops
    assert suite.get("tests") == str(len(suite.findall("testcase")))


SCRIPT = "</script></style><script>alert(1)</script><img src=x onerror=alert(1)>\"'--><!--"


@pytest.mark.parametrize("form", ["html", "sarif", "junit"])
def test_hostile_data_stays_data(form: str) -> None:
    """No control character gets into a form, and nothing in it ends a tag or a string."""
    told = RiskReport(hostile(samples.ASSESSMENT, "level", "action", "order"), subject=ATTACK, file=f"p{ATTACK}")
    text = FORMS[form](told)
    assert "FORGED" in text
    assert [one for one in text if one not in "\n\N{NO-BREAK SPACE}" and not one.isprintable()] == []


def test_markup_in_a_plan_is_text_in_the_page() -> None:
    """What looks like HTML in an address, in evidence or in a code is shown, not obeyed."""
    said = (f"a: {SCRIPT} -> b", SCRIPT)
    changes = tuple(msgspec.structs.replace(one, address=one.address + SCRIPT, because=said) for one in samples.CHANGES)
    found = replace(
        samples.ASSESSMENT,
        changes=changes,
        findings=tuple(replace(one, subject=SCRIPT) for one in samples.ASSESSMENT.findings),
    )
    text = risk_html(RiskReport(found, subject=SCRIPT))
    assert text.count("<script") == 1
    assert "<img" not in text


def test_the_empty_plan() -> None:
    """A plan without changes has a report of each form, too."""
    told = RiskReport(replace(samples.ASSESSMENT, level="none", changes=(), findings=(), contract=None))
    for make in FORMS.values():
        assert "Nothing blocks" in make(told)
