"""What the user's own files say: which are active, which variables are missing, and the three faults they come with."""

from collections.abc import Iterator

from checks.facts import ClusterData, Configuration, Layout, Values
from checks.model import Finding, Passed, Severity, Unknown
from checks.versions import admits, reaches, understood
from runbooks.model import Runbook

Result = Finding | Passed | Unknown
MEND = "the same command with --override yes"


def judge(
    layout: Layout, before: Configuration, after: Configuration, values: Values, runbook: Runbook, *, swap: bool
) -> tuple[Result, ...]:
    """Every rule over the files. `before` is what Terraform reads now, `after` what it would read once they are swapped."""
    return (
        _layout(layout, runbook, swap=swap),
        _target(after, runbook),
        *_variables(after, values),
        _helm(after, runbook),
        _tokens(after),
        _cycle(before, after),
    )


def admits_3(after: Configuration) -> bool:
    """Whether a helm provider is configured and `init -upgrade` may take 3.x, or later, for it."""
    if not any(one.name == "helm" for one in after.providers):
        return False
    return reaches((one.constraint for one in after.required_providers if one.name == "helm" and one.constraint), "3")


def makes_cycles(after: Configuration) -> tuple[ClusterData, ...]:
    """The cluster data sources whose name hangs on something that changes in this very plan."""
    return tuple(one for one in after.cluster_data if not one.static)


def _layout(layout: Layout, runbook: Runbook, *, swap: bool) -> Result:
    names = runbook.layout
    ready = (layout.pre_active, layout.post_active, layout.post_disabled) == (True, False, True)
    if ready and swap and not layout.pre_disabled:
        return Passed("files-layout", f"{names.pre} is active, {names.post}{names.suffix} is put aside")
    if layout.post_active and not layout.pre_active and not swap:
        return Passed("files-layout", f"{names.post} is active, {names.pre} is not")
    because, remedy = _wrong(layout, runbook, swap=swap)
    there = ", ".join(name for name, is_there in _files(layout, runbook) if is_there)
    return Finding(
        "files-layout",
        Severity.CRITICAL,
        blocks=True,
        subject="the Terraform directory",
        because=(because, f"there: {there or 'none of the four files'}"),
        remedy=remedy,
    )


def _files(layout: Layout, runbook: Runbook) -> tuple[tuple[str, bool], ...]:
    pre, post, aside = runbook.layout.pre, runbook.layout.post, runbook.layout.suffix
    return (
        (pre, layout.pre_active),
        (pre + aside, layout.pre_disabled),
        (post, layout.post_active),
        (post + aside, layout.post_disabled),
    )


def _wrong(layout: Layout, runbook: Runbook, *, swap: bool) -> tuple[str, str]:
    """Why these files cannot be swapped, and the remedy."""
    pre, post, aside = runbook.layout.pre, runbook.layout.post, runbook.layout.suffix
    none = not layout.pre_active and not layout.post_active
    said = (
        (
            layout.pre_active and layout.post_active,
            "both configurations are active: Terraform refuses duplicates",
            f"mv {post} {post}{aside}",
        ),
        (layout.post_active and swap, "the files are swapped already", "the same command with --no-swap"),
        (none, "neither configuration is active: a plan would destroy everything", f"mv {pre}{aside} {pre}"),
        (not swap, f"--no-swap wants {post} active and {pre} not", "leave --no-swap out, or put the files so"),
        (layout.pre_disabled, f"{pre}{aside} is in the way of the swap", f"move {pre}{aside} out of the directory"),
    )
    missing = f"{post}{aside} is missing", f"put the post-operator configuration there as {post}{aside}, or give --dir"
    return next(((because, remedy) for holds, because, remedy in said if holds), missing)


def _target(after: Configuration, runbook: Runbook) -> Result:
    calls = [one for one in after.modules if one.source == runbook.source_module]
    if not calls:
        return Finding(
            "module-missing",
            Severity.CRITICAL,
            blocks=True,
            subject=runbook.layout.post,
            because=(f"no module block has the source {runbook.source_module}",),
            remedy="use the guide's post-operator.tf; a module behind another source is not known here",
        )
    call = calls[0]
    if not call.version or not understood(call.version) or not admits(call.version, runbook.target_version):
        return Finding(
            "module-version",
            Severity.HIGH,
            blocks=False,
            subject=str(call.place),
            because=(f"{call.source} {call.version or 'of any version'}; documented is {runbook.target_version}",),
            remedy="read the risk report closely: more of it will be called unexpected",
        )
    return Passed("module-version", f"{call.place}: {call.source} {call.version}")


def _variables(after: Configuration, values: Values) -> Iterator[Result]:
    missing = [one for one in after.variables if one.required and one.name not in values.given]
    for one in missing:
        yield Finding(
            "variable-missing",
            Severity.CRITICAL,
            blocks=True,
            subject=one.name,
            because=(f"{one.place} declares it without a default, and no file or TF_VAR_{one.name} gives it",),
            remedy=f"set {one.name} in a file that is passed with --tfvars",
        )
    if not missing:
        yield Passed("variable-missing", f"all {sum(one.required for one in after.variables)} required variables are given")
    for name in sorted(values.undeclared):
        yield Finding(
            "variable-undeclared",
            Severity.LOW,
            blocks=False,
            subject=name,
            because=("a variables file sets it, and no variable block declares it",),
            remedy="look for a typing error in its name",
        )


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
