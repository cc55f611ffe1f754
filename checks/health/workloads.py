"""The application: its workloads are available, by label, and helm's records say that everything is deployed."""

from collections.abc import Iterator

from checks.facts import Missing
from checks.facts.health import Health
from checks.facts.health.workloads import Release, Workload
from checks.health.model import Judged, coming, holds, stuck, untold
from checks.health.troubles import hopeless, lines, remedy
from runbooks.model import Runbook


def judge(health: Health, runbook: Runbook) -> Iterator[Judged]:
    """Whether everything with the application's label runs, and whether every helm release is deployed."""
    yield _workloads(health.workloads.found, runbook)
    yield _releases(health.workloads.releases)


def _workloads(found: tuple[Workload, ...] | Missing, runbook: Runbook) -> Judged:
    code = "workloads-ready"
    pods = f"kubectl get pods -n {runbook.health.workload_namespace}"
    if isinstance(found, Missing):
        return untold(code, found.why)
    behind = [one for one in found if one.available < one.desired]
    if any(one.desired for one in found) and not behind:
        return holds(code, f"all {len(found)} are available: {', '.join(one.name for one in found)}")
    if not behind:
        selected = f"{pods} -l {runbook.health.workload_label}"
        return coming(code, "the application", ("there are none yet, or none that is to run",), selected)
    lost = [one for one in behind if hopeless(one)]
    because = tuple(line for one in (*lost, *(it for it in behind if it not in lost)) for line in lines(one))
    judged, first = (stuck, lost[0]) if lost else (coming, behind[0])
    return judged(code, first.full_name, because, remedy(first))


def _releases(found: tuple[Release, ...] | Missing) -> Judged:
    code = "releases-deployed"
    if isinstance(found, Missing):
        return untold(code, found.why)
    bad = [one for one in found if one.status != "deployed"]
    if not bad:
        return holds(code, f"deployed: {', '.join(f'{one.namespace}/{one.name}' for one in found)}")
    failed = [one for one in bad if one.status == "failed"]
    first = (failed or bad)[0]
    judged = stuck if failed else coming
    return judged(code, f"helm release {first.namespace}/{first.name}", tuple(map(_said, bad)), _mend(first))


def _said(one: Release) -> str:
    chart = f" ({one.chart})" if one.chart else ""
    why = f": {one.description}" if one.description else ""
    return f"{one.namespace}/{one.name}{chart} {f'is {one.status}' if one.status else 'has no record'}{why}"


def _mend(one: Release) -> str:
    if one.status is None:
        return f"helm -n {one.namespace} list --all  # is it installed under another name?"
    return f"helm -n {one.namespace} history {one.name}  # then mend the cause, and let its owner install it again"
