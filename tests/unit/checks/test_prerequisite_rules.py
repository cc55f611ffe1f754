"""The prerequisites: each rule as finding, as passed, as unknown."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from checks.facts import HttpAnswer, Missing, NoSuchZone, TerraformFact, Zone
from checks.model import Finding, Passed, Result, Severity, Unknown
from checks.preflight import channel, dns, identity, tools
from checks.preflight.dns import covers
from tests.support.facts import AFTER, FACTS, IMAGE, INFRA, RUNBOOK, VALUES, world

SILENT = Missing("no route to host")
URL = "https://deploy.wandb.ai/api"


GROUP = {"identity": "identity", "terraform": "tools", "zone": "dns", "deployer": "channel", "images": "channel"}
FIELD = {"identity": "caller"}
CODES = (
    "egress-deployer",
    "licence-rejected",
    "aws-credentials",
    "terraform-version",
    "hosted-zone",
    "zone-private",
    "zone-mismatch",
    "domain-filter",
    "operator-image-gone",
)


def judged(**broken: Any) -> dict[str, Result]:
    """Code -> result of the documented prerequisites, in a world with these facts replaced."""
    facts = FACTS
    for name, value in broken.items():
        group = GROUP.get(name, "known")
        facts = replace(facts, **{group: replace(getattr(facts, group), **{FIELD.get(name, name): value})})
    results = (one for group in (identity, tools, dns, channel) for one in group.judge(facts, RUNBOOK))
    return {one.code: one for one in results if one.code in CODES}


def finding(code: str, **broken: Any) -> Finding:
    """The finding of that code."""
    found = judged(**broken)[code]
    assert isinstance(found, Finding), found
    return found


def unknown(code: str, **broken: Any) -> Unknown:
    """What could not be told."""
    found = judged(**broken)[code]
    assert isinstance(found, Unknown), found
    return found


def test_a_ready_world_passes_every_rule() -> None:
    """Nothing is found where nothing is wrong, and each rule says that it looked."""
    results = judged()
    assert all(isinstance(one, Passed) for one in results.values()), results
    assert results.keys() <= set(CODES)


def test_no_egress_blocks() -> None:
    """A deployer that cannot be reached blocks; of the licence nothing is known then, and that alone blocks nothing."""
    found = finding("egress-deployer", deployer=SILENT)
    assert (found.blocks, found.because) == (True, ("no route to host",))
    assert not unknown("licence-rejected", deployer=SILENT).blocks


@pytest.mark.parametrize("status", [401, 403])
def test_a_licence_that_is_refused(status: int) -> None:
    """A refusal proves egress, and blocks for the licence."""
    refused = HttpAnswer(URL, status)
    assert isinstance(judged(deployer=refused)["egress-deployer"], Passed)
    found = finding("licence-rejected", deployer=refused)
    assert (found.blocks, found.subject) == (True, "wandb_license")
    assert str(status) in found.because[0]


@pytest.mark.parametrize("status", [204, 302, 404, 500])
def test_an_answer_that_says_nothing_of_the_licence(status: int) -> None:
    """Any other answer proves egress and leaves the licence unknown, which is not green."""
    said = HttpAnswer(URL, status)
    assert isinstance(judged(deployer=said)["egress-deployer"], Passed)
    assert unknown("licence-rejected", deployer=said).blocks


def test_credentials_that_are_refused() -> None:
    """AWS saying no is a finding with its reason."""
    found = finding("aws-credentials", identity=Missing("ExpiredToken", refused=True))
    assert (found.blocks, found.because) == (True, ("ExpiredToken",))


def test_credentials_that_could_not_be_asked_about() -> None:
    """AWS not answering is unknown, and blocks."""
    assert unknown("aws-credentials", identity=SILENT) == Unknown("aws-credentials", "no route to host", blocks=True)


@pytest.mark.parametrize("version", ["0.15.5", "2.0.0"])
def test_a_terraform_that_the_runbook_excludes(version: str) -> None:
    """A version outside the runbook's range blocks, and says which range."""
    found = finding("terraform-version", terraform=TerraformFact("terraform", version, "/bin/terraform"))
    assert found.blocks
    assert "/bin/terraform is terraform" in found.because[0]
    assert ">= 1.1, < 2" in found.because[0]


def test_a_terraform_that_the_files_exclude() -> None:
    """The files' own required_version counts as well, and only what refuses is named."""
    found = finding("terraform-version", after=replace(AFTER, required_version=("~> 1.0", "< 1.10")))
    assert "; < 1.10 is needed" in found.because[0]


def test_a_terraform_that_fits() -> None:
    """OpenTofu passes like Terraform, and each constraint is said once."""
    fact = TerraformFact("tofu", "1.10.0", "/bin/tofu")
    passed = judged(terraform=fact, after=replace(AFTER, required_version=("~> 1.0", "~> 1.0")))["terraform-version"]
    assert passed == Passed("terraform-version", "tofu 1.10.0 satisfies >= 1.1, < 2, ~> 1.0")


def test_a_terraform_that_is_not_known() -> None:
    """A binary whose version could not be asked is unknown, and blocks."""
    assert unknown("terraform-version", terraform=SILENT).blocks


def test_a_required_version_that_is_no_constraint() -> None:
    """A constraint that is not understood makes the version unknown instead of ending the program."""
    said = unknown("terraform-version", after=replace(AFTER, required_version=("latest",)))
    assert said == Unknown("terraform-version", "'latest' is no version constraint", blocks=True)


@pytest.mark.parametrize("lacking", ["zone_id", "domain_name"])
def test_a_zone_that_the_files_do_not_tell(lacking: str) -> None:
    """Without a plain zone or domain nothing can be compared: unknown, and blocking."""
    assert unknown("hosted-zone", values=replace(VALUES, **{lacking: None})).blocks


def test_a_zone_that_could_not_be_asked_about() -> None:
    """Route53 not answering is unknown, and blocks."""
    assert unknown("hosted-zone", zone=SILENT).reason == "no route to host"


def test_a_zone_that_is_not_there() -> None:
    """Route53 saying that there is no such zone is a finding."""
    found = finding("hosted-zone", zone=NoSuchZone("Z9"))
    assert (found.blocks, found.subject) == (True, "Z9")


def test_a_private_zone() -> None:
    """A private zone blocks."""
    results = judged(zone=Zone("Z1", "example.com", private=True))
    assert isinstance(results["zone-private"], Finding)
    assert results["zone-private"].blocks


def test_a_zone_of_another_domain() -> None:
    """A zone that does not cover the host name blocks."""
    results = judged(zone=Zone("Z1", "example.org", private=False))
    assert isinstance(results["zone-mismatch"], Finding)
    assert "wandb.example.com does not lie in it" in results["zone-mismatch"].because[0]


def test_no_domain_filter() -> None:
    """Without the filter external-dns may find no zone: told, with the line to write, not blocking."""
    found = finding("domain-filter", values=replace(VALUES, custom_domain_filter=None))
    assert (found.severity, found.blocks) == (Severity.MEDIUM, False)
    assert found.remedy == 'custom_domain_filter = "example.com"'


@pytest.mark.parametrize("text", ["wandb.example.com", "example.org", "ample.com"])
def test_a_domain_filter_that_hides_the_zone(text: str) -> None:
    """A filter that does not cover the zone blocks: the record would never appear."""
    assert finding("domain-filter", values=replace(VALUES, custom_domain_filter=text)).blocks


@pytest.mark.parametrize("text", ["example.com", "EXAMPLE.com"])
def test_a_domain_filter_that_fits(text: str) -> None:
    """The zone's own name passes."""
    assert isinstance(judged(values=replace(VALUES, custom_domain_filter=text))["domain-filter"], Passed)


def test_an_image_that_is_gone() -> None:
    """A registry that says 404 blocks, by the image's name."""
    found = finding("operator-image-gone", images=((IMAGE, HttpAnswer("https://gcr.io", 404)),))
    assert (found.blocks, found.subject) == (True, IMAGE)


@pytest.mark.parametrize("answer", [SILENT, HttpAnswer("https://gcr.io", 429), HttpAnswer("https://gcr.io", 403)])
def test_an_image_of_which_nothing_is_known(answer: HttpAnswer | Missing) -> None:
    """No answer, or one that says nothing, is unknown and blocks."""
    assert unknown("operator-image-gone", images=((IMAGE, answer),)).blocks


def test_every_image_is_judged() -> None:
    """Each image has a result of its own."""
    images = (("a/b:1", HttpAnswer("x", 200)), ("c/d:2", HttpAnswer("x", 404)))
    results = [one for one in channel.judge(world("channel", images=images), RUNBOOK) if one.code == "operator-image-gone"]
    assert [type(one) for one in results] == [Passed, Finding]


def test_a_version_whose_operator_needs_no_image_that_is_gone() -> None:
    """4.24.0 passes whatever the registries say; of a version that is not known it cannot be told."""
    later, other = (replace(AFTER, modules=(replace(INFRA, version=one),)) for one in ("4.24.0", "5.0.0"))
    assert isinstance(judged(after=later, images=())["operator-image-gone"], Passed)
    assert not unknown("operator-image-gone", after=other, images=()).blocks


LABELS = some.lists(some.text("ab", min_size=1, max_size=2), min_size=1, max_size=3).map(".".join)


@given(LABELS, LABELS)
def test_a_zone_covers_itself_and_what_lies_below(zone: str, name: str) -> None:
    """A zone covers its own name and any name below it, in either case of letters."""
    assert covers(zone, zone.upper())
    assert covers(zone, f"{name}.{zone}")


@given(LABELS, LABELS)
def test_a_zone_covers_whole_labels_only(zone: str, name: str) -> None:
    """What is covered ends with all labels of the zone."""
    wanted, found = zone.split("."), name.split(".")
    assert covers(zone, name) is (found[-len(wanted) :] == wanted)
