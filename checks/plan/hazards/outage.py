"""Outages: what answers goes away, restarts, shrinks, or gets another name.

Sources: the AWS documentation of each service; hashicorp/terraform-provider-aws#31090 for node groups.
"""

from typing import Any

from checks.model import Severity
from checks.plan.actions import LATER
from checks.plan.hazards.looks import at_once, going, lost, number, only_if, turned_off, veiled, where
from checks.plan.hazards.rule import GOING, Lines, Look, Rule, of
from checks.plan.hazards.seen import Seen, blocks, texts

RECORDS = of(
    "aws_route53_record", "azurerm_dns_a_record", "azurerm_dns_aaaa_record", "azurerm_dns_cname_record",
    "cloudflare_dns_record", "cloudflare_record", "google_dns_record_set",
)  # fmt: skip
BALANCERS = of(
    "aws_alb", "aws_elb", "aws_lb", "azurerm_application_gateway", "azurerm_lb", "google_compute_forwarding_rule",
    "google_compute_global_forwarding_rule",
)  # fmt: skip
DATABASES = of(
    "aws_db_instance", "aws_docdb_cluster", "aws_docdb_cluster_instance", "aws_mq_broker", "aws_neptune_cluster",
    "aws_neptune_cluster_instance", "aws_rds_cluster", "aws_rds_cluster_instance", "aws_redshift_cluster",
)  # fmt: skip
CLASSES = ("db_cluster_instance_class", "host_instance_type", "instance_class", "node_type")
CACHES = of("aws_elasticache_replication_group", "aws_elasticache_cluster", "aws_memorydb_cluster")
# Where a connection goes through.
PATHS = of(
    "aws_alb_listener", "aws_alb_listener_rule", "aws_alb_target_group", "aws_api_gateway_rest_api",
    "aws_api_gateway_stage", "aws_apigatewayv2_api", "aws_apigatewayv2_stage", "aws_cloudfront_distribution",
    "aws_customer_gateway", "aws_dx_connection", "aws_ec2_transit_gateway", "aws_ec2_transit_gateway_route",
    "aws_ec2_transit_gateway_vpc_attachment", "aws_internet_gateway", "aws_internet_gateway_attachment",
    "aws_lb_listener", "aws_lb_listener_rule", "aws_lb_target_group", "aws_nat_gateway", "aws_route",
    "aws_route_table", "aws_route_table_association", "aws_vpc_endpoint", "aws_vpc_peering_connection",
    "aws_vpn_connection", "aws_vpn_gateway", "aws_vpn_gateway_attachment", "kubernetes_ingress",
)  # fmt: skip
# What does the work.
WORKERS = of(
    "aws_autoscaling_group", "aws_docdb_cluster_instance", "aws_ecs_cluster", "aws_ecs_service",
    "aws_eks_fargate_profile", "aws_instance", "aws_lambda_function", "aws_neptune_cluster_instance",
    "aws_volume_attachment", "azurerm_linux_virtual_machine", "azurerm_virtual_machine",
    "azurerm_windows_virtual_machine", "google_compute_instance", "kubernetes_stateful_set",
)  # fmt: skip
NODES = of("aws_eks_node_group", "google_container_node_pool", "azurerm_kubernetes_cluster_node_pool")
MAILBOXES = of(
    "aws_cloudwatch_event_bus", "aws_kinesis_firehose_delivery_stream", "aws_sns_topic", "aws_sqs_queue",
    "azurerm_eventhub", "azurerm_servicebus_queue", "google_pubsub_subscription", "google_pubsub_topic",
)  # fmt: skip
# Down to none of these nothing runs.
SIZES = (
    "desired_capacity", "desired_count", "desired_size", "max_size", "node_count", "number_of_nodes", "replicas",
    "reserved_concurrent_executions",
)  # fmt: skip
SIZE_NAMES = frozenset(SIZES)
# Fewer of these is less room.
ROOM = (
    *SIZES, "instance_count", "max_capacity", "min_capacity", "min_size", "num_cache_clusters", "num_cache_nodes",
    "num_node_groups", "num_shards", "number_cache_clusters", "number_of_broker_nodes", "replicas_per_node_group",
    "shard_count",
)  # fmt: skip
SPARES = ("automatic_failover_enabled", "multi_az", "multi_az_enabled", "zone_awareness_enabled")
COPIES = ("num_cache_clusters", "number_cache_clusters", "num_replicas_per_shard", "replicas_per_node_group")
NAMES = ("cluster_identifier", "identifier", "port")
TARGETS = ("alias", "records", "rrdatas", "content")
# To change one of them, a machine is stopped and started.
MACHINES = ("ebs_optimized", "instance_type", "machine_type", "size", "user_data", "user_data_base64")
BEHIND = ("load_balancer", "load_balancers", "target_group_arns")
WEIGHTS = ("weighted_routing_policy",)


def proves_a_name(seen: Seen) -> bool:
    """Whether a DNS record is no address: a proof for a certificate authority, or a note."""
    body = seen.before or seen.after
    return body.get("type") == "TXT" or str(body.get("name") or "").startswith("_")


def _changed(_old: Any, _new: Any) -> bool:
    return True


def _none_left(old: Any, new: Any) -> bool:
    return number(new) == 0 and number(old) != 0


def _fewer(old: Any, new: Any) -> bool:
    was, will = number(old), number(new)
    return was is not None and will is not None and will < was


def _less_room(seen: Seen) -> Lines:
    """What shrinks, and does not end."""
    found = (one for one in seen.went(*ROOM) if _fewer(one.old, one.new))
    return tuple(seen.line(one) for one in found if number(one.new) or SIZE_NAMES.isdisjoint(one.path))


def _last_copy(seen: Seen) -> Lines:
    """Copies of a cache go down to one, or its replicas to none."""
    alone = {"num_cache_clusters": 1, "number_cache_clusters": 1, "num_replicas_per_shard": 0, "replicas_per_node_group": 0}
    return tuple(
        seen.line(one)
        for one in seen.went(*COPIES)
        for name in alone
        if name in one.path and _fewer(one.old, one.new) and number(one.new) == alone[name]
    )


def _pointed(*, away: bool) -> Look:
    """Targets that a record has no longer, or that it has besides the others; one that is only spelled otherwise is none."""

    def look(seen: Seen) -> Lines:
        was, will = (_hosts(body) for body in (seen.before, seen.after))
        if proves_a_name(seen) or not (was - will if away else was < will):
            return ()
        found = (one for one in seen.went(*TARGETS) if one.path[-1] != "evaluate_target_health")
        return tuple(seen.line(one) for one in found)

    return look


def _hosts(body: dict[str, Any]) -> set[Any]:
    listed = [one for name in TARGETS for one in texts(body.get(name))]
    return {_host(one) for one in (*listed, *(block.get("name") for block in blocks(body.get("alias"))))}


def _host(name: Any) -> str:
    """A name as a resolver takes it; Route 53 gives a load balancer two of them."""
    return str(name).lower().rstrip(".").removeprefix("dualstack.")


def _weightless(seen: Seen) -> Lines:
    """A record of several that nobody is sent to any more."""
    return where(*WEIGHTS, is_so=_none_left)(seen)


def _weighed(seen: Seen) -> Lines:
    return where(*WEIGHTS, is_so=lambda old, new: number(new) != 0 and None not in (old, new))(seen)


def _unreached(seen: Seen) -> Lines:
    """A name that a distribution no longer answers to; or no load balancer that sends anything here any more."""
    names = veiled(seen, "aliases", (f"aliases: no {one}" for one in lost(seen, "aliases")))
    gone = (one for one in BEHIND if seen.before.get(one) and not seen.after.get(one) and seen.unknown.get(one) is not True)
    return (*names, *(f"{one}: none any more" for one in gone))


def _fixed(seen: Seen) -> Lines:
    """A listener that sent people on, and answers by itself now."""
    found = (one for one in seen.went("action", "default_action") if one.path[-1] == "type")
    return tuple(seen.line(one) for one in found if (one.old, one.new) == ("forward", "fixed-response"))


def _copies_gone(seen: Seen) -> Lines:
    """Regions that hold no copy any more."""
    was, will = (_regions(body) for body in (seen.before, seen.after))
    gone = sorted(was - will) if seen.unknown.get("replica") is not True else ()
    return veiled(seen, "replica", (f"replica: no {one}" for one in gone))


def _regions(body: dict[str, Any]) -> set[str]:
    return {str(one.get("region_name") or one.get("region")) for one in blocks(body.get("replica"))}


def _now(seen: Seen) -> bool:
    return seen.action == "update" and at_once(seen, unsaid=True)


def _later(seen: Seen) -> bool:
    return seen.action == "update" and not at_once(seen, unsaid=True)


def _stopped(seen: Seen) -> Lines:
    return tuple(seen.line(one) for one in seen.went("state", "instance_state") if one.new in ("stopped", "TERMINATED"))


def _evicts(seen: Seen) -> Lines:
    """A taint that no pod has to tolerate yet, and that sends away whoever does not."""
    was, will = (_effects(body) for body in (seen.before, seen.after))
    return tuple(f"taint: {one}" for one in EVICTING if will.count(one) > was.count(one))


def _effects(body: dict[str, Any]) -> list[str]:
    return [str(one.get("effect")) for name in ("taint", "taints") for one in blocks(body.get(name))]


def _restarts(seen: Seen) -> Lines:
    return tuple(seen.line(one) for one in seen.went(*MACHINES) if one.new != LATER)


UPDATED = frozenset({"update"})
EVICTING = ("NoExecute", "NO_EXECUTE")
RULES = (
    Rule("dns-record-replaced", Severity.HIGH, only_if(lambda seen: not proves_a_name(seen), going),
         "Users cannot resolve the name until the new record is published: announce a maintenance window.",
         actions=GOING, kinds=RECORDS),
    Rule("dns-record-redirected", Severity.HIGH, _pointed(away=True),
         "Make sure that what it points at now answers, before users are sent there.",
         actions=UPDATED, kinds=RECORDS, attributes=frozenset(TARGETS)),
    Rule("dns-record-redirected", Severity.MEDIUM, _pointed(away=False), "Make sure that the added target answers.",
         actions=UPDATED, kinds=RECORDS, attributes=frozenset(TARGETS)),
    Rule("dns-record-redirected", Severity.HIGH, _weightless, "Make sure that the others carry everything.",
         actions=UPDATED, kinds=RECORDS, attributes=frozenset(WEIGHTS)),
    Rule("dns-record-redirected", Severity.MEDIUM, _weighed, "Make sure that the others carry the rest.",
         actions=UPDATED, kinds=RECORDS, attributes=frozenset(WEIGHTS)),
    Rule("names-off", Severity.HIGH, turned_off("enable_dns_support"),
         "Keep it on: nothing in the network resolves a name without it.", attributes=frozenset({"enable_dns_support"})),
    Rule("load-balancer-destroyed", Severity.HIGH, going,
         "Everything behind it goes dark: make sure that nothing points at it any more.", actions=GOING, kinds=BALANCERS),
    Rule("traffic-path-destroyed", Severity.HIGH, going,
         "Connections go through it: make sure that there is another way before this one ends.", actions=GOING, kinds=PATHS),
    Rule("traffic-path-destroyed", Severity.HIGH, _unreached, "Make sure that nobody comes this way any more.",
         actions=UPDATED, kinds=of("aws_autoscaling_group", "aws_cloudfront_distribution", "aws_ecs_service"),
         attributes=frozenset({"aliases", *BEHIND})),
    Rule("traffic-path-destroyed", Severity.HIGH, _fixed, "Everybody gets this answer: announce the outage.",
         actions=UPDATED, kinds=of("aws_alb_listener", "aws_alb_listener_rule", "aws_lb_listener", "aws_lb_listener_rule"),
         attributes=frozenset({"action", "default_action"})),
    Rule("redundancy-off", Severity.HIGH, _copies_gone, "Keep the copy: it is what is left when the region fails.",
         actions=UPDATED, kinds=of("aws_dynamodb_table", "aws_secretsmanager_secret"), attributes=frozenset({"replica"})),
    Rule("workers-destroyed", Severity.HIGH, going,
         "What runs on it stops, and local disks are lost: move the work away first.", actions=GOING, kinds=WORKERS),
    Rule("node-group-replaced", Severity.HIGH, going,
         "Pods are moved; with create-delete the new nodes come first. Check PodDisruptionBudgets.",
         actions=GOING, kinds=NODES),
    Rule("queue-destroyed", Severity.HIGH, going,
         "Let the consumers empty it first; who sends to it or subscribes to it has to be told the new address.",
         actions=GOING, kinds=MAILBOXES),
    Rule("scaled-to-zero", Severity.HIGH, where(*SIZES, is_so=_none_left),
         "Nothing runs any more: keep at least one, or announce the outage.", attributes=frozenset(SIZES)),
    Rule("scaled-to-zero", Severity.HIGH, where("hard", is_so=_none_left),
         "No pod is let in any more: keep room for what runs.", kinds=of("kubernetes_resource_quota"),
         attributes=frozenset({"hard"})),
    Rule("pods-evicted", Severity.HIGH, _evicts,
         "Pods that do not tolerate it are sent away at once: move them first, or use NoSchedule.",
         actions=frozenset({"create", "update"}), kinds=of("kubernetes_node_taint")),
    Rule("pods-evicted", Severity.HIGH, _evicts,
         "Pods that do not tolerate it are sent away at once: move them first, or use NO_SCHEDULE.",
         actions=UPDATED, kinds=of("aws_eks_node_group"), attributes=frozenset({"taint"})),
    Rule("scaled-to-zero", Severity.HIGH, _stopped, "It is switched off: keep it running, or announce the outage.",
         kinds=of("aws_ec2_instance_state", "google_compute_instance"), attributes=frozenset({"state", "instance_state"})),
    Rule("scaled-down", Severity.MEDIUM, _less_room,
         "Compare with the load at its peak.", attributes=frozenset(ROOM)),
    Rule("redundancy-off", Severity.HIGH, turned_off(*SPARES),
         "Without a spare in another zone the next fault is an outage: keep it.", attributes=frozenset(SPARES)),
    Rule("redundancy-off", Severity.HIGH, _last_copy,
         "With one copy the next fault is an outage, and loses what is in memory: keep a replica.",
         attributes=frozenset(COPIES)),
    Rule("instance-class-changed", Severity.HIGH, only_if(_now, where(*CLASSES, is_so=_changed)),
         "The database restarts; on a single instance that is an outage.",
         kinds=DATABASES, actions=UPDATED, attributes=frozenset(CLASSES)),
    Rule("instance-class-changed", Severity.MEDIUM, only_if(_later, where(*CLASSES, is_so=_changed)),
         "The database restarts in its next maintenance window: know when that is.",
         kinds=DATABASES, actions=UPDATED, attributes=frozenset(CLASSES)),
    Rule("machine-restarted", Severity.HIGH, _restarts,
         "The machine stops and starts again: do it in the maintenance window.",
         kinds=of("aws_instance", "azurerm_linux_virtual_machine", "azurerm_windows_virtual_machine",
                  "google_compute_instance"),
         actions=UPDATED, attributes=frozenset(MACHINES)),
    Rule("cache-resized", Severity.HIGH, where("node_type", is_so=_changed),
         "The cache fails over while its nodes are replaced.", kinds=CACHES, actions=UPDATED,
         attributes=frozenset({"node_type"})),
    Rule("endpoint-renamed", Severity.HIGH, where(*NAMES, is_so=_changed),
         "Clients connect by the old address: change them at the same time, or leave it.", kinds=DATABASES, actions=UPDATED,
         attributes=frozenset(NAMES)),
)  # fmt: skip
