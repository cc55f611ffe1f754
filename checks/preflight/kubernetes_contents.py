"""What stands in the cluster already: what the migration would make anew, and what the old application was given."""

from collections.abc import Iterator

from checks import targets
from checks.facts import Configuration, Facts, Missing, NotThere
from checks.facts.kubernetes import HelmRelease, KubernetesFacts
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking
from checks.preflight.configuration_losses import ENVIRONMENT, IN_THE_GUIDE
from runbooks.model import Health, Runbook, Target

STORAGE_CLASS = "kubernetes_storage_class"


def judge(facts: Facts, runbook: Runbook) -> Iterator[Result]:
    """Leftovers, the StorageClass, the environment."""
    yield from _leftovers(facts.kubernetes, runbook)
    yield _storage_class(facts.kubernetes, targets.of(facts.known.after, runbook))
    yield _environment(facts, runbook)


def _leftovers(cluster: KubernetesFacts, runbook: Runbook) -> Iterator[Result]:
    told = (cluster.releases, cluster.definition, cluster.resource, cluster.ingress_class, cluster.in_state)
    missing = next((one.why for one in told if isinstance(one, Missing)), None)
    found = tuple(_left(cluster, runbook))
    yield from found
    if missing is not None:
        yield Unknown("leftover-in-cluster", missing, blocks=False)
    elif not found:
        names = ", ".join(one.name for one in runbook.installed.releases)
        yield Passed("leftover-in-cluster", f"nothing of {names} is there that is not in the Terraform state")


def _left(cluster: KubernetesFacts, runbook: Runbook) -> Iterator[Finding]:
    if isinstance(cluster.in_state, Missing):
        return
    ours, brings, health = cluster.in_state.releases, runbook.installed, runbook.health
    if not isinstance(cluster.releases, Missing):
        yield from (_release(one) for one in cluster.releases if one.name not in ours)
    if cluster.ingress_class is True and brings.ingress_release not in ours:
        yield _ingress_class(brings.ingress_class, brings.ingress_release)
    if cluster.resource is True and brings.resource_release not in ours:
        yield _resource(health)
    if cluster.definition is True and brings.operator_release not in ours:
        yield _definition(f"{health.custom_resource_plural}.{health.custom_resource_group}")


def _release(one: HelmRelease) -> Finding:
    return blocking(
        "leftover-in-cluster",
        f"helm release {one.namespace}/{one.name}",
        f"it is {one.status} and not in the Terraform state: helm refuses to install it a second time",
        f"helm -n {one.namespace} uninstall {one.name}  # first look at it: helm -n {one.namespace} status {one.name}",
        Severity.HIGH,
    )


def _ingress_class(name: str, release: str) -> Finding:
    return blocking(
        "leftover-in-cluster",
        f"IngressClass {name}",
        f"it is not of a helm release in the Terraform state: installing {release} would fail on it",
        f"kubectl delete ingressclass {name}  # first look who made it: kubectl get ingressclass {name} -o yaml",
        Severity.HIGH,
    )


def _resource(health: Health) -> Finding:
    name, space, plural = health.custom_resource_name, health.custom_resource_namespace, health.custom_resource_plural
    return blocking(
        "leftover-in-cluster",
        f"{plural} {space}/{name}",
        "it is not of a helm release in the Terraform state: installing the custom resource would fail on it",
        f"kubectl -n {space} delete {plural} {name}  # first look whose it is: kubectl -n {space} describe {plural} {name}",
        Severity.HIGH,
    )


def _definition(name: str) -> Finding:
    return Finding(
        "leftover-in-cluster",
        Severity.MEDIUM,
        blocks=False,
        subject=f"CustomResourceDefinition {name}",
        because=("an operator was here before: helm leaves a definition as it is, and the new operator gets the old one",),
        remedy=f"if nothing uses it (kubectl get {name} -A): kubectl delete crd {name}",
    )


def _storage_class(cluster: KubernetesFacts, target: Target | None) -> Result:
    if target is None:
        return Unknown("storage-class-exists", "which StorageClasses this version makes is not known", blocks=False)
    makes = _made(target)
    if not makes:
        return Passed("storage-class-exists", f"{target.version} makes no StorageClass")
    if isinstance(cluster.storage_classes, Missing):
        return Unknown("storage-class-exists", cluster.storage_classes.why, blocks=False)
    if isinstance(cluster.in_state, Missing):
        return Unknown("storage-class-exists", cluster.in_state.why, blocks=False)
    clash = sorted(makes & cluster.storage_classes - cluster.in_state.storage_classes)
    if not clash:
        return Passed("storage-class-exists", f"{', '.join(sorted(makes))}, which {target.version} makes, is not there yet")
    return blocking(
        "storage-class-exists",
        f"StorageClass {clash[0]}",
        f"{target.version} makes it, and it is there already, outside the Terraform state: the apply would fail half-way",
        f"kubectl get sc {clash[0]} -o yaml > {clash[0]}.yaml && kubectl delete sc {clash[0]}  # its volumes stay",
        Severity.HIGH,
    )


def _made(target: Target) -> frozenset[str]:
    """The StorageClasses that the target's expected actions name; the module calls them by their names."""
    parts = (one.address.split(".") for one in target.expected)
    return frozenset(one[-1] for one in parts if one[-2] == STORAGE_CLASS)


def _environment(facts: Facts, runbook: Runbook) -> Result:
    live, call = facts.kubernetes.environment, facts.known.after.call(runbook.source_module)
    given = call.given(ENVIRONMENT) if call else None
    if isinstance(live, Missing):
        return Unknown("environment-live", live.why, blocks=False)
    if isinstance(live, NotThere):
        return Unknown("environment-live", f"{live.what} is not there: nothing to compare with", blocks=False)
    if call is None or (given is not None and given.keys is None):
        return Unknown("environment-live", f"what {ENVIRONMENT} will hold, only Terraform can tell", blocks=False)
    ours = given.keys or frozenset() if given else frozenset()
    lost = sorted(live.names - ours - runbook.old_application.provided - _configured(facts.known.before, runbook))
    if not lost:
        return Passed("environment-live", f"nothing is set on Deployment {live.deployment} beside the configuration")
    lines = ", ".join(f'{one} = "..."' for one in lost)
    return Finding(
        "environment-live",
        Severity.HIGH,
        blocks=not set(lost) <= IN_THE_GUIDE,
        subject=f"Deployment {live.deployment}",
        because=(f"{', '.join(lost)}: set in the cluster, and the new application would not get it",),
        remedy=f"give it to module {call.name} ({call.place}): {ENVIRONMENT} = {{ {lines} }}  # values: "
        f"kubectl -n {live.deployment.replace('/', ' set env deploy/')} --list",
    )


def _configured(before: Configuration, runbook: Runbook) -> frozenset[str]:
    """What the pre-operator configuration gives the application: `environment-dropped` judges that."""
    calls = (one.given(ENVIRONMENT) for one in before.modules if one.source != runbook.source_module)
    return frozenset(name for one in calls if one for name in one.keys or ())
