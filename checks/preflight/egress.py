"""Every host that this migration needs: from this machine, and from the cluster's nodes."""

from collections.abc import Iterable, Iterator

from checks.facts import EgressFacts, Facts, Missing, NotThere
from checks.facts.egress import Reach, Stage
from checks.model import Finding, Passed, Result, Severity, Unknown
from runbooks.model import Runbook

CURL = "curl -sS -o /dev/null -w '%{{http_code}}\\n' https://{host}/"
# By the stage where it ended; the rest is a firewall's.
REMEDIES = {
    Stage.SETTING: "mend the setting that is named",
    Stage.PROXY: "have the proxy let CONNECT {host}:443 through, or name {host} in NO_PROXY where it is reached directly",
    Stage.DNS: "have the DNS of this machine resolve {host}",
    Stage.TLS: "have what stands in between leave {host} alone, or trust its CA: SSL_CERT_FILE, for Terraform, too",
}
FIREWALL = "allow HTTPS from this machine to {host}, or name the proxy in HTTPS_PROXY"


def judge(facts: Facts, runbook: Runbook) -> Iterator[Result]:  # noqa: ARG001 - every group has the same shape
    """What this machine reaches, then what the nodes do."""
    yield from _runner(facts.egress)
    yield from _nodes(facts.egress)


def _runner(egress: EgressFacts) -> Iterator[Result]:
    if isinstance(egress.runner, Missing):
        yield Unknown("egress-blocked", egress.runner.why, blocks=False)
        return
    endpoint = egress.endpoint
    reaches = (*egress.runner, endpoint) if isinstance(endpoint, Reach) else egress.runner
    closed = _closed(reaches)
    if closed:
        yield from (_blocked(one) for one in closed)
    elif isinstance(endpoint, Reach):
        yield Passed("egress-blocked", f"{len(reaches)} hosts answer: {_named(reaches)}")
    else:
        yield Unknown("egress-blocked", f"{len(reaches)} hosts answer; the cluster's API: {_why(endpoint)}", blocks=False)


def _closed(reaches: Iterable[Reach]) -> list[Reach]:
    return [one for one in reaches if one.stage is not Stage.OK]


def _why(found: NotThere | Missing) -> str:
    return found.why if isinstance(found, Missing) else f"{found.what} does not exist"


def _named(reaches: Iterable[Reach]) -> str:
    return ", ".join(f"{one.host} {one.why.removeprefix('answered ')}" for one in reaches)


def _because(one: Reach) -> tuple[str, ...]:
    return f"{one.stage}: {one.why}", f"it is needed for {one.purpose}"


def _blocked(one: Reach) -> Finding:
    what = REMEDIES.get(one.stage, FIREWALL).format(host=one.host)
    remedy = f"{what}; try: {CURL.format(host=one.host)}"
    return Finding("egress-blocked", Severity.CRITICAL, blocks=True, subject=one.host, because=_because(one), remedy=remedy)


def _nodes(egress: EgressFacts) -> Iterator[Result]:
    if isinstance(egress.nodes, Missing):
        yield Unknown("egress-nodes", f"{egress.nodes.why}{_seen(egress.seen)}", blocks=False)
    elif closed := _closed(egress.nodes):
        yield from (_unreached(one) for one in closed)
    else:
        yield Passed("egress-nodes", f"a pod reaches {len(egress.nodes)} hosts: {_named(egress.nodes)}")


def _seen(seen: tuple[Reach, ...] | Missing) -> str:
    """What this machine sees of the hosts that only the nodes need."""
    if isinstance(seen, Missing):
        return ""
    closed = [f"{one.host} ({one.stage}: {one.why})" for one in _closed(seen)]
    return f"; from here {', '.join(closed)} cannot be reached" if closed else f"; from here all {len(seen)} answer"


def _unreached(one: Reach) -> Finding:
    remedy = (
        f"allow HTTPS from the nodes' subnets to {one.host}: security groups, network ACLs, NAT, VPC endpoints, network "
        "policies; accept this where the nodes have a mirror of it"
    )
    return Finding("egress-nodes", Severity.HIGH, blocks=True, subject=one.host, because=_because(one), remedy=remedy)
