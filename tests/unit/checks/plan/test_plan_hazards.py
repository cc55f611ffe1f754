"""Each hazard, red and green, and how severe a change is without one."""

from typing import Any

import pytest

from checks.model import Severity
from checks.plan.actions import action, order
from checks.plan.hazards import RULES, findings, see, severity
from checks.plan.hazards.identity import ADOPTED
from checks.plan.hazards.kinds import DATA_STORES
from checks.plan.hazards.worth import HARMLESS, RECREATABLE, REMADE
from tests.support.plans import MAKE_FIRST, REPLACE, Json, entry, replaced, resource, updated

TAINTED = {"action_reason": "replace_because_tainted"}


def codes(one: Json) -> set[str]:
    """The hazards of an entry."""
    change = resource(one)
    return {found.code for found in findings(see(change, action(change), order(change)))}


def worth(one: Json) -> Severity:
    """The severity of an entry."""
    change = resource(one)
    seen = see(change, action(change), order(change))
    return severity(seen, findings(seen))


def by_action(one: Json) -> Severity:
    """The severity of an entry before a rule has looked at it."""
    change = resource(one)
    return severity(see(change, action(change), order(change)), ())


def update(kind: str, attribute: str, old: Any, new: Any, **parts: Any) -> Json:
    """An update of one attribute of a resource of that type."""
    return updated(f"{kind}.x", {attribute: old}, {attribute: new}, **parts)


RED: list[tuple[str, Json]] = [
    ("data-store-destroyed", entry("aws_rds_cluster.x", "delete")),
    ("data-store-destroyed", entry("aws_s3_bucket.x", *REPLACE)),
    ("data-store-destroyed", entry("aws_s3_bucket.x", "forget")),
    ("data-store-destroyed", entry("aws_ebs_volume.x", "delete", deposed="00ff")),
    ("tainted-replacement", entry("aws_instance.x", *REPLACE, **TAINTED)),
    ("tainted-replacement", entry("aws_instance.x", *MAKE_FIRST, **TAINTED)),
    ("retention-cut", update("aws_rds_cluster", "backup_retention_period", 30, 14)),
    ("retention-cut", update("aws_db_instance", "backup_retention_period", 7, 0)),
    ("retention-cut", update("aws_cloudwatch_log_group", "retention_in_days", 90, 30)),
    ("retention-cut", update("aws_cloudwatch_log_group", "retention_in_days", 0, 30)),
    ("deletion-protection-off", update("aws_rds_cluster", "deletion_protection", old=True, new=False)),
    ("force-destroy-on", update("aws_s3_bucket", "force_destroy", old=False, new=True)),
    ("final-snapshot-skipped", update("aws_rds_cluster", "skip_final_snapshot", old=False, new=True)),
    ("dns-record-replaced", entry("aws_route53_record.x", *REPLACE)),
    ("dns-record-replaced", entry("aws_route53_record.x", "delete")),
    ("load-balancer-destroyed", entry("aws_lb.x", "delete")),
    ("node-group-replaced", entry("aws_eks_node_group.x", *MAKE_FIRST)),
    ("instance-class-changed", update("aws_rds_cluster_instance", "instance_class", "a", "b")),
    ("cache-resized", update("aws_elasticache_replication_group", "node_type", "a", "b")),
    ("engine-version-changed", update("aws_rds_cluster", "engine_version", "8.0.3", "8.0.5")),
    (
        "engine-version-changed",
        update("aws_db_instance", "engine_version", "8.0.3", None, after_unknown={"engine_version": True}),
    ),
    ("cluster-version-changed", update("aws_eks_cluster", "version", "1.25", "1.26")),
    ("publicly-exposed", update("aws_db_instance", "publicly_accessible", old=False, new=True)),
    (
        "publicly-exposed",
        update("aws_eks_cluster", "vpc_config", [{"endpoint_public_access": False}], [{"endpoint_public_access": True}]),
    ),
    (
        "opened-to-the-world",
        update("aws_security_group", "ingress", [{"cidrs": ["10.0.0.0/8"]}], [{"cidrs": ["0.0.0.0/0"]}]),
    ),
    (
        "opened-to-the-world",
        replaced("aws_security_group_rule.x", {"cidr_blocks": ["10.0.0.0/8"]}, {"cidr_blocks": ["::/0"]}),
    ),
    ("default-adopted", entry("aws_default_network_acl.x", "create")),
    ("old-application-ends", entry("kubernetes_deployment.x", "delete")),
]
GREEN: list[tuple[str, Json]] = [
    ("data-store-destroyed", entry("aws_rds_cluster.x", "create")),
    ("data-store-destroyed", update("aws_s3_bucket", "tags", {"a": "b"}, {"a": "c"})),
    ("data-store-destroyed", entry("aws_s3_bucket_policy.x", "delete")),
    ("tainted-replacement", entry("aws_instance.x", *REPLACE, action_reason="replace_because_cannot_update")),
    ("tainted-replacement", entry("aws_instance.x", "delete", **TAINTED)),
    ("retention-cut", update("aws_rds_cluster", "backup_retention_period", 14, 30)),
    ("retention-cut", update("aws_cloudwatch_log_group", "retention_in_days", 30, 0)),
    ("retention-cut", update("aws_rds_cluster", "backup_retention_period", None, 1)),
    ("deletion-protection-off", update("aws_rds_cluster", "deletion_protection", old=False, new=True)),
    ("force-destroy-on", update("aws_s3_bucket", "force_destroy", old=True, new=False)),
    ("force-destroy-on", update("aws_s3_bucket", "tags", {"force_destroy": "no"}, {"force_destroy": True})),
    ("final-snapshot-skipped", update("aws_rds_cluster", "skip_final_snapshot", old=True, new=False)),
    ("dns-record-replaced", update("aws_route53_record", "ttl", 60, 30)),
    ("load-balancer-destroyed", entry("aws_lb_listener.x", "delete")),
    ("node-group-replaced", update("aws_eks_node_group", "scaling", 1, 2)),
    ("instance-class-changed", update("aws_instance", "instance_class", "a", "b")),
    ("cache-resized", update("aws_elasticache_replication_group", "description", "a", "b")),
    ("engine-version-changed", update("aws_rds_cluster", "tags", {"engine_version": "1"}, {"engine_version": "2"})),
    ("cluster-version-changed", update("aws_eks_cluster", "tags", {"version": "1"}, {"version": "2"})),
    ("cluster-version-changed", update("aws_launch_template", "version", 1, 2)),
    ("publicly-exposed", update("aws_db_instance", "publicly_accessible", old=True, new=False)),
    ("opened-to-the-world", update("aws_security_group", "ingress", ["0.0.0.0/0"], ["10.0.0.0/8"])),
    ("opened-to-the-world", update("aws_security_group", "ingress", ["0.0.0.0/0", "a"], ["0.0.0.0/0", "b"])),
    ("default-adopted", update("aws_default_network_acl", "tags", {"a": "b"}, {"a": "c"})),
    ("old-application-ends", entry("aws_launch_template.x", "delete")),
    ("old-application-ends", update("kubernetes_deployment", "replicas", 1, 2)),
]


@pytest.mark.parametrize(("code", "one"), RED)
def test_a_hazard_is_seen(code: str, one: Json) -> None:
    """The hazard is found where it is, with a rule's severity and remedy, and with evidence."""
    assert code in codes(one)
    change = resource(one)
    found = next(one for one in findings(see(change, action(change), order(change))) if one.code == code)
    rules = {(one.severity, one.blocks, one.remedy) for one in RULES if one.code == code}
    assert (found.severity, found.blocks, found.remedy) in rules
    assert (found.subject, bool(found.because)) == (change.address, True)


@pytest.mark.parametrize(("code", "one"), GREEN)
def test_what_is_not_the_hazard(code: str, one: Json) -> None:
    """What only resembles the hazard is not called so."""
    assert code not in codes(one)


def test_each_of_these_is_tried_on_both_sides() -> None:
    """No code is here without a red case and a green one; the corpus has one for every rule."""
    assert {code for code, _ in RED} == {code for code, _ in GREEN}


def test_what_always_stops() -> None:
    """Of the hazards alone these block: what nothing brings back, and taint; the contract adds what it forbids."""
    everything_in_it = {"cluster-destroyed", "definition-destroyed", "namespace-destroyed"}
    assert {rule.code for rule in RULES if rule.blocks} == {"data-store-destroyed", "tainted-replacement", *everything_in_it}


def test_several_nested_attributes_are_all_looked_at() -> None:
    """The first harmless one of two equally named attributes does not hide the second."""
    before, after = [{"force_destroy": True}, {"force_destroy": False}], [{"force_destroy": None}, {"force_destroy": True}]
    assert "force-destroy-on" in codes(update("aws_thing", "parts", before, after))


@pytest.mark.parametrize("kind", sorted(DATA_STORES))
@pytest.mark.parametrize("actions", [("delete",), ("forget",), REPLACE, MAKE_FIRST])
def test_no_data_store_goes_quietly(kind: str, actions: tuple[str, ...]) -> None:
    """Whatever way a data store goes, it is critical."""
    assert worth(entry(f"{kind}.x", *actions)) is Severity.CRITICAL


@pytest.mark.parametrize("kind", sorted(ADOPTED))
def test_an_adoption_is_medium(kind: str) -> None:
    """Taking over a default of the account is more than a create."""
    assert worth(entry(f"{kind}.x", "create")) is Severity.MEDIUM


@pytest.mark.parametrize("kind", sorted(RECREATABLE))
def test_what_can_be_made_again_is_medium(kind: str) -> None:
    """Destroying what can be created again is medium by the action alone; what it serves may make it more."""
    assert by_action(entry(f"{kind}.x", "delete")) is Severity.MEDIUM


@pytest.mark.parametrize("kind", sorted(HARMLESS))
@pytest.mark.parametrize("actions", [("delete",), ("forget",)])
def test_what_nothing_depends_on_is_low(kind: str, actions: tuple[str, ...]) -> None:
    """What lives only in the state, or is a note, may go."""
    assert worth(entry(f"{kind}.x", *actions)) is Severity.LOW


@pytest.mark.parametrize("kind", sorted(REMADE))
def test_what_is_made_anew_each_time_is_low(kind: str) -> None:
    """Its replacement is how it is changed; its end is more than that."""
    assert worth(entry(f"{kind}.x", *REPLACE)) is Severity.LOW
    assert worth(entry(f"{kind}.x", "delete")) is Severity.MEDIUM


@pytest.mark.parametrize(
    ("one", "level"),
    [
        (entry("aws_thing.x", "create"), Severity.INFO),
        (entry("aws_thing.x", "no-op", previous_address="aws_thing.y"), Severity.LOW),
        (entry("aws_thing.x", "no-op", importing={"id": "i"}), Severity.LOW),
        (entry("random_id.x", "delete"), Severity.LOW),
        (entry("local_file.x", *REPLACE), Severity.LOW),
        (update("aws_thing", "tags", {"a": "b"}, {"a": "c"}), Severity.LOW),
        (update("aws_thing", "size", 1, 2), Severity.LOW),
        (update("aws_thing", "arn", "a", None, after_unknown={"arn": True}), Severity.LOW),
    ],
)
def test_what_the_action_alone_is_worth(one: Json, level: Severity) -> None:
    """Without a hazard the action decides."""
    assert codes(one) == set()
    assert worth(one) is level


@pytest.mark.parametrize("actions", [("delete",), REPLACE, MAKE_FIRST, ("forget",)])
def test_what_no_rule_knows_may_be_anything(actions: tuple[str, ...]) -> None:
    """An unknown type that goes is high, and said to be unknown."""
    one = entry("aws_thing.x", *actions)
    assert (codes(one), worth(one)) == ({"removal-not-judged"}, Severity.HIGH)


@pytest.mark.parametrize("attribute", ["policy", "assume_role_policy", "cidr_blocks", "publicly_accessible"])
def test_what_matters_and_is_not_known_yet(attribute: str) -> None:
    """An attribute that decides who may do what, and is only known after apply, is told, and is medium."""
    one = update("aws_thing", attribute, "{}", None, after_unknown={attribute: True})
    assert (codes(one), worth(one)) == ({"not-known-yet"}, Severity.MEDIUM)


def test_the_worst_hazard_decides() -> None:
    """Of several hazards the most severe gives the severity."""
    one = entry("aws_eks_node_group.x", *REPLACE, **TAINTED)
    assert codes(one) == {"node-group-replaced", "tainted-replacement"}
    assert worth(one) is Severity.CRITICAL
