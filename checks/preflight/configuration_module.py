"""The module call of the post-operator configuration, and the five changes that the guide asks for."""

from collections.abc import Iterator

from checks.facts import Configuration, ModuleCall
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking
from checks.targets import asked
from checks.versions import reaches
from runbooks.model import Runbook

AWS = "hashicorp/aws"
FLAGS = ("enable_dummy_dns", "enable_operator_alb")


def judge(after: Configuration, runbook: Runbook) -> Iterator[Result]:
    """The call and its version, then the guide's changes; of another module's arguments nothing is known."""
    yield _aws(after)
    yield _helm(after)
    call = after.call(runbook.source_module)
    if call is None:
        yield from _no_call(runbook)
        return
    yield Passed("module-missing", f"{call.place} calls {call.source}")
    yield _version(call, runbook)
    yield _flags(call)
    yield _license(call)


def _no_call(runbook: Runbook) -> Iterator[Result]:
    because = f"no module block has the source {runbook.source_module}"
    remedy = "use the guide's post-operator.tf; a module behind another source is not known here"
    yield blocking("module-missing", runbook.layout.post, because, remedy)
    yield Unknown("module-version", because, blocks=False)
    yield Unknown("operator-flags-missing", because, blocks=False)
    yield Unknown("license-or-size-missing", because, blocks=False)


def _version(call: ModuleCall, runbook: Runbook) -> Result:
    if asked(call.version, runbook) is not None:
        return Passed("module-version", f"{call.place}: {call.source} {call.version}")
    known = " and ".join(one.version for one in runbook.targets)
    return Finding(
        "module-version",
        Severity.HIGH,
        blocks=False,
        subject=str(call.place),
        because=(f"{call.source} {call.version or 'of any version'}; what belongs to it is known of {known}",),
        remedy=f"ask for exactly one of {known}; or read every change: the plan is judged by its hazards alone",
    )


def _aws(after: Configuration) -> Result:
    held = [one for one in after.required_providers if one.constraint and one.source in (AWS, None) and one.name == "aws"]
    said = " and ".join(f"{one.place} {one.constraint}" for one in held)
    if reaches((one.constraint for one in held if one.constraint), "4"):
        return Passed("aws-provider-not-raised", f"aws: {said or 'held by the module alone'}")
    because = f"required_providers keeps aws below 4 ({said}), and the new module needs 4: terraform init fails"
    return blocking("aws-provider-not-raised", str(held[0].place), because, 'aws: version = "~> 4.0" in required_providers')


def _helm(after: Configuration) -> Result:
    block = next((one for one in after.providers if one.name == "helm"), None)
    if block is not None:
        return Passed("helm-provider-missing", f"{block.place} configures helm")
    because = "no provider block configures helm: it would look for a cluster on this machine and install nothing"
    remedy = (
        'add provider "helm" { kubernetes { ... } } with host, cluster_ca_certificate and exec as in provider "kubernetes", '
        'and helm = { source = "hashicorp/helm", version = "~> 2.17" } to required_providers'
    )
    return blocking("helm-provider-missing", 'provider "helm"', because, remedy)


def _flags(call: ModuleCall) -> Result:
    off = [name for name in FLAGS if call.given(name) is None or call.value(name) is False]
    unknown = [name for name in FLAGS if name not in off and call.value(name) is not True]
    if not off and not unknown:
        return Passed("operator-flags-missing", f"{call.place}: {' and '.join(FLAGS)} are true")
    if not off:
        return Unknown("operator-flags-missing", _hidden(call, unknown), blocks=False)
    where = ", ".join(f"{name} ({_where(call, name)})" for name in off)
    because = f"not true: {where}; the new application stays behind no load balancer, or two owners fight over its name"
    remedy = f'in module "{call.name}" at {call.place}: {"; ".join(f"{name} = true" for name in FLAGS)}'
    return blocking("operator-flags-missing", str(call.place), because, remedy, Severity.HIGH)


def _license(call: ModuleCall) -> Result:
    licence, size = call.given("license"), call.given("size")
    if licence is None or (licence.known and licence.value == ""):
        because = f"license is not given ({_where(call, 'license')}): the operator installs nothing without it"
        return blocking("license-or-size-missing", str(call.place), because, f"license = var.wandb_license at {call.place}")
    if size is not None:
        return Passed("license-or-size-missing", f"{licence.place} gives license, {size.place} gives size")
    return Finding(
        "license-or-size-missing",
        Severity.MEDIUM,
        blocks=False,
        subject=str(call.place),
        because=(f"size is not given ({_where(call, 'size')}): nodes, database and cache keep their old classes",),
        remedy='size = "small", as the guide has it; or leave it out on purpose and size them by their own arguments',
    )


def _where(call: ModuleCall, name: str) -> str:
    found = call.arguments.get(name)
    return str(found.place) if found is not None else f"not an argument of {call.place}"


def _hidden(call: ModuleCall, names: list[str]) -> str:
    places = ", ".join(f"{name} at {call.arguments[name].place}" for name in names)
    return f"only Terraform can evaluate {places}"
