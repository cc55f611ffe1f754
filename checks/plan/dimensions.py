"""What a risk is a risk to: each code of a finding by the dimensions that it touches."""

from collections.abc import Iterable
from functools import lru_cache

from checks.model import Finding, Severity

AVAILABILITY, DURABILITY, REVERSIBILITY, EXPOSURE = "availability", "durability", "reversibility", "exposure"
# What users notice; what is lost; what cannot be taken back; who can reach or do more than before.
DIMENSIONS: dict[str, tuple[str, ...]] = {
    AVAILABILITY: (
        "access-map-removed", "addon-removed", "addon-version-changed", "cache-resized", "cluster-destroyed",
        "cluster-version-changed", "credentials-renewed", "data-store-destroyed", "default-adopted",
        "definition-destroyed", "deployment-missing", "dns-record-redirected", "dns-record-replaced",
        "endpoint-renamed", "engine-version-changed", "entrance-moved", "identity-lost", "instance-class-changed",
        "key-disabled", "load-balancer-destroyed", "machine-restarted", "names-off", "names-renewed",
        "namespace-destroyed", "never-touch", "node-group-replaced", "nodes-upgraded", "not-known-yet",
        "old-application-ends", "only-destroys", "permissions-removed", "plan-incomplete", "pods-evicted",
        "pods-lose-identity", "queue-destroyed", "redundancy-off", "release-changed", "release-destroyed",
        "release-version-changed", "removal-not-judged", "scaled-down", "scaled-to-zero", "service-address-lost",
        "tainted-replacement", "traffic-path-destroyed", "traffic-redirected", "version-downgraded", "version-skipped",
        "workers-destroyed",
    ),
    DURABILITY: (
        "backups-off", "cluster-destroyed", "data-store-destroyed", "definition-destroyed", "deleted-at-once",
        "deletion-protection-off", "deletion-window-cut", "final-snapshot-skipped", "force-destroy-on", "key-disabled",
        "logs-destroyed", "messages-expire-sooner", "namespace-destroyed", "never-touch", "objects-expire",
        "only-destroys", "plan-incomplete", "queue-destroyed", "recovery-off", "removal-not-judged", "retention-cut",
        "storage-shrunk", "versions-expire", "volumes-reclaimed",
    ),
    REVERSIBILITY: (
        "backups-off", "cluster-destroyed", "cluster-version-changed", "credentials-renewed", "data-store-destroyed",
        "default-adopted", "definition-destroyed", "deleted-at-once", "deletion-window-cut",
        "engine-version-changed", "identity-lost", "logs-destroyed", "messages-expire-sooner", "names-renewed",
        "namespace-destroyed", "never-touch", "objects-expire", "only-destroys", "partly-applied", "plan-incomplete",
        "queue-destroyed", "removal-not-judged", "retention-cut", "service-address-lost", "storage-shrunk",
        "version-downgraded", "version-skipped", "versions-expire",
    ),
    EXPOSURE: (
        "administrator-made", "boundary-removed", "bucket-public", "default-adopted", "denial-removed",
        "encryption-off", "guard-removed", "internet-facing", "key-rotation-off", "logs-off", "metadata-unprotected",
        "node-within-reach", "not-known-yet", "open-to-everybody", "opened-to-the-world", "plan-incomplete",
        "pod-security-loosened", "policy-broad", "policy-unreadable", "policy-widened", "principal-added",
        "publicly-exposed", "stranger-let-in",
        "trust-changed", "web-port-opened",
    ),
}  # fmt: skip
# What is said of a plan, and is no effect of it.
WITHOUT = frozenset(
    {"attribute-unexpected", "check-failed", "contract-unknown", "drift-seen", "outputs-changed", "unexpected-change"}
)


@lru_cache(maxsize=4096)
def touched(codes: tuple[str, ...]) -> tuple[str, ...]:
    """The dimensions that these codes touch, in their order."""
    return tuple(name for name, known in DIMENSIONS.items() if not set(codes).isdisjoint(known))


def dimensions(findings: Iterable[Finding]) -> dict[str, str]:
    """Each dimension's level: that of the worst finding that touches it, or `none`."""
    worst: dict[str, Severity] = {}
    for one in findings:
        if one.code not in worst or one.severity.rank > worst[one.code].rank:
            worst[one.code] = one.severity
    return {name: _level(worst[code] for code in codes if code in worst) for name, codes in DIMENSIONS.items()}


def _level(found: Iterable[Severity]) -> str:
    return max(found, key=lambda one: one.rank, default="none")
