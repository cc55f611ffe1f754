"""What IAM's policy simulator allows the caller, of what the expected actions need."""

from collections.abc import Iterable, Iterator
from string import Formatter
from typing import Any, NamedTuple

from checks import targets
from checks.facts import Identity, Known, Missing
from checks.facts.identity import Permissions
from migrator.probes.sources import Sources
from runbooks.model import Permission


class Decision(NamedTuple):
    """What the simulator says of one action; `conditional` where it hangs on conditions that it was told nothing about."""

    what: str
    allowed: bool
    conditional: bool


def permissions(sources: Sources, known: Known, caller: Identity | Missing) -> Permissions | Missing:
    """Everything that the target's actions need, asked for the caller itself: a user, or the role behind a session."""
    if isinstance(caller, Missing):
        return caller
    who = principal(sources, caller)
    if isinstance(who, Missing):
        return who
    batches = _batches(sources, known, who)

    def ask(iam: Any) -> Permissions:
        said = [one for on, actions in batches.items() for one in _simulated(iam, who, actions, on)]
        return _summed(who, said)

    return sources.aws.ask("iam", ask)


def _batches(sources: Sources, known: Known, principal: str) -> dict[str, list[str]]:
    """Resource -> the actions on it."""
    found: dict[str, list[str]] = {}
    for one in _needed(sources, known):
        found.setdefault(filled(one.resource, principal, known, sources.aws.region), []).extend(one.actions)
    return found


def _needed(sources: Sources, known: Known) -> Iterator[Permission]:
    """What is needed for the configuration's own target; for the guide's where it is not known."""
    target = targets.of(known.after, sources.runbook) or sources.runbook.targets[0]
    found = {part for one in target.expected for part in one.address.split(".") if part.startswith("aws_")}
    return (one for one in sources.runbook.permissions if found & set(one.types))


def principal(sources: Sources, caller: Identity) -> str | Missing:
    """The ARN that policies are attached to; a session's own ARN leaves out the path of its role."""
    kind, _, name = caller.arn.split(":", 5)[-1].partition("/")
    if kind == "user":
        return caller.arn
    if kind != "assumed-role":
        return Missing(f"AWS simulates policies of users and roles, and the caller is {caller.arn}")
    role = name.partition("/")[0]
    found = sources.aws.ask("iam", lambda iam: str(iam.get_role(RoleName=role)["Role"]["Arn"]))
    return Missing(f"the role {role} cannot be looked up: {found.why}") if isinstance(found, Missing) else found


def filled(resource: str, principal: str, known: Known, region: str) -> str:
    """The ARN with all names filled in, or `*` where one of them is not known."""
    _, partition, _, _, account, _ = principal.split(":", 5)
    values = {"namespace": known.values.namespace, "zone": known.values.zone_id}
    names = {"partition": partition, "account": account, "region": region, **values}
    used = {name for _, name, _, _ in Formatter().parse(resource) if name}
    return resource.format(**names) if all(names[one] for one in used) else "*"


def _simulated(iam: Any, principal: str, actions: Iterable[str], on: str) -> Iterator[Decision]:
    """One request for all actions on a resource; more pages where the answer is long."""
    pages = iam.get_paginator("simulate_principal_policy")
    wanted = list(dict.fromkeys(actions))
    for page in pages.paginate(PolicySourceArn=principal, ActionNames=wanted, ResourceArns=[on]):
        yield from (_decision(one, on) for one in page["EvaluationResults"])


def _decision(said: Any, on: str) -> Decision:
    what = said["EvalActionName"] + ("" if on == "*" else f" on {on}")
    return Decision(what, said["EvalDecision"] == "allowed", bool(said.get("MissingContextValues")))


def _summed(principal: str, said: list[Decision]) -> Permissions:
    refused = [one for one in said if not one.allowed]
    denied = sorted({one.what for one in refused if not one.conditional})
    return Permissions(principal, len(said), tuple(denied), tuple(sorted({one.what for one in refused if one.conditional})))
