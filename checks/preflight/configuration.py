"""What the user's own files say: one file for each topic, and here the three faults that the generated override mends."""

from collections.abc import Iterator

from checks.facts import ClusterData, Configuration, Facts
from checks.model import Finding, Passed, Result, Severity
from checks.preflight import (
    configuration_files,
    configuration_later,
    configuration_losses,
    configuration_module,
    configuration_variables,
)
from checks.versions import reaches
from runbooks.model import Runbook

MEND = "the same command with --override yes"


def judge(facts: Facts, runbook: Runbook) -> Iterator[Result]:
    """Every rule over the files: what Terraform reads now, and what it would read once they are swapped."""
    known = facts.known
    yield from configuration_files.judge(known, runbook.layout)
    yield from configuration_variables.judge(known.after, known.values)
    yield from configuration_module.judge(known.after, runbook)
    yield from configuration_losses.judge(known.before, known.after, runbook)
    yield from configuration_later.judge(known.after, runbook)
    yield _helm(known.after, runbook)
    yield _tokens(known.after)
    yield _cycle(known.before, known.after)


def admits_3(after: Configuration) -> bool:
    """Whether a helm provider is configured and `init -upgrade` may take 3.x, or later, for it."""
    if not any(one.name == "helm" for one in after.providers):
        return False
    return reaches((one.constraint for one in after.required_providers if one.name == "helm" and one.constraint), "3")


def makes_cycles(after: Configuration) -> tuple[ClusterData, ...]:
    """The cluster data sources whose name hangs on something that changes in this very plan."""
    return tuple(one for one in after.cluster_data if not one.static)


def _helm(after: Configuration, runbook: Runbook) -> Result:
    if not admits_3(after):
        return Passed("helm-provider-unpinned", f"helm is held below 3 (or not used): {runbook.helm_constraint} does it")
    block = next(one for one in after.providers if one.name == "helm")
    return Finding(
        "helm-provider-unpinned",
        Severity.CRITICAL,
        blocks=True,
        subject=str(block.place),
        because=(
            "no constraint keeps helm below 3, and `init -upgrade` takes the newest, which rejects `kubernetes {` blocks",
        ),
        remedy=f"{MEND}; or add hashicorp/helm {runbook.helm_constraint} to required_providers",
    )


def _tokens(after: Configuration) -> Result:
    both = [one for one in after.providers if one.sets_token and one.sets_exec]
    if not both:
        return Passed("token-and-exec", "no provider block sets a token beside exec")
    return Finding(
        "token-and-exec",
        Severity.HIGH,
        blocks=True,
        subject=", ".join(str(one.place) for one in both),
        because=(
            *(f'provider "{one.name}" sets token and exec' for one in both),
            "the token wins, lives 15 minutes, and is baked into a saved plan",
        ),
        remedy=f"{MEND}; or remove the token lines",
    )


def _cycle(before: Configuration, after: Configuration) -> Result:
    hanging = makes_cycles(after)
    app_goes = {one.name for one in before.modules} - {one.name for one in after.modules}
    if not hanging or not app_goes:
        return Passed("provider-cycle", "no provider hangs on a module that changes while its resources are destroyed")
    return Finding(
        "provider-cycle",
        Severity.HIGH,
        blocks=True,
        subject=", ".join(str(one.place) for one in hanging),
        because=(
            *(f'data "{one.type}" "{one.name}" is named by {one.name_expression}' for one in hanging),
            f"module {', '.join(sorted(app_goes))} is destroyed through a provider that hangs on it",
            "most plans, and most applies of a saved plan, fail with Error: Cycle",
        ),
        remedy=f"{MEND}; or name the cluster by a variable",
    )
