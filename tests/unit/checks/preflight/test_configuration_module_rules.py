"""The module call, its version and arguments, and the input variables."""

from dataclasses import replace
from typing import Any

import pytest

from checks.facts import Argument, Facts, Mistyped, RequiredProvider, Values, Variable
from checks.model import Finding, Passed, Result, Severity, Unknown
from checks.preflight.configuration import judge
from tests.support.facts import ARGUMENTS, INFRA, KNOWN, PINNED, RUNBOOK, VALUES, arguments, at

HIDDEN = Argument("a", "module.x.y", known=False, value=None, place=at(7))


def judged(values: Values = VALUES, **after: Any) -> dict[str, Result]:
    """Code -> result, for a post-operator configuration with these parts replaced."""
    known = replace(KNOWN, after=replace(KNOWN.after, **after), values=values)
    return {one.code: one for one in judge(Facts(known), RUNBOOK)}


def called(version: str | None = "4.7.2", **given: Any) -> dict[str, Result]:
    """Code -> result, for a module call of this version with these arguments laid over the healthy ones."""
    plain = {name: one for name, one in given.items() if not isinstance(one, Argument)}
    said = {**ARGUMENTS, **arguments(**plain), **{name: one for name, one in given.items() if isinstance(one, Argument)}}
    return judged(modules=(replace(INFRA, version=version, arguments=said),))


def finding(result: Result) -> Finding:
    """It must be one."""
    assert isinstance(result, Finding), result
    return result


def test_another_module_is_not_known() -> None:
    """Without a call of the runbook's module nothing can be promised: it blocks."""
    found = finding(judged(modules=(replace(INFRA, source="git::https://example.com/wandb"),))["module-missing"])
    assert (found.blocks, found.because) == (True, ("no module block has the source wandb/wandb/aws",))


@pytest.mark.parametrize(
    ("version", "said"),
    [("4.22.0", "4.22.0"), (">= 4.7.2", ">= 4.7.2"), (None, "of any version"), ("", "of any version"), ("newest", "newest")],
)
def test_another_module_version_is_told(version: str | None, said: str) -> None:
    """A version of which nothing is known is a finding that does not block, even where it is no constraint."""
    found = finding(called(version)["module-version"])
    assert (found.blocks, found.subject) == (False, "post-operator.tf:1")
    assert f"wandb/wandb/aws {said}" in found.because[0]


@pytest.mark.parametrize("version", ["4.7.2", "4.24.0", "~> 4.7", ">= 4.7.2, < 5"])
def test_a_constraint_that_means_a_known_version(version: str) -> None:
    """A constraint passes where the newest version that it admits is a known one."""
    assert isinstance(called(version)["module-version"], Passed)


@pytest.mark.parametrize(
    ("source", "constraint", "passes"),
    [
        ("hashicorp/aws", "~> 4.0", True),
        ("hashicorp/aws", ">= 3.6", True),
        ("hashicorp/aws", None, True),
        ("hashicorp/aws", "~> 3.6", False),
        (None, "< 4", False),
        ("somebody/aws", "~> 3.6", True),
    ],
)
def test_the_aws_provider_may_be_4(source: str | None, constraint: str | None, passes: bool) -> None:
    """What keeps hashicorp/aws below 4 blocks, with its place; no constraint of one's own does not."""
    found = judged(required_providers=(PINNED, RequiredProvider("aws", source, constraint, at(3))))[
        "aws-provider-not-raised"
    ]
    if passes:
        assert isinstance(found, Passed)
    else:
        assert (finding(found).blocks, finding(found).subject) == (True, "post-operator.tf:3")


def test_helm_has_to_be_configured() -> None:
    """Without a helm block nothing would be installed."""
    assert finding(judged(providers=())["helm-provider-missing"]).blocks


@pytest.mark.parametrize(("name", "value"), [("enable_dummy_dns", False), ("enable_operator_alb", None)])
def test_both_flags_are_needed(name: str, value: object) -> None:
    """A flag that is false, null or not given blocks, and the remedy spells both lines."""
    found = finding(called(**{name: value})["operator-flags-missing"])
    assert (found.blocks, found.severity) == (True, Severity.HIGH)
    assert name in found.because[0]
    assert "enable_dummy_dns = true; enable_operator_alb = true" in found.remedy


def test_flags_that_only_terraform_knows() -> None:
    """A flag that cannot be evaluated is unknown, with its place, and holds nobody up."""
    found = called(enable_dummy_dns=HIDDEN)["operator-flags-missing"]
    assert isinstance(found, Unknown)
    assert ("post-operator.tf:7" in found.reason, found.blocks) == (True, False)


@pytest.mark.parametrize("value", [None, ""])
def test_a_licence_is_needed(value: object) -> None:
    """A licence that is null or empty blocks; one that only Terraform knows is given."""
    assert finding(called(license=value)["license-or-size-missing"]).blocks
    assert isinstance(called(license=HIDDEN)["license-or-size-missing"], Passed)


def test_no_size_is_a_warning() -> None:
    """Without size the old classes stay: that may be wanted."""
    found = finding(called(size=None)["license-or-size-missing"])
    assert (found.severity, found.blocks) == (Severity.MEDIUM, False)


@pytest.mark.parametrize(
    ("version", "name", "refused"),
    [
        ("4.24.0", "database_performance_insights_kms_key_arn", True),
        ("~> 4.7", "database_performance_insights_kms_key_arn", True),
        ("4.20.0", "database_performance_insights_kms_key_arn", True),
        ("4.7.2", "database_performance_insights_kms_key_arn", False),
        ("4.24.0", "bucket_kms_key_arn", True),
        ("4.20.0", "bucket_kms_key_arn", False),
        ("7.0.0", "bucket_kms_key_arn", False),
        ("4.24.0", "bucket_name", False),
    ],
)
def test_null_is_refused_by_later_modules(version: str, name: str, refused: bool) -> None:
    """An argument that is null blocks from the version on that refuses it; the line to remove is named."""
    found = called(version, **{name: None})["null-argument-refused"]
    if refused:
        assert (finding(found).blocks, "remove line 2 of post-operator.tf" in finding(found).remedy) == (True, True)
    else:
        assert isinstance(found, Passed)


@pytest.mark.parametrize(
    ("version", "eks", "kind"),
    [
        ("4.24.0", "1.27", Finding),
        ("4.10.0", "1.9", Finding),
        ("4.24.0", "1.28", Passed),
        ("4.24.0", "1.30", Passed),
        ("4.7.2", "1.25", Passed),
        ("4.24.0", HIDDEN, Unknown),
        ("4.24.0", "latest", Unknown),
        ("4.24.0", None, Unknown),
    ],
)
def test_add_ons_need_a_newer_cluster(version: str, eks: object, kind: type) -> None:
    """Where the module pins add-ons an older cluster blocks; a version that cannot be told is unknown."""
    found = called(version, eks_cluster_version=eks)["addons-need-newer-eks"]
    assert isinstance(found, kind)
    assert getattr(found, "blocks", False) is (kind is Finding)


def test_a_required_variable_without_a_value() -> None:
    """A variable that nothing gives blocks, by its name and place; one with a default does not."""
    lacking = (Variable("zone_id", required=True, sensitive=False, place=at(4)), Variable("size", False, False, at(5)))
    found = finding(judged(variables=lacking)["variable-missing"])
    assert (found.blocks, found.subject) == (True, "zone_id")
    assert "post-operator.tf:4" in found.because[0]
    assert "TF_VAR_zone_id" in found.because[0]


def test_every_missing_variable_is_told_at_once() -> None:
    """Two missing variables are two findings, and nothing says that all are given."""
    every = judge(Facts(replace(KNOWN, values=replace(VALUES, given=frozenset()))), RUNBOOK)
    found = [one for one in every if one.code == "variable-missing"]
    assert [one.subject for one in found if isinstance(one, Finding)] == ["namespace", "wandb_license"]
    assert len(found) == 2


def test_a_value_for_no_variable() -> None:
    """A value that no variable takes is most likely a typing error: told with its place, not blocking."""
    values = replace(VALUES, undeclared=frozenset({"wandb_licence"}), places={"wandb_licence": "a.tfvars:3"})
    found = finding(judged(values)["variable-undeclared"])
    assert (found.severity, found.blocks, found.subject) == (Severity.LOW, False, "wandb_licence")
    assert "a.tfvars:3" in found.because[0]


def test_a_value_of_the_wrong_type() -> None:
    """Both places are named, and what is needed; it blocks."""
    wrong = Mistyped("size", "string", "a list", "a string is needed", "a.tfvars:2", at(9, "variables.tf"))
    found = finding(judged(replace(VALUES, mistyped=(wrong,)))["variable-type"])
    assert (found.blocks, found.subject) == (True, "size")
    assert all(part in found.because[0] for part in ("a.tfvars:2", "variables.tf:9", "a list", "a string is needed"))
