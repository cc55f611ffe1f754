"""The programs: what provider blocks run, and the lock file. Terraform's version is with the prerequisites."""

from dataclasses import replace

from checks.facts import Facts, Missing, ProviderBlock
from checks.facts.tools import Program
from checks.model import Finding, Passed, Result, Severity, Unknown
from checks.preflight.tools import judge
from tests.support.facts import AFTER, HELM, RUNBOOK, at, world

KUBERNETES = ProviderBlock(
    "kubernetes", None, sets_token=False, sets_exec=True, connection=None, place=at(20), command="aws"
)
RUNS_AWS = replace(AFTER, providers=(KUBERNETES, replace(HELM, command="aws")))


def judged(facts: Facts, code: str) -> list[Result]:
    """What the group says of a code."""
    return [one for one in judge(facts, RUNBOOK) if one.code == code]


def running(*programs: Program, providers: tuple[ProviderBlock, ...] = RUNS_AWS.providers) -> Facts:
    """A world whose provider blocks run these."""
    facts = world("tools", programs=programs)
    return replace(facts, known=replace(facts.known, after=replace(AFTER, providers=providers)))


def test_a_program_that_is_found_is_named_with_its_place() -> None:
    """So that a person sees which of several it is."""
    (found,) = judged(running(Program("aws", "/usr/bin/aws")), "aws-cli-missing")
    assert found == Passed("aws-cli-missing", "aws is /usr/bin/aws")


def test_a_program_that_is_not_found_blocks() -> None:
    """With everybody who runs it, by file and line."""
    (found,) = judged(running(Program("aws", None)), "aws-cli-missing")
    assert isinstance(found, Finding)
    assert found.blocks
    users = f'provider "kubernetes" at {at(20)} and provider "helm" at {at(30)}'
    assert found.because == (f"{users} gets the cluster's token from `aws`, which is not on the PATH",)
    assert "AWS CLI 2" in found.remedy


def test_another_program_is_asked_for_by_its_own_name() -> None:
    """Not everybody uses the AWS CLI."""
    blocks = (replace(KUBERNETES, command="aws-iam-authenticator"),)
    (found,) = judged(running(Program("aws-iam-authenticator", None), providers=blocks), "aws-cli-missing")
    assert isinstance(found, Finding)
    assert found.remedy == "install aws-iam-authenticator where Terraform runs, and put it on the PATH"


def test_without_exec_no_program_is_needed() -> None:
    """What is not used is said to be so."""
    (found,) = judged(running(providers=()), "aws-cli-missing")
    assert found == Passed("aws-cli-missing", "no provider block runs a program for the cluster's token")


def test_a_command_that_only_terraform_can_tell_is_unknown() -> None:
    """It blocks nothing."""
    (found,) = judged(running(providers=(replace(KUBERNETES, command=None),)), "aws-cli-missing")
    assert isinstance(found, Unknown)
    assert not found.blocks
    assert str(at(20)) in found.reason


def test_a_lock_file_that_is_not_there_is_low() -> None:
    """It blocks nothing."""
    (found,) = judged(world("tools", lock_file=False), "lock-file-missing")
    assert isinstance(found, Finding)
    assert (found.severity, found.blocks) == (Severity.LOW, False)
    assert [one.__class__ for one in judged(world("tools"), "lock-file-missing")] == [Passed]


def test_what_was_not_asked_is_unknown() -> None:
    """With the reason."""
    silent = Missing("no answer within 30 s")
    (programs,) = judged(world("tools", programs=silent), "aws-cli-missing")
    (lock_file,) = judged(world("tools", lock_file=silent), "lock-file-missing")
    assert programs == Unknown("aws-cli-missing", silent.why, blocks=False)
    assert lock_file == Unknown("lock-file-missing", silent.why, blocks=False)
