"""The faults of the documented files that the override mends, and the group of the configuration as a whole."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

from checks import catalogue
from checks.facts import Configuration, Facts
from checks.model import Finding, Passed, Result, Unknown
from checks.preflight.configuration import admits_3, judge, makes_cycles
from tests.support.facts import AFTER, BEFORE, FACTS, HANGING, HELM, KNOWN, PINNED, RUNBOOK, STATIC, at

BOTH = replace(HELM, sets_token=True)


def judged(before: Configuration = BEFORE, **after: Any) -> dict[str, Result]:
    """Code -> result, for a post-operator configuration with these parts replaced."""
    known = replace(KNOWN, before=before, after=replace(AFTER, **after))
    return {one.code: one for one in judge(Facts(known), RUNBOOK)}


def test_a_sound_workspace_passes_every_rule() -> None:
    """Nothing is found where nothing is wrong, and each code of the group says once that it looked."""
    every = list(judge(FACTS, RUNBOOK))
    assert all(isinstance(one, Passed) for one in every), every
    codes = [code for code, group in catalogue.preflight().items() if group == "configuration"]
    assert sorted(one.code for one in every) == sorted(codes)


def test_without_the_module_every_code_says_so() -> None:
    """Where the module is not called, what hangs on its arguments is unknown, and nothing of it is green."""
    results = judged(modules=())
    assert isinstance(results["module-missing"], Finding)
    unknown = {code for code, one in results.items() if isinstance(one, Unknown)}
    assert unknown == {
        "module-version", "operator-flags-missing", "license-or-size-missing", "environment-dropped", "alb-becomes-public",
        "deletion-protection-off", "queue-loses-consumer", "null-argument-refused", "addons-need-newer-eks",
    }  # fmt: skip


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
