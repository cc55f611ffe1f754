"""Names that the migration will create, and that somebody else has already."""

from collections.abc import Iterator, Mapping

from checks.facts import Missing, NotThere
from checks.facts.live import ClusterFact, LiveFacts
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking
from checks.preflight.parts import joined
from checks.wanted import Wanted

# How to remove each kind, and what Terraform imports it by.
REMOVE = {
    "role": "aws iam delete-role --role-name {name}",
    "policy": "aws iam delete-policy --policy-arn $(aws iam list-policies --scope Local --output text "
    "--query \"Policies[?PolicyName=='{name}'].Arn\")",
    "oidc-provider": "aws iam delete-open-id-connect-provider --open-id-connect-provider-arn $(aws iam "
    "list-open-id-connect-providers --output text --query \"OpenIDConnectProviderList[?ends_with(Arn, '{name}')].Arn\")",
    "log-group": "aws logs delete-log-group --log-group-name {name}",
    "addon": "aws eks delete-addon --cluster-name {cluster} --addon-name {name} --preserve",
    "load-balancer": "aws elbv2 delete-load-balancer --load-balancer-arn $(aws elbv2 describe-load-balancers --names {name} "
    "--output text --query LoadBalancers[].LoadBalancerArn)",
}
IMPORTED_BY = {"role": "{name}", "log-group": "{name}", "addon": "{cluster}:{name}"}
CALLED = {"oidc-provider": "OIDC provider", "log-group": "log group", "addon": "add-on", "load-balancer": "load balancer"}


def judge(live: LiveFacts, asked: Wanted, post: str) -> Iterator[Result]:
    """Whether every name is free, or is in the state, so that Terraform has it already."""
    yield from joined(_names(live, asked, post))


def _names(live: LiveFacts, asked: Wanted, post: str) -> Iterator[Result]:
    if isinstance(live.held, Missing):
        yield Unknown("name-taken", live.held.why, blocks=False)
        return
    there = _there(live)
    for one in there.values():
        if isinstance(one, Missing):
            yield Unknown("name-taken", one.why, blocks=False)
    issuer = live.cluster.issuer if isinstance(live.cluster, ClusterFact) else ""
    taken = [
        (kind, name, address)
        for kind, name, address in asked.creates(issuer)
        if (kind, name) not in live.held and name in _listed(there[kind])
    ]
    yield from (_taken(*one, asked.namespace, post) for one in taken)
    if not taken:
        yield Passed("name-taken", f"the {len(asked.creates(issuer))} names are free, or the state has them")


def _there(live: LiveFacts) -> Mapping[str, tuple[str, ...] | Missing]:
    """Kind -> the names that exist."""
    addons = live.addons if isinstance(live.addons, Missing) else tuple(name for name, _ in live.addons)
    cluster = Missing(f"{live.cluster.what} is not there") if isinstance(live.cluster, NotThere) else live.cluster
    return {
        "role": live.roles,
        "policy": live.policies,
        "oidc-provider": cluster if isinstance(cluster, Missing) else live.issuers,
        "log-group": live.log_groups,
        "addon": addons,
        "load-balancer": live.load_balancers,
    }


def _listed(names: tuple[str, ...] | Missing) -> tuple[str, ...]:
    return () if isinstance(names, Missing) else names


def _taken(kind: str, name: str, address: str, cluster: str, post: str) -> Finding:
    words = {"name": name, "cluster": cluster}
    remove = REMOVE[kind].format(**words)
    key = IMPORTED_BY.get(kind, "its ARN").format(**words)
    keep = f"; to keep it, an import block in {post}: to = {address}, id = {key}" if address else ""
    what = CALLED.get(kind, kind)
    end = (
        "the apply would end with 'already exists'" if address else "the load-balancer controller would fail to make its own"
    )
    because = f"the {what} {name} exists, and the state does not have it: {end}"
    remedy = f"if nothing uses it: {remove}{keep}"
    return blocking("name-taken", name, because, remedy, Severity.HIGH)
