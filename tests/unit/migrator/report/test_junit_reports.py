"""JUnit XML: what blocks is a failure, what could not be told where it would an error, and nothing breaks the XML."""

from dataclasses import replace
from xml.etree import ElementTree as ET

from hypothesis import given
from hypothesis import strategies as some
from syrupy.assertion import SnapshotAssertion

from checks.model import Passed, Unknown, Verdict
from migrator.report.preflight import Preflight, look_junit
from tests.support import samples


def suite(found: Preflight) -> ET.Element:
    """The parsed document."""
    return ET.fromstring(look_junit(found))  # noqa: S314 - our own


def test_golden(snapshot: SnapshotAssertion) -> None:
    """A case for each result and for each check that was left out."""
    assert look_junit(samples.LOOK) == snapshot


def test_what_was_accepted_is_no_failure() -> None:
    """An accepted finding is told in its case, which passes."""
    every = frozenset(samples.VERDICT.blocking())
    assert suite(replace(samples.LOOK, accepted=frozenset())).get("failures") == "1"
    calm = suite(replace(samples.LOOK, accepted=every))
    assert (calm.get("failures"), calm.get("errors")) == ("0", "0")


@given(some.text())
def test_any_text_is_valid_xml(text: str) -> None:
    """Control characters, surrogates and markup in what others wrote do not break the document."""
    found = Verdict.of([Passed("hosted-zone", text), Unknown("zone-private", text, blocks=True)])
    assert suite(Preflight(found)).get("errors") == "1"
