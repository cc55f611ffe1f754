"""The cluster's checks: each as finding, as passed and as unknown, from facts alone."""

from collections.abc import Iterable
from dataclasses import replace
from typing import Any

import pytest

from checks.facts import Argument, Facts, Missing, NotThere
from checks.facts.kubernetes import Budget, ClusterPlace, Environment, HelmRelease, InState, Way
from checks.model import Finding, Passed, Result, Unknown
from checks.preflight.kubernetes import judge
from tests.support.facts import AFTER, BEFORE, FACTS, INFRA, KNOWN, RUNBOOK, at, world
from tests.support.healthy.kubernetes import HEALTHY, PLACE

CODES = {
    "cluster-unreachable",
    "kubeconfig-of-another-cluster",
    "cluster-admin-missing",
    "drain-blocked",
    "leftover-in-cluster",
    "storage-class-exists",
    "environment-live",
}
GONE = Missing("it hangs")


def said(facts: Facts, code: str) -> list[Result]:
    """What one check says."""
    return [one for one in judge(facts, RUNBOOK) if one.code == code]


def at_later(facts: Facts) -> Facts:
    """The same at the target 4.24.0."""
    after = replace(AFTER, modules=(replace(INFRA, version="4.24.0"),))
    return replace(facts, known=replace(KNOWN, after=after))


def giving(*names: str, known: bool = True) -> Facts:
    """A post-operator module that is given these variables, and a Deployment that has two."""
    argument = Argument("other_wandb_env", "", known, frozenset(names) if known else None, at(7))
    after = replace(AFTER, modules=(replace(INFRA, arguments={"other_wandb_env": argument}),))
    live = replace(HEALTHY, environment=Environment("default/wandb", frozenset({"HOST", "ONE", "TWO"})))
    return replace(FACTS, known=replace(KNOWN, after=after), kubernetes=live)


def test_in_a_healthy_world_every_check_passes_once() -> None:
    """One Passed for each code, and nothing else."""
    results = list(judge(FACTS, RUNBOOK))
    assert all(isinstance(one, Passed) for one in results)
    assert sorted(one.code for one in results) == sorted(CODES)


@pytest.mark.parametrize(
    ("code", "broken", "blocks", "words"),
    [
        ("cluster-unreachable", {"version": GONE}, True, ("it hangs", "aws eks describe-cluster --name wb")),
        (
            "kubeconfig-of-another-cluster",
            {"eks": ClusterPlace("https://other.example", PLACE.authorities)},
            True,
            ("https://cluster.example", "https://other.example", "/home/ann/kubeconfig"),
        ),
        (
            "kubeconfig-of-another-cluster",
            {"eks": replace(PLACE, authorities=frozenset({"b"}))},
            True,
            ("does not trust the CA that EKS names",),
        ),
        ("kubeconfig-of-another-cluster", {"eks": NotThere("the EKS cluster wb")}, True, ("wb does not exist",)),
        ("cluster-admin-missing", {"admin": False}, True, ("system:masters",)),
        ("drain-blocked", {"budgets": (Budget("a", "b", 0), Budget("a", "c", 1))}, False, ("a/b", "-n a delete pdb b")),
        (
            "leftover-in-cluster",
            {"releases": (HelmRelease("wandb", "operator", "failed"),)},
            True,
            ("wandb/operator", "failed", "helm -n wandb uninstall operator"),
        ),
        ("leftover-in-cluster", {"ingress_class": True}, True, ("IngressClass alb",)),
        ("leftover-in-cluster", {"resource": True}, True, ("weightsandbiases default/wandb",)),
        ("leftover-in-cluster", {"definition": True}, False, ("weightsandbiases.apps.wandb.com",)),
        (
            "environment-live",
            {"environment": Environment("default/wandb", frozenset({"OIDC_ISSUER", "HOST"}))},
            True,
            ("OIDC_ISSUER: set in the cluster", 'other_wandb_env = { OIDC_ISSUER = "..." }', "post-operator.tf:1"),
        ),
    ],
)
def test_what_is_wrong_is_found(code: str, broken: dict[str, Any], blocks: bool, words: Iterable[str]) -> None:
    """One finding, with the names and the command; nothing passed beside it."""
    (found,) = said(world("kubernetes", **broken), code)
    assert isinstance(found, Finding)
    assert found.blocks is blocks
    text = " ".join((found.subject, *found.because, found.remedy))
    assert [word for word in words if word not in text] == [], text


@pytest.mark.parametrize(
    ("code", "broken"),
    [
        ("kubeconfig-of-another-cluster", {"way": GONE}),
        ("kubeconfig-of-another-cluster", {"eks": GONE}),
        ("cluster-admin-missing", {"admin": GONE}),
        ("drain-blocked", {"budgets": GONE}),
        *(
            ("leftover-in-cluster", {one: GONE})
            for one in ("releases", "definition", "resource", "ingress_class", "in_state")
        ),
        ("environment-live", {"environment": GONE}),
    ],
)
def test_what_could_not_be_asked_is_unknown(code: str, broken: dict[str, Any]) -> None:
    """The reason is the probe's; it does not block, since whoever may not ask may well be able to migrate."""
    assert said(world("kubernetes", **broken), code) == [Unknown(code, "it hangs", blocks=False)]


def test_without_a_deployment_there_is_nothing_to_compare() -> None:
    """That is said, and is not green."""
    (found,) = said(world("kubernetes", environment=NotThere("Deployment default/wandb")), "environment-live")
    assert isinstance(found, Unknown)


@pytest.mark.parametrize(
    "place",
    [
        replace(PLACE, url="https://CLUSTER.example:443/"),
        replace(PLACE, authorities=PLACE.authorities | {"a second one"}),
    ],
)
def test_the_same_cluster_spelled_otherwise(place: ClusterPlace) -> None:
    """Case, port, final slash and further authorities make no other cluster."""
    (found,) = said(world("kubernetes", way=Way("k", place)), "kubeconfig-of-another-cluster")
    assert isinstance(found, Passed)


def test_without_a_kubeconfig_none_can_be_of_another_cluster() -> None:
    """EKS is asked, whatever it answers about the namespace."""
    (found,) = said(world("kubernetes", way=Way(None, PLACE), eks=GONE), "kubeconfig-of-another-cluster")
    assert isinstance(found, Passed)


def test_what_the_state_has_is_no_leftover() -> None:
    """After an apply that ended half-way the releases are Terraform's own, and so is what they brought."""
    own = InState(releases=frozenset(one.name for one in RUNBOOK.installed.releases))
    there = tuple(HelmRelease(one.namespace, one.name, "deployed") for one in RUNBOOK.installed.releases)
    facts = world("kubernetes", in_state=own, releases=there, ingress_class=True, resource=True, definition=True)
    assert [type(one) for one in said(facts, "leftover-in-cluster")] == [Passed]


def test_what_was_found_is_told_beside_what_could_not_be_asked() -> None:
    """A leftover that is seen blocks, although another question had no answer."""
    facts = world("kubernetes", definition=GONE, ingress_class=True)
    assert [type(one) for one in said(facts, "leftover-in-cluster")] == [Finding, Unknown]


@pytest.mark.parametrize(
    ("broken", "kind"),
    [
        ({}, Passed),
        ({"storage_classes": frozenset({"gp2", "gp3"})}, Finding),
        ({"storage_classes": frozenset({"gp3"}), "in_state": InState(storage_classes=frozenset({"gp3"}))}, Passed),
        ({"storage_classes": GONE}, Unknown),
        ({"in_state": GONE}, Unknown),
    ],
)
def test_a_storage_class_that_4_24_0_makes(broken: dict[str, Any], kind: type[Result]) -> None:
    """Is in the way where it is there already and not Terraform's own."""
    (found,) = said(at_later(world("kubernetes", **broken)), "storage-class-exists")
    assert isinstance(found, kind)


def test_4_7_2_makes_no_storage_class() -> None:
    """Then any may be there; of another version it is not known."""
    facts = world("kubernetes", storage_classes=frozenset({"gp3"}))
    assert [type(one) for one in said(facts, "storage-class-exists")] == [Passed]
    other = replace(KNOWN, after=replace(AFTER, modules=(replace(INFRA, version="9.9.9"),)))
    assert [type(one) for one in said(replace(facts, known=other), "storage-class-exists")] == [Unknown]


@pytest.mark.parametrize(
    ("facts", "kind"),
    [
        (giving("ONE", "TWO", "THREE"), Passed),
        (giving("ONE"), Finding),
        (giving(known=False), Unknown),
    ],
)
def test_the_environment_against_what_is_given(facts: Facts, kind: type[Result]) -> None:
    """Names that the post-operator configuration gives are kept; a map that only Terraform can tell leaves it open."""
    (found,) = said(facts, "environment-live")
    assert isinstance(found, kind)


def test_what_the_old_configuration_gives_is_judged_elsewhere() -> None:
    """It is in the files: `environment-dropped` tells of it with its place."""
    argument = Argument("other_wandb_env", "", known=True, value=frozenset({"ONE", "TWO"}), place=at(7))
    infra, app = BEFORE.modules
    before = replace(BEFORE, modules=(infra, replace(app, arguments={"other_wandb_env": argument})))
    facts = giving()
    (found,) = said(replace(facts, known=replace(facts.known, before=before)), "environment-live")
    assert isinstance(found, Passed)
