"""The surroundings' checks: each as finding, as passed and as unknown, from facts alone."""

from checks.facts import Missing, Place
from checks.facts.surroundings import Automation
from checks.model import Finding, Passed, Result, Unknown
from checks.preflight.surroundings import judge
from tests.support.facts import FACTS, RUNBOOK, world

GONE = Missing("it hangs")


def said(code: str, **broken: object) -> list[Result]:
    """What one check says of the healthy world with something broken in it."""
    return [one for one in judge(world("surroundings", **broken), RUNBOOK) if one.code == code]


def test_in_a_healthy_world_every_check_passes_once() -> None:
    """One Passed for each code, and nothing else."""
    results = list(judge(FACTS, RUNBOOK))
    assert [type(one) for one in results] == [Passed, Passed]
    assert {one.code for one in results} == {"uncommitted-changes", "automation-could-apply"}


def test_changes_are_named() -> None:
    """Ten of them; of more, how many."""
    (found,) = said("uncommitted-changes", changes=tuple(f"{number}.tf" for number in range(12)))
    assert isinstance(found, Finding)
    assert not found.blocks
    assert found.because == (
        "not as it is committed: 0.tf, 1.tf, 2.tf, 3.tf, 4.tf, 5.tf, 6.tf, 7.tf, 8.tf, 9.tf and 2 more",
    )


def test_a_clean_repository_passes() -> None:
    """Nothing differs."""
    assert [type(one) for one in said("uncommitted-changes", changes=())] == [Passed]


def test_every_automation_is_a_finding_of_its_own() -> None:
    """By file and line, with the command that holds it where there is one."""
    places = (
        (Place(".github/workflows/deploy.yml", 4), "applies Terraform"),
        (Place("Jenkinsfile", 2), "applies Terraform"),
    )
    found = said("automation-could-apply", automation=Automation((), places))
    assert all(isinstance(one, Finding) and not one.blocks for one in found)
    assert [one.subject for one in found if isinstance(one, Finding)] == [".github/workflows/deploy.yml:4", "Jenkinsfile:2"]
    assert [one.remedy.split("  #")[0] for one in found if isinstance(one, Finding)] == [
        "gh workflow disable deploy.yml",
        "switch off what Jenkinsfile starts",
    ]


def test_automations_that_do_not_apply_are_the_evidence() -> None:
    """Their files are named."""
    (found,) = said("automation-could-apply", automation=Automation(("Jenkinsfile",), ()))
    assert isinstance(found, Passed)
    assert "Jenkinsfile" in found.evidence


def test_what_could_not_be_told_is_unknown() -> None:
    """The reason is the probe's, and nothing blocks."""
    assert said("uncommitted-changes", changes=GONE) == [Unknown("uncommitted-changes", "it hangs", blocks=False)]
    assert said("automation-could-apply", automation=GONE) == [Unknown("automation-could-apply", "it hangs", blocks=False)]
