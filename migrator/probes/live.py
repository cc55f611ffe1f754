"""AWS, as it is now: the questions, and what they share."""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime

from checks import wanted
from checks.facts import Known
from migrator.probes import live_data, live_names, live_network, live_offers, live_platform
from migrator.probes.sources import Once, Sources
from states.probes import Question

# Seconds for what needs several answers, one after the other.
LONG = 60


def questions(sources: Sources, known: Known) -> Iterator[Question]:
    """The platform, what AWS offers, names, network, data. Without a target that is known nothing is asked."""
    asked = wanted.of(known, sources.runbook)
    if asked is None:
        return
    aws, state, name = sources.aws, sources.state, asked.namespace
    cluster = Once(lambda: live_platform.cluster(aws, name))
    subnets = Once(lambda: live_network.of_cluster(aws, cluster()))
    balancers = Once(lambda: live_names.balancers(aws))
    bucket = Once(lambda: live_data.bucket(aws, state, asked))
    every: dict[str, Callable[[], object]] = {
        "now": lambda: datetime.now(UTC),
        "cluster": cluster,
        "addons": lambda: live_platform.addons(aws, name),
        "addon_offers": lambda: live_offers.addons(aws, cluster(), asked),
        "database": lambda: live_platform.database(aws, name),
        "cache": lambda: live_platform.cache(aws, f"{name}-rep-group"),
        "database_zones": lambda: live_offers.database_zones(aws, asked),
        "node_zones": lambda: live_offers.node_zones(aws, asked),
        "subnets": subnets,
        "edge": lambda: live_network.of_balancer(aws, state),
        "default_network": lambda: live_network.default_network(aws, state, asked),
        "cpus": lambda: live_offers.cpus(aws, asked),
        "balancers": lambda: live_offers.balancers(aws, balancers()),
        "snapshots": lambda: live_data.snapshots(aws, name),
        "bucket": bucket,
        "keys": lambda: live_names.keys(state),
        "queues": lambda: live_data.queues(aws, f"{name}-file-storage"),
        "roles": lambda: live_names.roles(aws, asked),
        "policies": lambda: live_names.policies(aws, asked),
        "issuers": lambda: live_names.issuers(aws),
        "log_groups": lambda: live_names.log_groups(aws, asked),
        "load_balancers": lambda: live_names.named_balancers(balancers()),
        "held": lambda: live_names.held(state, asked),
    }
    for field, ask in every.items():
        yield Question("live", field, ask, seconds=LONG)
