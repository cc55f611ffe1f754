"""What the runbook knows of this very plan: the version that it goes to, and addresses spelled with its own names."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import msgspec

from checks.plan.format import Plan
from checks.plan.unreadable import BROKEN, explained
from checks.targets import asked
from runbooks.model import ExpectedAction, Runbook


class Call(msgspec.Struct):
    """A module call of the root module."""

    source: str = ""
    version_constraint: str = ""
    expressions: dict[str, msgspec.Raw] = {}


class Root(msgspec.Struct):
    """The root module's configuration."""

    module_calls: dict[str, Call] = {}


class Configured(msgspec.Struct):
    """The `configuration` of a plan, as far as it names module calls."""

    root_module: Root = msgspec.field(default_factory=Root)


@dataclass(frozen=True)
class Script:
    """The runbook as it is to be held against one plan.

    `constraint` is what the plan's configuration asks for. `expected` are the actions of the version that this means, None
    where it is not known. `landmarks` are what is expected in any case: of every version, where this one is not known.
    `names` are the guide's module names and those of this plan. `call` is the infrastructure's, None where it is not shown.
    """

    runbook: Runbook
    constraint: str
    expected: tuple[ExpectedAction, ...] | None
    landmarks: tuple[ExpectedAction, ...]
    names: Mapping[str, str]
    call: Call | None


def script(plan: Plan, runbook: Runbook) -> Script:
    """The runbook under the names and for the version of this plan.

    The infrastructure's name and version stand in the plan's configuration; a plan that does not say is judged by those of
    the guide. The old application's name does not stand there any more: it is read off the one module whose Deployment the
    plan destroys.
    """
    infra, call = _infra(plan, runbook)
    target = asked(call.version_constraint, runbook) if call else runbook.targets[0]
    names = {runbook.infra_call: infra, runbook.app_call: _app(plan, runbook)}
    common = target.expected if target else _common(runbook)
    landmarks = tuple(replace(one, address=renamed(one.address, names)) for one in common)
    constraint = call.version_constraint if call else ""
    return Script(runbook, constraint, landmarks if target else None, landmarks, names, call)


def _common(runbook: Runbook) -> tuple[ExpectedAction, ...]:
    """What every target does alike."""
    first, *rest = ({(one.address, one.action) for one in target.expected} for target in runbook.targets)
    return tuple(one for one in runbook.targets[0].expected if (one.address, one.action) in first.intersection(*rest))


def _infra(plan: Plan, runbook: Runbook) -> tuple[str, Call | None]:
    found = [
        (name, call)
        for name, call in _calls(plan).items()
        if call.source.removeprefix("registry.terraform.io/") == runbook.source_module
    ]
    return found[0] if len(found) == 1 else (runbook.infra_call, None)


def _calls(plan: Plan) -> dict[str, Call]:
    """The module calls of the root module; nothing else of the configuration is decoded."""
    try:
        configured = msgspec.json.decode(plan.configuration, type=Configured | None)
    except BROKEN as error:
        raise explained(b"", error) from None
    return configured.root_module.module_calls if configured else {}


def _app(plan: Plan, runbook: Runbook) -> str:
    ends = ".kubernetes_deployment.wandb"
    gone = [
        one.address.removesuffix(ends)
        for one in plan.changes
        if one.address.endswith(ends) and one.change.actions == ["delete"]
    ]
    names = [one.removeprefix("module.") for one in gone if one.count(".") == 1]
    return names[0] if len(names) == 1 else runbook.app_call


def renamed(address: str, names: Mapping[str, str]) -> str:
    """An address of the runbook, spelled with the plan's own module names."""
    head, call, rest = address.split(".", 2)
    return f"{head}.{names.get(call, call)}.{rest}"
