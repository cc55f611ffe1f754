"""SARIF: what code scanning needs is there, places lead into the configuration, a finding keeps its fingerprint."""

import json
from dataclasses import replace
from typing import Any

import pytest
from syrupy.assertion import SnapshotAssertion

from checks.facts import Place
from migrator.report.risk import RiskReport
from migrator.report.sarif import risk_sarif
from tests.support import samples

PLACES = {"module.wandb_infra": Place("post-operator.tf.disabled", 12), "module.wandb_app": Place("pre-operator.tf", 40)}


def run(told: RiskReport) -> dict[str, Any]:
    """The one run of the document."""
    document = json.loads(risk_sarif(told))
    assert document["version"] == "2.1.0"
    found: dict[str, Any] = document["runs"][0]
    return found


def test_golden(snapshot: SnapshotAssertion) -> None:
    """A result for each finding, and for each change that is worth a look without one."""
    found = run(replace(samples.OFFERED, places=PLACES))
    found["tool"]["driver"]["semanticVersion"] = "0"
    assert found == snapshot


def test_every_result_names_its_rule() -> None:
    """Each result has a rule with a title, a text and a score, and a message."""
    found = run(samples.RISK)
    rules = found["tool"]["driver"]["rules"]
    assert [rules[one["ruleIndex"]]["id"] for one in found["results"]] == [one["ruleId"] for one in found["results"]]
    assert all(one["shortDescription"]["text"] and one["fullDescription"]["text"] and one["help"]["text"] for one in rules)
    assert all(float(one["properties"]["security-severity"]) >= 0 for one in rules)
    assert all(one["message"]["text"] for one in found["results"])


def test_where_a_finding_comes_from() -> None:
    """A finding is told at the module call or the resource of the root module, else at the document that was judged."""
    placed = run(replace(samples.OFFERED, places=PLACES))["results"]
    files = {one["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for one in placed}
    assert files == {"post-operator.tf.disabled", "pre-operator.tf"}
    assert placed[0]["locations"][0]["physicalLocation"]["region"] == {"startLine": 12}
    judged = run(samples.RISK)["results"][0]["locations"][0]
    assert judged["physicalLocation"]["artifactLocation"]["uri"] == "plan.json"
    assert judged["logicalLocations"][0]["fullyQualifiedName"] == samples.CLUSTER
    assert "physicalLocation" not in run(RiskReport(samples.ASSESSMENT))["results"][0]["locations"][0]


@pytest.mark.parametrize(("file", "uri"), [("a b/plan.json", "a%20b/plan.json"), ("/srv/p.json", "file:///srv/p.json")])
def test_a_file_is_a_uri(file: str, uri: str) -> None:
    """Blanks are escaped, and an absolute name says so."""
    place = run(replace(samples.RISK, file=file))["results"][0]["locations"][0]["physicalLocation"]
    assert place["artifactLocation"]["uri"] == uri


def test_fingerprints() -> None:
    """A finding keeps its fingerprint whatever else is in the plan; two findings never share one."""
    alone = replace(samples.ASSESSMENT, findings=(samples.NEVER,), changes=())
    (one,) = run(RiskReport(alone))["results"]
    every = [found["partialFingerprints"]["primaryLocationLineHash"] for found in run(samples.OFFERED)["results"]]
    assert one["partialFingerprints"]["primaryLocationLineHash"] in every
    assert len(set(every)) == len(every)


def test_what_was_accepted_is_suppressed() -> None:
    """An accepted finding is in the document as a suppressed one; what no flag accepts is not."""
    surprise = replace(samples.NEVER, code="unexpected-change")
    found = replace(samples.ASSESSMENT, findings=(surprise, samples.NEVER), changes=())
    results = run(RiskReport(found, accepted=frozenset({"unexpected-change", "never-touch"})))["results"]
    assert ["suppressions" in one for one in results] == [True, False]
