"""What the user calls the two modules: the runbook's addresses, spelled with the names of this very plan."""

from dataclasses import replace

import msgspec

from checks.plan.decode import Plan
from runbooks.model import ExpectedAction, Runbook


class Call(msgspec.Struct):
    """A module call of the root module."""

    source: str = ""


class Root(msgspec.Struct):
    """The root module's configuration."""

    module_calls: dict[str, Call] = {}


class Configured(msgspec.Struct):
    """The `configuration` of a plan, as far as it names module calls."""

    root_module: Root = msgspec.field(default_factory=Root)


def named(plan: Plan, runbook: Runbook) -> Runbook:
    """The runbook with its addresses under the names that this plan gives to the two module calls.

    The infrastructure's name stands in the plan's configuration. The old application's does not any more: it is read
    off the one module whose Deployment the plan destroys.
    """
    names = {runbook.infra_call: _infra(plan, runbook), runbook.app_call: _app(plan, runbook)}
    return replace(runbook, expected=tuple(_renamed(one, names) for one in runbook.expected))


def _infra(plan: Plan, runbook: Runbook) -> str:
    raw = bytes(plan.configuration)
    configured = msgspec.json.decode(raw, type=Configured | None) if raw else None
    calls = configured.root_module.module_calls if configured else {}
    found = [
        name for name, call in calls.items() if call.source.removeprefix("registry.terraform.io/") == runbook.source_module
    ]
    return found[0] if len(found) == 1 else runbook.infra_call


def _app(plan: Plan, runbook: Runbook) -> str:
    ends = ".kubernetes_deployment.wandb"
    gone = [
        one.address.removesuffix(ends)
        for one in plan.changes
        if one.address.endswith(ends) and one.change.actions == ["delete"]
    ]
    names = [one.removeprefix("module.") for one in gone if one.count(".") == 1]
    return names[0] if len(names) == 1 else runbook.app_call


def _renamed(one: ExpectedAction, names: dict[str, str]) -> ExpectedAction:
    head, call, rest = one.address.split(".", 2)
    return replace(one, address=f"{head}.{names.get(call, call)}.{rest}")
