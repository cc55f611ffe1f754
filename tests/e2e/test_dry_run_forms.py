"""The dry run of the remedied migration in the forms for machines and for reading elsewhere."""

import json
from collections.abc import Iterator
from xml.etree import ElementTree as ET

import pytest

from tests.support.prepared import running
from tests.support.sandbox import TFVARS, Sandbox

PLAN = ("plan", *TFVARS)
GOES = "module.wandb_app.kubernetes_deployment.wandb"


@pytest.fixture(scope="module")
def remedied(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Sandbox]:
    """A sandbox in which nothing blocks."""
    with running(tmp_path_factory.mktemp("remedied") / "deployment", "remedied") as made:
        yield made


def test_code_scanning_is_led_into_the_configuration(remedied: Sandbox) -> None:
    """A finding of what comes is told at the module's call in the coming file, one of what goes at the call that goes."""
    said = remedied.migrator(*PLAN, "--format", "sarif")
    assert said.code == 0, said
    found = [one["locations"][0] for one in json.loads(said.out)["runs"][0]["results"]]
    places = {one["logicalLocations"][0]["fullyQualifiedName"]: one["physicalLocation"] for one in found}
    assert places[GOES]["artifactLocation"]["uri"] == "pre-operator.tf"
    assert {one["artifactLocation"]["uri"] for one in places.values()} == {"pre-operator.tf", "post-operator.tf.disabled"}
    for one in places.values():
        lines = (remedied.path / one["artifactLocation"]["uri"]).read_text().splitlines()
        assert lines[one["region"]["startLine"] - 1].startswith("module ")


def test_junit_and_page_of_the_whole_plan(remedied: Sandbox) -> None:
    """JUnit has a case for each of the 70 actions and no failure; the page has a row for each."""
    suite = ET.fromstring(remedied.migrator(*PLAN, "--format", "junit").out)  # noqa: S314 - our own
    assert (suite.get("tests"), suite.get("failures")) == ("70", "0")
    page = remedied.migrator(*PLAN, "--format", "html").out
    assert page.count("<tr id=") == 70
