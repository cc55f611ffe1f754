"""Versions, offers and names: each rule as finding, as passed, as unknown."""

from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from checks import catalogue
from checks.facts import Missing, NotThere
from checks.model import Finding, Passed, Unknown
from checks.preflight import live
from tests.support.facts import AFTER, ARGUMENTS, FACTS, INFRA, RUNBOOK, at
from tests.support.healthy.live import HEALTHY, ISSUER
from tests.support.live_judged import facts, finding, judged, passed, told, unknown

SILENT = Missing("EC2 refuses DescribeSubnets to these credentials (AccessDenied)")
NAMES = (*ARGUMENTS, "create_vpc", "bucket_name", "enable_yace", "kubernetes_instance_types", "kubernetes_node_count")
STRANGE = some.text() | some.integers() | some.booleans() | some.tuples(some.text())
CODES = {code for code, group in catalogue.preflight().items() if group == "live"}


def test_a_healthy_world_passes_once_for_each_check() -> None:
    """Each check of the group says one thing, and that is that it holds."""
    results = list(live.judge(facts(), RUNBOOK))
    assert {type(one) for one in results} == {Passed}
    assert sorted(one.code for one in results) == sorted(CODES)


@pytest.mark.parametrize("version", ["4.5.0", "no version"])
def test_of_another_version_nothing_can_be_told(version: str) -> None:
    """Where it is not known what the module asks for, no check guesses."""
    results = list(live.judge(facts(version=version), RUNBOOK))
    assert {type(one) for one in results} == {Unknown}
    assert {one.code for one in results} == CODES


NEEDS = {
    "stale-version-pin": ("cluster", "database", "cache", "addons"),
    "addon-not-offered": ("addon_offers",),
    "instance-class-not-offered": ("database_zones", "node_zones", "subnets"),
    "name-taken": ("roles", "policies", "issuers", "log_groups", "load_balancers", "addons", "held", "cluster"),
    "subnet-addresses-low": ("subnets", "edge"),
    "zones-too-few": ("subnets", "edge"),
    "default-network-customised": ("default_network", "held"),
    "quota-short": ("cpus", "balancers"),
    "snapshot-stale": ("snapshots", "now"),
    "database-protection": ("database",),
    "bucket-unversioned": ("bucket",),
    "bucket-settings-overwritten": ("bucket", "keys"),
    "queue-in-use": ("queues", "bucket"),
}


@pytest.mark.parametrize(("code", "fact"), [(code, fact) for code, every in NEEDS.items() for fact in every])
def test_a_fact_that_is_missing_is_never_green(code: str, fact: str) -> None:
    """What could not be asked is told as such, with the reason, and blocks nobody."""
    assert SILENT.why in unknown(code, **{fact: SILENT})


@pytest.mark.parametrize(
    ("code", "fact"),
    [
        ("stale-version-pin", "cluster"),
        ("stale-version-pin", "cache"),
        ("database-protection", "database"),
        ("bucket-unversioned", "bucket"),
    ],
)
def test_what_is_not_there_is_told_so(code: str, fact: str) -> None:
    """AWS answered that there is none of that name: another region, or another account."""
    assert unknown(code, **{fact: NotThere("the thing wb")}) == "the thing wb is not there"


def test_eks_goes_no_step_back() -> None:
    """An older minor than the live one blocks, with the line to write."""
    found = finding("stale-version-pin", {"eks_cluster_version": "1.25"})
    assert found.blocks
    assert (found.subject, found.remedy) == (str(at(2)), 'eks_cluster_version = "1.28"')
    assert "EKS 1.28 -> 1.25" in told(found)


def test_eks_goes_one_step_at_a_time() -> None:
    """The next minor is fine, the one after it is refused, with the next as the remedy."""
    assert "EKS 1.28 -> 1.29" in passed("stale-version-pin", {"eks_cluster_version": "1.29"})
    assert "--kubernetes-version 1.29" in finding("stale-version-pin", {"eks_cluster_version": "1.30"}).remedy


def test_minors_are_numbers() -> None:
    """1.9 is older than 1.10."""
    older = replace(HEALTHY.cluster, version="1.9")  # type: ignore[type-var]
    assert "1.9 -> 1.10" in passed("stale-version-pin", {"eks_cluster_version": "1.10"}, cluster=older)


def test_aurora_goes_no_step_back() -> None:
    """The module's default counts where the configuration gives none, and says so."""
    found = finding("stale-version-pin", {"database_engine_version": None})
    assert found.remedy == 'database_engine_version = "8.0.mysql_aurora.3.05.2"'
    assert found.subject == "the default of module 4.7.2"


def test_redis_goes_no_step_back() -> None:
    """6.x takes every 6, and 7 would be replaced: no argument sets it."""
    seven = replace(HEALTHY.cache, version="7.1")  # type: ignore[type-var]
    assert "Redis 7.1 -> 6.x" in told(finding("stale-version-pin", cache=seven))


def test_an_addon_that_goes_back_is_said() -> None:
    """It blocks nobody, and others than the pinned ones are nobody's business."""
    found = finding("stale-version-pin", addons=(("aws-efs-csi-driver", "v2.1.0-eksbuild.1"), ("x", "v9.0.0")))
    assert "v2.1.0-eksbuild.1 -> v1.7.1-eksbuild.1" in told(found)
    assert not found.blocks


def test_versions_that_are_not_plain_cannot_be_told() -> None:
    """An expression that hangs on the world is not guessed."""
    for name in ("eks_cluster_version", "database_engine_version"):
        for value in (7, "", "latest", "1" if name.startswith("eks") else "x"):
            assert name in unknown("stale-version-pin", {name: value})
            assert name in unknown("version-below-minimum", {name: value})


def test_old_versions_are_said() -> None:
    """Both are told, with the line to write, and what the application wants next."""
    given = {"eks_cluster_version": "1.25", "database_engine_version": "8.0.mysql_aurora.3.03.0"}
    found = judged("version-below-minimum", given)
    remedies = [one.remedy for one in found if isinstance(one, Finding)]
    assert remedies == ['eks_cluster_version = "1.28"', 'database_engine_version = "8.0.mysql_aurora.3.05.2"']
    assert all("Kubernetes 1.34" in told(one) for one in found if isinstance(one, Finding) and not one.blocks)


def test_an_addon_in_another_version_only() -> None:
    """What is offered instead is named, and the target that pins newer ones, where there is one."""
    found = finding("addon-not-offered", addon_offers=(("aws-efs-csi-driver", ("v2.0.4-eksbuild.1",)),))
    assert found.blocks
    assert "offers v2.0.4-eksbuild.1" in told(found)
    assert found.remedy.startswith('version = "4.24.0"')
    later = live.judge(facts(version="4.24.0", addon_offers=(("coredns", ()),)), RUNBOOK)
    (last,) = (one for one in later if one.code == "addon-not-offered")
    assert isinstance(last, Finding)
    assert ("offers none" in told(last), "4.24.0" in last.remedy) == (True, False)


def test_the_database_class_is_that_of_the_size() -> None:
    """Without a size the arguments count, and then the module's own default."""
    for values, name in (
        ({}, "db.r6g.large"),
        ({"size": "large"}, "db.r6g.2xlarge"),
        ({"size": None}, "db.r5.large"),
        ({"size": None, "database_instance_class": "db.r5.xlarge"}, "db.r5.xlarge"),
    ):
        assert finding("instance-class-not-offered", values, database_zones=()).subject == name


def test_nodes_are_wanted_in_every_zone() -> None:
    """A zone without them is named."""
    found = finding(
        "instance-class-not-offered", {"size": None, "kubernetes_instance_types": ("m6i.large",)}, node_zones=("us-west-2a",)
    )
    assert (found.subject, "not offered in us-west-2b" in told(found)) == ("m6i.large", True)


def test_a_size_that_is_not_plain() -> None:
    """Nothing is told of classes, addresses or quotas then."""
    given = {"size": replace(ARGUMENTS["size"], known=False, value=None)}
    after = replace(AFTER, modules=(replace(INFRA, arguments={**ARGUMENTS, **given}),))
    results = list(live.judge(replace(FACTS, known=replace(FACTS.known, after=after)), RUNBOOK))
    names = {"instance-class-not-offered", "subnet-addresses-low", "quota-short"}
    assert {one.code for one in results if isinstance(one, Unknown)} == names


@pytest.mark.parametrize(
    ("fact", "name", "words"),
    [
        ("roles", "wb-external-dns", "aws iam delete-role --role-name wb-external-dns"),
        ("policies", "wb-secrets-manager", "PolicyName=='wb-secrets-manager'"),
        ("issuers", ISSUER, "delete-open-id-connect-provider"),
        ("log_groups", "/aws/eks/wb/cluster", "id = /aws/eks/wb/cluster"),
        ("load_balancers", "wb-alb-k8s", "the load-balancer controller would fail to make its own"),
    ],
)
def test_a_name_that_is_taken(fact: str, name: str, words: str) -> None:
    """It blocks, and the remedy is a command with the real name."""
    found = finding("name-taken", **{fact: (name,)})
    assert (found.blocks, found.subject) == (True, name)
    assert words in told(found)


def test_an_addon_that_is_there() -> None:
    """It is imported by cluster and name."""
    found = finding("name-taken", addons=(("aws-efs-csi-driver", "v1.7.1-eksbuild.1"),))
    assert "module.wandb_infra.module.app_eks.aws_eks_addon.efs, id = wb:aws-efs-csi-driver" in found.remedy


def test_a_name_that_the_state_has_is_terraforms_own() -> None:
    """Kind and name have to agree."""
    held = frozenset({("role", "wb-external-dns")})
    assert "names are free" in passed("name-taken", roles=("wb-external-dns",), held=held)
    finding("name-taken", policies=("wb-secrets-manager",), held=frozenset({("role", "wb-secrets-manager")}))


def test_names_of_the_later_target() -> None:
    """4.24.0 creates more, some of it only with enable_yace; a name of a load balancer is cut to 32 letters."""
    yace = "wb-yace-irsa-role"
    for values, kind in (({}, Finding), ({"enable_yace": False}, Passed)):
        results = live.judge(facts(values, version="4.24.0", roles=(yace,)), RUNBOOK)
        assert [type(one) for one in results if one.code == "name-taken"] == [kind]


@given(
    some.dictionaries(some.sampled_from(NAMES), some.text() | some.integers() | some.booleans() | some.tuples(some.text()))
)
def test_no_argument_is_too_strange(values: dict[str, Any]) -> None:
    """Whatever stands in the call, each check says something, and none fails."""
    assert {one.code for one in live.judge(facts(values), RUNBOOK)} == CODES
