"""Whether the active configuration is what was applied last."""

from collections.abc import Iterator

from checks.facts import Facts, Missing
from checks.facts.baseline import Baseline, Drift
from checks.model import Finding, Passed, Result, Severity, Unknown
from checks.preflight.state_contents import is_core
from runbooks.model import Runbook

MOST = 10
# A file that the cluster's module writes on whatever machine it runs.
KUBECONFIG = "module.app_eks.module.eks.local_file.kubeconfig[0]"


def judge(facts: Facts, runbook: Runbook) -> Iterator[Result]:
    """The plan of what is active."""
    plan = facts.baseline.plan
    if not facts.known.swap:
        pre = runbook.layout.pre
        yield Unknown("baseline-drift", f"with --no-swap, {pre} is not active and cannot be planned", blocks=False)
    elif isinstance(plan, Missing):
        yield Unknown("baseline-drift", plan.why, blocks=False)
    else:
        yield _drift(plan, runbook)


def _drift(plan: Baseline, runbook: Runbook) -> Result:
    given = ", ".join(plan.variables) or "no variables file"
    drift = [one for one in plan.drift if not _harmless(one)]
    if not drift:
        return Passed("baseline-drift", f"a plan of {runbook.layout.pre} with {given} changes nothing")
    more = (f"... and {len(drift) - MOST} more",) if len(drift) > MOST else ()
    command = " ".join(("terraform plan", *(f"-var-file={one}" for one in plan.variables)))
    return Finding(
        "baseline-drift",
        Severity.HIGH,
        blocks=True,
        subject=runbook.layout.pre,
        because=(f"a plan with {given} wants {len(drift)} changes", *(_line(one) for one in drift[:MOST]), *more),
        remedy=_remedy(drift, command, runbook),
    )


def _remedy(drift: list[Drift], command: str, runbook: Runbook) -> str:
    """Whoever applied the plan of an emptied state would have a second deployment."""
    if any(one.action == "create" and is_core(one.address, runbook) for one in drift):
        return (
            "do not apply it: what it would create is there, and not in this state; migrator explain state-empty-or-foreign"
        )
    return f"{command}  # find out where each comes from; then apply it, or mend the files, until nothing is left"


def _harmless(one: Drift) -> bool:
    """A kubeconfig file that the module writes on whatever machine it runs."""
    return one.action == "create" and one.address.endswith(KUBECONFIG)


def _line(one: Drift) -> str:
    return f"{one.action} {one.address}" + (f": {', '.join(one.attributes)}" if one.attributes else "")
