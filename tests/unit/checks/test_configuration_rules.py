"""The rules over the user's own files, each red and green."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from checks.configuration import Result, admits_3, judge, makes_cycles
from checks.facts import Configuration, Layout, Values, Variable
from checks.model import Finding, Passed, Severity
from tests.support.facts import AFTER, BEFORE, HANGING, HELM, INFRA, PINNED, READY, RUNBOOK, STATIC, VALUES, at

BOTH = replace(HELM, sets_token=True)


def judged(
    layout: Layout = READY,
    before: Configuration = BEFORE,
    values: Values = VALUES,
    *,
    swap: bool = True,
    **after: Any,
) -> dict[str, Result]:
    """Code -> result, for a post-operator configuration with these parts replaced."""
    return {one.code: one for one in judge(layout, before, replace(AFTER, **after), values, RUNBOOK, swap=swap)}


def test_a_sound_workspace_passes_every_rule() -> None:
    """Nothing is found where nothing is wrong, and each rule says that it looked."""
    results = judged()
    assert all(isinstance(one, Passed) for one in results.values()), results
    assert list(results) == [
        "files-layout",
        "module-version",
        "variable-missing",
        "helm-provider-unpinned",
        "token-and-exec",
        "provider-cycle",
    ]


def layout(letters: str) -> Layout:
    """A layout from the letters of what is there: p, P (put aside), n (post), N (put aside)."""
    return Layout("p" in letters, "P" in letters, "n" in letters, "N" in letters)


@pytest.mark.parametrize(("letters", "swap"), [("pN", True), ("n", False), ("Pn", False), ("nN", False)])
def test_layouts_that_will_do(letters: str, swap: bool) -> None:
    """The files may wait for their swap, or, with --no-swap, stand as after it."""
    assert isinstance(judged(layout(letters), swap=swap)["files-layout"], Passed)


@pytest.mark.parametrize(
    ("letters", "swap", "because", "remedy"),
    [
        ("pn", True, "both configurations are active", "mv post-operator.tf post-operator.tf.disabled"),
        ("pnPN", False, "both configurations are active", "mv post-operator.tf post-operator.tf.disabled"),
        ("n", True, "swapped already", "--no-swap"),
        ("Pn", True, "swapped already", "--no-swap"),
        ("PN", True, "neither configuration is active", "mv pre-operator.tf.disabled pre-operator.tf"),
        ("", True, "neither configuration is active", "mv pre-operator.tf.disabled pre-operator.tf"),
        ("", False, "neither configuration is active", "mv pre-operator.tf.disabled pre-operator.tf"),
        ("pPN", True, "in the way of the swap", "move pre-operator.tf.disabled out"),
        ("pPN", False, "--no-swap wants post-operator.tf active", "leave --no-swap out"),
        ("pN", False, "--no-swap wants post-operator.tf active", "leave --no-swap out"),
        ("p", True, "post-operator.tf.disabled is missing", "put the post-operator configuration there"),
    ],
)
def test_layouts_that_block(letters: str, swap: bool, because: str, remedy: str) -> None:
    """Every other layout blocks, says why, and says what to do about it."""
    found = judged(layout(letters), swap=swap)["files-layout"]
    assert isinstance(found, Finding)
    assert (found.severity, found.blocks) == (Severity.CRITICAL, True)
    assert because in found.because[0]
    assert remedy in found.remedy


@pytest.mark.parametrize(
    ("letters", "there"),
    [("", "there: none of the four files"), ("PN", "there: pre-operator.tf.disabled, post-operator.tf.disabled")],
)
def test_a_blocked_layout_lists_the_files(letters: str, there: str) -> None:
    """What is there is part of the evidence."""
    found = judged(layout(letters))["files-layout"]
    assert isinstance(found, Finding)
    assert found.because[1] == there


def test_another_module_is_not_known() -> None:
    """Without a call of the runbook's module nothing can be promised: it blocks."""
    found = judged(modules=(replace(INFRA, source="git::https://example.com/wandb"),))["module-missing"]
    assert isinstance(found, Finding)
    assert (found.blocks, found.because) == (True, ("no module block has the source wandb/wandb/aws",))


@pytest.mark.parametrize(
    ("version", "said"), [("4.24.0", "4.24.0"), (None, "of any version"), ("", "of any version"), ("newest", "newest")]
)
def test_another_module_version_is_told(version: str | None, said: str) -> None:
    """A version that may not be the documented one is a finding that does not block, even where it is no constraint."""
    found = judged(modules=(replace(INFRA, version=version),))["module-version"]
    assert isinstance(found, Finding)
    assert (found.blocks, found.subject) == (False, "post-operator.tf:1")
    assert f"wandb/wandb/aws {said}" in found.because[0]


@pytest.mark.parametrize("version", ["4.7.2", "~> 4.7", ">= 4.7.2, < 5"])
def test_a_constraint_that_admits_the_documented_version(version: str) -> None:
    """Any constraint that admits the documented version passes."""
    assert isinstance(judged(modules=(replace(INFRA, version=version),))["module-version"], Passed)


def test_a_required_variable_without_a_value() -> None:
    """A variable that nothing gives blocks, by its name and place; one with a default does not."""
    lacking = (Variable("zone_id", required=True, sensitive=False, place=at(4)), Variable("size", False, False, at(5)))
    results = judged(variables=lacking)
    found = results["variable-missing"]
    assert isinstance(found, Finding)
    assert (found.blocks, found.subject) == (True, "zone_id")
    assert "post-operator.tf:4" in found.because[0]
    assert "TF_VAR_zone_id" in found.because[0]


def test_every_missing_variable_is_told_at_once() -> None:
    """Two missing variables are two findings, and nothing says that all are given."""
    found = judge(READY, BEFORE, AFTER, replace(VALUES, given=frozenset()), RUNBOOK, swap=True)
    named = [one.subject for one in found if isinstance(one, Finding) and one.code == "variable-missing"]
    assert named == ["namespace", "wandb_license"]
    assert not [one for one in found if isinstance(one, Passed) and one.code == "variable-missing"]


def test_a_value_for_no_variable() -> None:
    """A value that no variable takes is most likely a typing error: told, not blocking."""
    found = judged(values=replace(VALUES, undeclared=frozenset({"wandb_licence"})))["variable-undeclared"]
    assert isinstance(found, Finding)
    assert (found.severity, found.blocks, found.subject) == (Severity.LOW, False, "wandb_licence")


@pytest.mark.parametrize("constraint", [None, "", ">= 2.9", "~> 3.0", "~> 3.5.0", ">= 3.2", "latest"])
def test_a_helm_provider_that_may_be_3(constraint: str | None) -> None:
    """A helm provider that nothing keeps below 3 blocks, at its place, and the override is named."""
    found = judged(required_providers=(replace(PINNED, constraint=constraint),))["helm-provider-unpinned"]
    assert isinstance(found, Finding)
    assert (found.blocks, found.subject) == (True, "post-operator.tf:30")
    assert "--override yes" in found.remedy
    assert "~> 2.17" in found.remedy


@pytest.mark.parametrize("constraint", ["~> 2.17", "< 3", "2.17.0", ">= 2.0, < 3.0.0"])
def test_a_helm_provider_that_is_held(constraint: str) -> None:
    """A constraint below 3 is enough, whoever wrote it."""
    assert isinstance(judged(required_providers=(replace(PINNED, constraint=constraint),))["helm-provider-unpinned"], Passed)


def test_several_helm_constraints_hold_together() -> None:
    """Of two constraints the stricter decides, and that of another provider says nothing."""
    loose, strict = replace(PINNED, constraint=">= 2.9"), replace(PINNED, constraint="< 3")
    assert not admits_3(replace(AFTER, required_providers=(loose, strict)))
    assert admits_3(replace(AFTER, required_providers=(loose, replace(strict, name="kubernetes"))))


def test_no_helm_provider_no_question() -> None:
    """Where helm is not used it needs no constraint."""
    assert isinstance(judged(providers=(), required_providers=())["helm-provider-unpinned"], Passed)


def test_a_token_beside_exec() -> None:
    """A token beside exec blocks, for each provider that sets both."""
    found = judged(providers=(BOTH, replace(BOTH, name="kubernetes", place=at(20))))["token-and-exec"]
    assert isinstance(found, Finding)
    assert (found.blocks, found.subject) == (True, "post-operator.tf:30, post-operator.tf:20")
    assert found.because[:2] == ('provider "helm" sets token and exec', 'provider "kubernetes" sets token and exec')


@pytest.mark.parametrize("provider", [replace(BOTH, sets_exec=False), replace(BOTH, sets_token=False)])
def test_a_token_alone_or_exec_alone(provider: Any) -> None:
    """One way to authenticate is no fault."""
    assert isinstance(judged(providers=(provider,))["token-and-exec"], Passed)


def test_a_provider_that_hangs_on_what_changes() -> None:
    """A cluster named by a module, while another module goes, is the random cycle: it blocks and names both."""
    found = judged(cluster_data=(HANGING, STATIC))["provider-cycle"]
    assert isinstance(found, Finding)
    assert (found.blocks, found.subject) == (True, "post-operator.tf:40")
    assert "module.wandb_infra.cluster_id" in found.because[0]
    assert "module wandb_app is destroyed" in found.because[1]


@pytest.mark.parametrize(
    "change",
    [lambda: {"cluster_data": (STATIC,)}, lambda: {"before": AFTER, "cluster_data": (HANGING,)}],
    ids=["a static name", "no module goes"],
)
def test_no_cycle(change: Callable[[], dict[str, Any]]) -> None:
    """A static name, or nothing that is destroyed, gives no cycle."""
    assert isinstance(judged(**change())["provider-cycle"], Passed)


def test_only_what_hangs_is_overridden() -> None:
    """The data sources that the override has to mend are those without a static name."""
    assert makes_cycles(replace(AFTER, cluster_data=(STATIC, HANGING))) == (HANGING,)
