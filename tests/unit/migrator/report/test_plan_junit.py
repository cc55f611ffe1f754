"""JUnit of a judged plan: a case for each change, a failure for what stops."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from syrupy.assertion import SnapshotAssertion

from checks.model import Finding, Severity
from migrator.report.plan_junit import risk_junit
from migrator.report.risk import RiskReport
from tests.support import samples


def failed(told: RiskReport) -> list[str | None]:
    """The names of the cases that fail."""
    cases = ET.fromstring(risk_junit(told)).findall("testcase")  # noqa: S314 - our own
    return [one.get("name") for one in cases if one.find("failure") is not None]


def test_golden(snapshot: SnapshotAssertion) -> None:
    """What stops comes first; the others pass and say what they are."""
    assert risk_junit(samples.OFFERED) == snapshot


def test_the_bar() -> None:
    """With a bar, a change fails where its level reaches it; without one, only what blocks fails."""
    assert failed(samples.RISK) == [samples.CLUSTER]
    assert failed(replace(samples.RISK, bar=Severity.HIGH)) == [samples.CLUSTER, samples.WORKERS, samples.RECORD]
    assert failed(RiskReport(samples.CALM, bar=Severity.CRITICAL)) == []


def test_a_finding_of_the_whole_plan_is_a_case() -> None:
    """What is found of no one change stands first, by what it is about."""
    broken = Finding("plan-incomplete", Severity.CRITICAL, blocks=True, subject="the plan", because=("errored",), remedy="r")
    assert failed(RiskReport(replace(samples.CALM, findings=(broken,)))) == ["the plan"]
