"""The operator: it runs, its definition is established, and its resource is what the channel has it install."""

from collections.abc import Iterator

from checks.facts import Missing, NotThere
from checks.facts.health import Health
from checks.facts.health.before import Before
from checks.facts.health.operator import Definition, Resource
from checks.facts.health.workloads import Workload
from checks.health.model import Judged, coming, holds, noted, stuck, untold
from checks.health.troubles import PULLS, hopeless, lines, remedy
from checks.model import Severity
from runbooks.model import Runbook

INVALID = "Invalid Config"
SIDECAR = "kube-rbac-proxy"


def judge(health: Health, runbook: Runbook) -> Iterator[Judged]:
    """Whether the operator runs, is served its resource, has finished its work, and with the release that was approved."""
    yield _operator(health.operator.deployment, runbook)
    yield _definition(health.operator.definition, runbook)
    yield _resource(health, runbook)
    yield _release(health.operator.resource, health.before, runbook)


def _operator(found: Workload | NotThere | Missing, runbook: Runbook) -> Judged:
    code = "operator-available"
    release = runbook.installed.operator_release
    if isinstance(found, Missing):
        return untold(code, found.why)
    if isinstance(found, NotThere):
        space = runbook.health.operator_namespace
        return coming(code, found.what, ("it does not exist",), f"helm list -n {space}  # is the release {release} there?")
    if found.available >= found.desired > 0:
        return holds(code, f"{found.full_name} {found.available}/{found.desired}")
    if found.desired == 0:
        again = f"kubectl -n {found.namespace} scale deployment {found.name} --replicas=1"
        return stuck(code, found.full_name, ("it is scaled to 0: somebody stopped it",), again)
    judged = stuck if hopeless(found) else coming
    return judged(code, found.full_name, tuple(lines(found)), _mend(found))


def _mend(found: Workload) -> str:
    """For the image that is gone for good there is a stop-gap."""
    gone = next((one for one in found.troubles if one.reason in PULLS and SIDECAR in one.image), None)
    if gone is None:
        return remedy(found)
    tag = gone.image.rpartition(":")[2]
    image = f"registry.k8s.io/kubebuilder/{SIDECAR}:{tag}"
    return f"kubectl -n {found.namespace} set image deployment/{found.name} {SIDECAR}={image}  # the old registry is gone"


def _definition(found: Definition | NotThere | Missing, runbook: Runbook) -> Judged:
    code = "definition-established"
    where = runbook.health
    name = f"{where.custom_resource_plural}.{where.custom_resource_group}"
    if isinstance(found, Missing):
        return untold(code, found.why)
    if isinstance(found, NotThere):
        charts = f"helm -n {where.operator_namespace} status {runbook.installed.operator_release}  # its chart brings it"
        return coming(code, f"CustomResourceDefinition {name}", ("it does not exist",), charts)
    if found.established:
        return holds(code, f"{name} is established")
    because = ("it is not established", *([found.why] if found.why else []))
    return coming(code, f"CustomResourceDefinition {name}", because, f"kubectl describe crd {name}")


def _resource(health: Health, runbook: Runbook) -> Judged:
    code = "custom-resource-completed"
    found, where = health.operator.resource, runbook.health
    if isinstance(found, Missing):
        return untold(code, found.why)
    logs = f"kubectl -n {where.operator_namespace} logs deployment/{where.operator_deployment} --tail=50"
    if isinstance(found, NotThere):
        return coming(code, found.what, ("it does not exist",), f"kubectl get {where.custom_resource_plural} -A; {logs}")
    name = f"{where.custom_resource_namespace}/{where.custom_resource_name}"
    if found.phase == where.completed_phase:
        return holds(code, f"{name} is {found.phase}, version {found.version}")
    because = (f"its phase is {found.phase or 'not set yet'}", *_signs(health))
    if found.phase == INVALID:
        return stuck(code, name, because, f"{logs}  # no release (egress, licence), or values that do not fit")
    return coming(code, name, because, logs, found.phase or "no phase yet")


def _signs(health: Health) -> Iterator[str]:
    """What the cluster and the operator themselves say."""
    for title, found in (("event", health.operator.events), ("the operator said", health.operator.log)):
        yield from (f"{title}: {one}" for one in (() if isinstance(found, Missing) else found))


def _release(found: Resource | NotThere | Missing, before: Before | Missing, runbook: Runbook) -> Judged:
    code = "release-as-approved"
    where = runbook.health
    if isinstance(found, Missing):
        return untold(code, found.why)
    if isinstance(found, NotThere) or not found.version:
        what = f"{where.custom_resource_namespace}/{where.custom_resource_name}"
        return coming(code, what, ("it has no version yet",), "wait for the operator")
    if isinstance(before, Missing) or before.release is None:
        why = before.why if isinstance(before, Missing) else "preflight could not see what the channel offers"
        return untold(code, why, blocks=False)
    if found.version == before.release:
        return holds(code, f"version {found.version}, as the channel offered at approval")
    because = (f"version {found.version} is installed, and at approval the channel offered {before.release}",)
    look = "read the notes of the releases between; the channel decides what is installed"
    return noted(code, Severity.MEDIUM, "the application's release", because, look)
