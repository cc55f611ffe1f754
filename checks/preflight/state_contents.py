"""What the state says there is: whether it can be read, is this deployment's, and is whole."""

from collections.abc import Iterator

from checks.facts import Facts, Known, Missing
from checks.facts.state import Contents
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking
from checks.targets import of
from runbooks.model import Action, Runbook

MOST = 8
APPLICATION = ".kubernetes_deployment.wandb"


def judge(facts: Facts, runbook: Runbook) -> Iterator[Result]:
    """Readable; then what is in it."""
    contents = facts.state.contents
    if isinstance(contents, Missing):
        yield Unknown("state-readable", contents.why, blocks=False)  # the preview reads it again, after its own init
        yield Unknown("state-empty-or-foreign", contents.why, blocks=False)
        yield Unknown("state-tainted", contents.why, blocks=False)
        return
    seen = f"lineage {contents.lineage}, serial {contents.serial}" if contents.lineage else "there is no state yet"
    yield Passed("state-readable", f"`terraform state pull`: {seen}")
    yield _ours(contents, facts.known, runbook)
    yield from _tainted(contents)


def _ours(contents: Contents, known: Known, runbook: Runbook) -> Result:
    expected = _expected(contents, known, runbook)
    missing = sorted(expected - frozenset(contents.addresses))
    core = [one for one in missing if is_core(one, runbook)]
    if core:
        because = (
            f"{len(missing)} of {len(expected)} resources that the migration changes are not in it, among them {_some(core)}"
        )
        remedy = "terraform workspace show; terraform state list  # another workspace or directory, or a lost state?"
        return blocking("state-empty-or-foreign", "the state", because, remedy)
    if not missing:
        return Passed("state-empty-or-foreign", f"all {len(expected)} resources that the migration changes are in the state")
    return Finding(
        "state-empty-or-foreign",
        Severity.MEDIUM,
        blocks=False,
        subject="the state",
        because=(f"{len(missing)} of {len(expected)} resources that the migration changes are not in it: {_some(missing)}",),
        remedy="read the plan with care: it will differ there from what the guide lists",
    )


def _expected(contents: Contents, known: Known, runbook: Runbook) -> frozenset[str]:
    """What the runbook updates, replaces or destroys, under the names that this configuration gives its modules."""
    target = of(known.after, runbook) or runbook.targets[0]
    infra = known.before.call(runbook.source_module)
    ends = (one.removesuffix(APPLICATION) for one in contents.addresses if one.endswith(APPLICATION))
    app = next((one.removeprefix("module.") for one in ends if one.count(".") == 1), runbook.app_call)
    names = {runbook.infra_call: infra.name if infra else runbook.infra_call, runbook.app_call: app}
    there = (one.address for one in target.expected if one.action is not Action.CREATE)
    return frozenset(_renamed(one, names) for one in there)


def _renamed(address: str, names: dict[str, str]) -> str:
    head, call, rest = address.split(".", 2)
    return f"{head}.{names.get(call, call)}.{rest}"


def is_core(address: str, runbook: Runbook) -> bool:
    """Whether an address is of a resource that every deployment has."""
    return any(f".{kind}." in address for kind in runbook.core)


def _tainted(contents: Contents) -> Iterator[Result]:
    for one in contents.tainted:
        yield Finding(
            "state-tainted",
            Severity.HIGH,
            blocks=False,
            subject=one,
            because=("it is tainted in the state: whatever plan comes next replaces it",),
            remedy=f"look at it; where it is healthy: terraform untaint '{one}'",
        )
    if not contents.tainted:
        yield Passed("state-tainted", f"none of {len(contents.addresses)} resource instances is tainted")


def _some(addresses: list[str]) -> str:
    more = f" and {len(addresses) - MOST} more" if len(addresses) > MOST else ""
    return ", ".join(addresses[:MOST]) + more
