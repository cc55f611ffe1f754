"""Variations of the deployment: expected by a named rule, and what they leave out is not missing."""

from dataclasses import replace
from typing import Any

import pytest

from checks.model import Severity
from checks.plan import assess
from checks.plan.model import Assessment, Contract
from runbooks.model import Target
from tests.support.documented import ALL
from tests.support.facts import GUIDE, RUNBOOK
from tests.support.plans import REPLACE, Json, entry, plan, updated

INFRA = "module.wandb_infra"
VPC, BUCKET = f"{INFRA}.module.networking.", f"{INFRA}.module.file_storage[0]."
CACHE = f"{INFRA}.module.redis[0].aws_elasticache_replication_group.default"
SUBNETS = f"{INFRA}.module.redis[0].aws_elasticache_subnet_group.default[0]"
RECORD = f"{INFRA}.module.app_lb.aws_route53_record.extra"
KUBECONFIG = f"{INFRA}.module.app_eks.module.eks.local_file.kubeconfig[0]"
NODES = f'{INFRA}.module.app_eks.module.eks.module.node_groups.aws_eks_node_group.workers["primary"]'
DATABASE = f'{INFRA}.module.database.module.aurora.aws_rds_cluster_instance.this["1"]'
CLUSTER = f"{INFRA}.module.database.module.aurora.aws_rds_cluster.this[0]"


def configured(version: str = "4.7.2", variables: Json | None = None, name: str = "wandb_infra", **arguments: Any) -> Json:
    """A plan's configuration: the infrastructure's call with arguments, constants or references."""
    given = {key: one if isinstance(one, dict) else {"constant_value": one} for key, one in arguments.items()}
    call = {"source": RUNBOOK.source_module, "version_constraint": version, "expressions": given}
    values = {key: {"value": one} for key, one in (variables or {}).items()}
    return {"configuration": {"root_module": {"module_calls": {name: call}}}, "variables": values}


def judged(*entries: Json, **parts: Any) -> Assessment:
    """The judgment with the runbook's contract."""
    return assess(plan(*entries, **parts), RUNBOOK)


def contract(found: Assessment) -> Contract:
    """The comparison, which is there."""
    assert found.contract is not None
    return found.contract


def without(*beginnings: str) -> list[Json]:
    """The documented plan less what begins so."""
    return [one for one in ALL if not one["address"].startswith(beginnings)]


def why(found: Assessment, address: str) -> str:
    """The first line of a change's evidence."""
    return next(one.because[0] for one in found.changes if one.address == address)


@pytest.mark.parametrize(
    ("rule", "entries"),
    [
        ("kubeconfig-file", [entry(KUBECONFIG, "create")]),
        ("extra-fqdn", [entry(f'{RECORD}["a.b"]', "delete"), entry(f'{RECORD}["old.a.b"]', "create")]),
        ("weave-or-parquet", [entry("module.wandb_app.kubernetes_deployment.weave[0]", "delete")]),
        ("weave-or-parquet", [entry("module.wandb_app.kubernetes_persistent_volume_claim.weave[0]", "delete")]),
        ("weave-or-parquet", [entry("module.wandb_app.kubernetes_service.parquet[0]", "delete")]),
    ],
)
def test_what_a_variation_brings_is_expected(rule: str, entries: list[Json]) -> None:
    """It is expected by the rule, which its evidence names; nothing of the documented is counted less."""
    found = judged(*ALL, *entries)
    assert contract(found) == Contract(RUNBOOK.name, len(ALL), (), (), (rule,))
    assert all(why(found, one["address"]).startswith(f"expected by rule {rule}: ") for one in entries)
    assert "unexpected-change" not in {one.code for one in found.findings}


@pytest.mark.parametrize(
    "entries",
    [
        [entry(f'{RECORD}["a.b"]', "delete")],
        [entry(f'{RECORD}["a.b"]', "delete"), entry(f'{RECORD}["old.b.c"]', "create")],
        [entry(f'{RECORD}["a.b"]', "delete"), entry(f'{RECORD}["old.a.b"]', "delete")],
        [entry("module.wandb_app.kubernetes_persistent_volume_claim.data[0]", "delete")],
        [entry("module.other.kubernetes_deployment.weave[0]", "delete")],
        [entry(KUBECONFIG, "delete")],
    ],
    ids=["no successor", "another's successor", "both go", "another claim", "another module", "another action"],
)
def test_what_only_looks_like_a_variation(entries: list[Json]) -> None:
    """A record without a successor, and what is of another name, module or action, is not expected."""
    assert entries[0]["address"] in contract(judged(*ALL, *entries)).unexpected


OWN_VPC = [*without(VPC, CACHE), entry(SUBNETS, "create"), entry(CACHE, *REPLACE)]
SAID = [
    configured(create_vpc=False),
    configured(variables={"create_vpc": False}, create_vpc={"references": ["var.create_vpc"]}),
]


@pytest.mark.parametrize("parts", [*SAID, {}, configured(create_vpc={"references": ["local.own"]})])
def test_a_vpc_of_ones_own(parts: Json) -> None:
    """Without the module's VPC the new subnet group and the cache's replacement are expected; no VPC action is missing."""
    found = judged(*OWN_VPC, **parts)
    assert (contract(found).missing, contract(found).unexpected, contract(found).rules) == ((), (), ("byo-vpc",))
    assert why(found, CACHE).startswith("expected by rule byo-vpc: ")
    assert next(one for one in found.changes if one.address == CACHE).severity.rank >= Severity.HIGH.rank


@pytest.mark.parametrize("parts", [configured(), configured(create_vpc=True), configured(variables={"create_vpc": True})])
def test_the_configuration_has_the_last_word(parts: Json) -> None:
    """Where it says that the module makes the VPC, what is not there is missing and what is there is unexpected."""
    found = contract(judged(*OWN_VPC, **parts))
    assert len([one for one in found.missing if one.startswith(VPC)]) == len(ALL) - len(without(VPC))
    assert found.unexpected == (CACHE, SUBNETS)


def test_a_replaced_cache_needs_the_variation() -> None:
    """In the documented deployment the cache is not replaced."""
    found = judged(*without(CACHE), entry(CACHE, *REPLACE))
    assert contract(found).unexpected == (CACHE,)
    assert "unexpected-change" in found.blocking()


@pytest.mark.parametrize(
    ("rule", "beginning", "parts"),
    [
        ("no-elasticache", f"{INFRA}.module.redis", configured(create_elasticache=False)),
        ("no-elasticache", f"{INFRA}.module.redis", {}),
        ("own-bucket", BUCKET, configured(create_bucket=False)),
        ("own-bucket", BUCKET, {}),
    ],
)
def test_what_a_variation_leaves_out_is_not_missing(rule: str, beginning: str, parts: Json) -> None:
    """No action of a part that the deployment does not have is called missing."""
    found = contract(judged(*without(beginning), **parts))
    assert (found.missing, found.unexpected, found.rules) == ((), (), (rule,))
    assert found.matched == len(without(beginning))


KEPT = [entry(DATABASE, "no-op"), entry(CACHE, "no-op"), updated(NODES, {"release_version": "1"}, {"release_version": "2"})]


@pytest.mark.parametrize("parts", [configured(), configured(size=None), configured(size=""), {}])
def test_a_size_that_is_not_set(parts: Json) -> None:
    """Database, cache and nodes keep their classes: that nothing happens to them is not missing."""
    found = contract(judged(*without(DATABASE, CACHE, NODES), *KEPT, **parts))
    assert (found.missing, found.unexpected, found.rules) == ((), (), ("size-unset",))


def test_a_size_that_is_set() -> None:
    """With a size the documented replacement is missing where the plan only updates."""
    found = contract(judged(*without(DATABASE, CACHE, NODES), *KEPT, **configured(size="small")))
    assert (found.missing, found.unexpected) == (tuple(sorted([DATABASE, CACHE, NODES])), (NODES,))


def test_a_queue_that_stays() -> None:
    """In SQS mode an update of the queue is expected; with the internal queue it is not."""
    queue = updated(f"{BUCKET}aws_sqs_queue.file_storage[0]", {"delay_seconds": 1}, {"delay_seconds": 0})
    assert contract(judged(*ALL, queue, **configured(use_internal_queue=False))).rules == ("sqs",)
    assert contract(judged(*ALL, queue, **configured(use_internal_queue=True))).unexpected == (queue["address"],)


def test_a_rule_excuses_nothing_that_is_never_touched() -> None:
    """What must never go blocks, whatever expects it."""
    rule = replace(RUNBOOK.variations[0], also=(replace(RUNBOOK.variations[0].also[0], action="delete", address=CLUSTER),))
    found = assess(plan(*without(CLUSTER), entry(CLUSTER, "delete")), replace(RUNBOOK, variations=(rule,)))
    assert "never-touch" in found.blocking(frozenset({"never-touch"}))


def test_rules_take_the_plans_own_names() -> None:
    """A call of another name has the variations under that name."""
    named = [{**one, "address": one["address"].replace("wandb_infra", "mine")} for one in ALL]
    config = entry(KUBECONFIG.replace("wandb_infra", "mine"), "create")
    assert contract(judged(*named, config, **configured(name="mine", size="small"))).rules == ("kubeconfig-file",)


def test_a_plan_of_something_else_has_no_variations() -> None:
    """Where the deployment is not in the plan, nothing that is not there is excused."""
    assert contract(judged(entry("aws_sqs_queue.mine", "create"))).rules == ()


@pytest.mark.parametrize(
    ("before", "after", "severity"),
    [(30, 14, Severity.HIGH), (35, 14, Severity.HIGH), (30, 7, Severity.CRITICAL)],
)
def test_a_cut_of_backups(before: int, after: int, severity: Severity) -> None:
    """The documented cut is high; one that goes deeper is critical."""
    cut = updated(CLUSTER, {"backup_retention_period": before}, {"backup_retention_period": after})
    found = judged(*without(CLUSTER), cut)
    assert [one.severity for one in found.findings if one.code == "retention-cut"] == [severity]
    assert next(one for one in found.changes if one.address == CLUSTER).severity is severity


@pytest.mark.parametrize("target", RUNBOOK.targets, ids=lambda one: str(one.version))
def test_each_target_documents_its_cut(target: Target) -> None:
    """Whichever version the plan goes to, its own cut of the backups is the documented one."""
    documented = next(one for one in target.expected if one.address == CLUSTER)
    assert {one.attribute: one.to for one in documented.changes}["backup_retention_period"] == 14


def test_a_cut_that_is_not_documented() -> None:
    """Of another database it is critical."""
    cut = updated("aws_db_instance.mine", {"backup_retention_period": 30}, {"backup_retention_period": 14})
    found = judged(*ALL, cut)
    assert {one.severity for one in found.findings if one.subject == "aws_db_instance.mine"} == {Severity.CRITICAL}


def test_logs_are_no_backups() -> None:
    """A log group that keeps less is no cut of restore points."""
    cut = updated("aws_cloudwatch_log_group.mine", {"retention_in_days": 30}, {"retention_in_days": 14})
    found = judged(*ALL, cut)
    assert [one.severity for one in found.findings if one.code == "retention-cut"] == [Severity.HIGH]


def test_each_rule_is_of_the_documented_deployment() -> None:
    """What a rule brings is not documented anyway: such a rule would never be seen."""
    every = {(one.address, str(one.action)) for one in GUIDE.expected}
    brought = {(each.address, str(each.action)) for one in RUNBOOK.variations for each in one.also}
    assert not every & brought
