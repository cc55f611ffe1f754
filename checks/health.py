"""What healthy means after the migration: nothing left to plan, the operator's work done, users answered."""

from checks.facts import CustomResourceFact, DeploymentFact, Health, HttpAnswer, Missing, NotThere
from checks.model import Finding, Passed, Severity, Unknown
from runbooks.model import Runbook

Result = Finding | Passed | Unknown


def judge(health: Health, runbook: Runbook) -> tuple[Result, ...]:
    """Every rule over one look at the deployment. `Completed` alone is not healthy: the operator does not wait."""
    return (
        _second_plan(health),
        _operator(health.operator),
        _custom_resource(health.custom_resource, runbook),
        _workloads(health.workloads),
        _record(health),
        _application(health),
    )


def settled(health: Health, runbook: Runbook) -> bool:
    """Whether there is nothing left to wait for."""
    return all(isinstance(one, Passed) for one in judge(health, runbook) if one.code != "second-plan-empty")


def _bad(code: str, subject: str, because: tuple[str, ...], remedy: str) -> Finding:
    return Finding(code, Severity.HIGH, blocks=True, subject=subject, because=because, remedy=remedy)


def _second_plan(health: Health) -> Result:
    if isinstance(health.second_plan, Missing):
        return Unknown("second-plan-empty", health.second_plan.why, blocks=True)
    if not health.second_plan:
        return Passed("second-plan-empty", "a second plan has no changes")
    remedy = "terraform plan  # see what is left, or what drifted"
    return _bad("second-plan-empty", "Terraform", tuple(f"would change {one}" for one in health.second_plan), remedy)


def _operator(found: DeploymentFact | NotThere | Missing) -> Result:
    if isinstance(found, Missing):
        return Unknown("operator-available", found.why, blocks=True)
    if isinstance(found, NotThere):
        return _bad(
            "operator-available", found.what, ("it does not exist",), "helm list -n wandb  # is the release operator there?"
        )
    if found.available >= found.desired > 0:
        return Passed("operator-available", f"{found.namespace}/{found.name} {found.available}/{found.desired}")
    because = (f"{found.available} of {found.desired} available", *found.waiting)
    remedy = f"kubectl -n {found.namespace} describe pods -l control-plane=controller-manager"
    return _bad("operator-available", f"{found.namespace}/{found.name}", because, remedy)


def _custom_resource(found: CustomResourceFact | NotThere | Missing, runbook: Runbook) -> Result:
    code = "custom-resource-completed"
    if isinstance(found, Missing):
        return Unknown(code, found.why, blocks=True)
    name = f"{runbook.health.custom_resource_namespace}/{runbook.health.custom_resource_name}"
    remedy = "kubectl get weightsandbiases -A; kubectl -n wandb logs deployment/wandb-controller-manager"
    if isinstance(found, NotThere):
        return _bad(code, found.what, ("it does not exist",), remedy)
    if found.phase == runbook.health.completed_phase:
        return Passed(code, f"{name} is {found.phase}, version {found.version}")
    return _bad(code, name, (f"its phase is {found.phase or 'not set yet'}",), remedy)


def _workloads(found: tuple[DeploymentFact, ...] | Missing) -> Result:
    if isinstance(found, Missing):
        return Unknown("workloads-ready", found.why, blocks=True)
    waiting = [one for one in found if one.available < one.desired]
    if any(one.desired for one in found) and not waiting:
        return Passed("workloads-ready", f"all {len(found)} are available: {', '.join(one.name for one in found)}")
    because = tuple(
        f"{one.namespace}/{one.name}: {one.available} of {one.desired} available"
        + (f" ({'; '.join(one.waiting)})" if one.waiting else "")
        for one in waiting
    ) or ("there are none yet, or none that is to run",)
    return _bad("workloads-ready", "the application", because, "kubectl get pods -l app.kubernetes.io/instance=wandb")


def _record(health: Health) -> Result:
    for found in (health.load_balancer, health.record, health.addresses):
        if isinstance(found, Missing):
            return Unknown("dns-record", found.why, blocks=True)
    remedy = "kubectl -n kube-system logs deployment/external-dns  # does it find the zone?"
    absent = [one.what for one in (health.load_balancer, health.record, health.addresses) if isinstance(one, NotThere)]
    if absent:
        return _bad("dns-record", "Route53", tuple(f"{one} does not exist" for one in absent), remedy)
    if health.record != health.load_balancer:
        return _bad(
            "dns-record",
            "Route53",
            (f"the record points at {health.record}, the Ingress is {health.load_balancer}",),
            remedy,
        )
    return Passed("dns-record", f"the record points at {health.record}, and DNS answers")


def _application(health: Health) -> Result:
    found = health.application
    if isinstance(found, HttpAnswer) and found.status == 200:
        return Passed("application-answers", f"{found.url} answered 200")
    because = found.why if isinstance(found, Missing) else f"{found.url} answered {found.status}"
    return _bad(
        "application-answers", "users", (because,), "kubectl get ingress,pods; then the load balancer's target health"
    )
