"""Which hosts can be reached: from here, and from the cluster where a person asked for that."""

import base64
from collections.abc import Iterator
from functools import partial
from urllib.parse import urlsplit

from checks.facts import Known, Missing, NotThere
from checks.facts.egress import Reach
from migrator.cluster import hosts_pod
from migrator.deadline import together
from migrator.probes.sources import Once, Sources
from migrator.reach import LIMITS, reach
from runbooks.model import Host
from states.probes import Question

UNASKED = Missing("only seen from this machine; --from-cluster asks from a pod in the cluster")
PURPOSE = "the cluster's API, for the providers kubernetes and helm"
# Beyond the limit of each host: naming AWS's region and endpoints comes first.
SPARE = 60.0


def questions(sources: Sources, known: Known) -> Iterator[Question]:
    """Each host has a limit of its own; all of a field are asked at the same time."""
    region = Once(sources.aws.where)
    runner = [one for one in sources.runbook.egress.hosts if "runner" in one.needed_by]
    nodes = [one for one in sources.runbook.egress.hosts if "nodes" in one.needed_by]
    alone = [one for one in nodes if one not in runner]
    seconds = SPARE + LIMITS.total
    yield Question("egress", "runner", lambda: _reached(sources, region(), runner), seconds)
    yield Question("egress", "endpoint", lambda: _endpoint(sources, known.values.namespace), seconds)
    yield Question("egress", "seen", lambda: _reached(sources, region(), alone), seconds)
    yield Question("egress", "nodes", lambda: _from_cluster(sources, region(), nodes), SPARE + hosts_pod.SECONDS)


def _reached(sources: Sources, region: str | NotThere | Missing, hosts: list[Host]) -> tuple[Reach, ...] | Missing:
    if not isinstance(region, str):
        return _without(region)
    return together(partial(_one, sources, one, one.name.format(region=region)) for one in hosts)


def _without(region: NotThere | Missing) -> Missing:
    why = region.why if isinstance(region, Missing) else f"{region.what} is not set"
    return Missing(f"the names of AWS's hosts are not known: {why}")


def _one(sources: Sources, host: Host, name: str) -> Reach:
    named = sources.aws.ask(host.service, lambda client: str(client.meta.endpoint_url)) if host.service else None
    url = named if isinstance(named, str) else f"https://{name}"
    return reach(name, host.purpose, url, sources.env)


def _endpoint(sources: Sources, name: str | None) -> Reach | NotThere | Missing:
    """The cluster's own endpoint, as EKS tells it: a kubeconfig may lead through something else."""
    if name is None:
        return Missing("the cluster's name is not a plain value in the configuration")
    found = sources.aws.cluster(name)
    if isinstance(found, (Missing, NotThere)):
        return found
    try:
        authority = base64.b64decode(found.authority, validate=True).decode("ascii")
    except ValueError:
        return Missing("EKS gave a CA for the cluster that is none")
    return reach(urlsplit(found.url).hostname or "", PURPOSE, found.url, sources.env, authority)


def _from_cluster(sources: Sources, region: str | NotThere | Missing, hosts: list[Host]) -> tuple[Reach, ...] | Missing:
    if not sources.from_cluster:
        return UNASKED
    if not isinstance(region, str):
        return _without(region)
    needed = {one.name.format(region=region): one.purpose for one in hosts}
    return hosts_pod.reached(sources.cluster.connection, sources.runbook.egress.pod, needed)
