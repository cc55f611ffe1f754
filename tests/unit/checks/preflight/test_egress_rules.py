"""The group egress: each rule as finding, as passed, as unknown."""

from dataclasses import replace
from typing import Any

import pytest

from checks.facts import Missing, NotThere
from checks.facts.egress import Reach, Stage
from checks.model import Finding, Passed, Result, Severity, Unknown
from checks.preflight import egress
from tests.support.facts import FACTS, RUNBOOK, world
from tests.support.healthy.egress import API, IMAGES, REGISTRY

CLOSED = replace(REGISTRY, stage=Stage.TCP, why="connection refused")


def judged(code: str, **broken: Any) -> list[Result]:
    """What a check says in a world with these facts broken."""
    return [one for one in egress.judge(world("egress", **broken), RUNBOOK) if one.code == code]


def test_a_healthy_world_passes_every_rule_once() -> None:
    """Each host is named with what it answered."""
    assert list(egress.judge(FACTS, RUNBOOK)) == [
        Passed("egress-blocked", "2 hosts answer: registry.terraform.io 200, api.eks.example 403"),
        Passed("egress-nodes", "a pod reaches 1 hosts: quay.io 200"),
    ]


def test_a_host_that_is_closed_to_this_machine() -> None:
    """Blocks, with the stage, the purpose, and what to type."""
    (found,) = judged("egress-blocked", runner=(REGISTRY, CLOSED))
    assert isinstance(found, Finding)
    assert (found.severity, found.blocks, found.subject) == (Severity.CRITICAL, True, "registry.terraform.io")
    assert found.because == ("TCP: connection refused", "it is needed for Terraform's modules and providers")
    assert "https://registry.terraform.io/" in found.remedy


def test_each_host_is_a_finding_and_the_clusters_own_endpoint_is_a_host() -> None:
    """Everything that is closed is told at once."""
    found = judged("egress-blocked", runner=(CLOSED,), endpoint=replace(API, stage=Stage.TLS, why="x"))
    assert [one.subject for one in found if isinstance(one, Finding)] == ["registry.terraform.io", "api.eks.example"]


@pytest.mark.parametrize(
    ("stage", "word"),
    [
        (Stage.SETTING, "setting"),
        (Stage.PROXY, "NO_PROXY"),
        (Stage.DNS, "resolve registry.terraform.io"),
        (Stage.TCP, "allow HTTPS"),
        (Stage.TLS, "SSL_CERT_FILE"),
        (Stage.HTTP, "allow HTTPS"),
    ],
)
def test_the_remedy_is_that_of_the_stage(stage: Stage, word: str) -> None:
    """A firewall, a DNS, a proxy and a broken TLS are mended in different places."""
    (found,) = judged("egress-blocked", runner=(replace(CLOSED, stage=stage),))
    assert isinstance(found, Finding)
    assert word in found.remedy


@pytest.mark.parametrize("gone", [Missing("EKS refuses"), NotThere("the cluster")])
def test_an_endpoint_that_nobody_tells(gone: Missing | NotThere) -> None:
    """Nothing is green that was not asked; what is closed is told all the same."""
    (found,) = judged("egress-blocked", endpoint=gone)
    assert isinstance(found, Unknown)
    assert not found.blocks
    assert isinstance(judged("egress-blocked", endpoint=gone, runner=(CLOSED,))[0], Finding)


def test_hosts_that_could_not_be_named() -> None:
    """Without a region nobody knows AWS's hosts."""
    assert judged("egress-blocked", runner=Missing("no region")) == [Unknown("egress-blocked", "no region", blocks=False)]


@pytest.mark.parametrize(
    ("seen", "said"),
    [
        ((IMAGES,), "not asked; from here all 1 answer"),
        ((replace(IMAGES, stage=Stage.DNS, why="gone"),), "not asked; from here quay.io (DNS: gone) cannot be reached"),
        (Missing("no region"), "not asked"),
    ],
)
def test_the_nodes_are_unknown_without_a_pod(seen: tuple[Reach, ...] | Missing, said: str) -> None:
    """What this machine sees proves nothing about them, and is told as what it is."""
    assert judged("egress-nodes", nodes=Missing("not asked"), seen=seen) == [Unknown("egress-nodes", said, blocks=False)]


def test_a_host_that_is_closed_to_the_nodes() -> None:
    """A pod's word blocks."""
    (found,) = judged("egress-nodes", nodes=(IMAGES, replace(IMAGES, host="gcr.io", stage=Stage.TCP, why="late")))
    assert isinstance(found, Finding)
    assert (found.severity, found.blocks, found.subject) == (Severity.HIGH, True, "gcr.io")
