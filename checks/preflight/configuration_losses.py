"""What the documented post-operator configuration loses or exposes without saying so."""

from collections.abc import Iterator
from dataclasses import dataclass

from checks.facts import Argument, Configuration, ModuleCall
from checks.model import Finding, Passed, Result, Severity, Unknown, blocking
from runbooks.model import Runbook

ENVIRONMENT = "other_wandb_env"
INTERNAL = "internal://"
# The guide's own file drops it. The application starts without, and reads team secrets again once it is given.
IN_THE_GUIDE = frozenset({"GORILLA_CUSTOMER_SECRET_STORE_SOURCE"})
# Arguments of wandb/wandb/kubernetes that become environment variables; nothing takes their place in the new module.
OF_THE_OLD_APPLICATION = {
    "oidc_client_id": "OIDC_CLIENT_ID",
    "oidc_secret": "OIDC_SECRET",
    "oidc_issuer": "OIDC_ISSUER",
    "oidc_auth_method": "OIDC_AUTH_METHOD",
    "auth0_domain": "AUTH0_DOMAIN",
    "auth0_client_id": "AUTH0_CLIENT_ID",
    "cloud_monitoring_connection_string": "GORILLA_CUSTOM_METRICS_PROVIDER",
}


@dataclass(frozen=True)
class _Calls:
    """The infrastructure before and after, and the old application where it is a module of its own."""

    infra: ModuleCall | None
    new: ModuleCall
    app: ModuleCall | None


def judge(before: Configuration, after: Configuration, runbook: Runbook) -> Iterator[Result]:
    """Environment, load balancer, protection and queue."""
    new = after.call(runbook.source_module)
    if new is None:
        yield from _no_call(f"no module block has the source {runbook.source_module}")
        return
    app = next((one for one in before.modules if one.name == runbook.app_call), None)
    calls = _Calls(before.call(runbook.source_module), new, app or _by_environment(before))
    yield _environment(calls)
    yield _public(calls.new)
    yield _protection(calls)
    yield _queue(calls)


def _by_environment(before: Configuration) -> ModuleCall | None:
    """The old application under another name."""
    return next((one for one in before.modules if ENVIRONMENT in one.arguments or "wandb_image" in one.arguments), None)


def _no_call(because: str) -> Iterator[Result]:
    yield Unknown("environment-dropped", because, blocks=False)
    yield Unknown("alb-becomes-public", because, blocks=False)
    yield Unknown("deletion-protection-off", because, blocks=False)
    yield Unknown("queue-loses-consumer", because, blocks=False)


def _environment(calls: _Calls) -> Result:
    if calls.app is None:
        return Unknown("environment-dropped", "no module call of the old application is among the files", blocks=False)
    old, new = calls.app.given(ENVIRONMENT), calls.new.given(ENVIRONMENT)
    hidden = [one for one in (old, new) if one is not None and one.keys is None]
    if hidden:
        return Unknown(
            "environment-dropped", f"only Terraform can evaluate {ENVIRONMENT} at {hidden[0].place}", blocks=False
        )
    wanted = _wanted(calls.app, old)
    given = new.keys if new is not None and new.keys is not None else frozenset()
    dropped = {name: place for name, place in sorted(wanted.items()) if name not in given}
    if not dropped:
        names = ", ".join(sorted(wanted)) or "none"
        return Passed("environment-dropped", f"the new application gets every variable that is configured: {names}")
    return Finding(
        "environment-dropped",
        Severity.HIGH,
        blocks=not dropped.keys() <= IN_THE_GUIDE,
        subject=", ".join(dropped),
        because=tuple(f"{place} gives {name}, {_missing_from(calls.new, new)}" for name, place in dropped.items()),
        remedy=_addition(calls.new, new, old, dropped),
    )


def _wanted(app: ModuleCall, old: Argument | None) -> dict[str, str]:
    """Name of an environment variable -> where the old application gets it."""
    own = {name: app.given(argument) for argument, name in OF_THE_OLD_APPLICATION.items()}
    direct = {name: str(one.place) for name, one in own.items() if one is not None and not (one.known and one.value == "")}
    listed = {name: str(old.place) for name in old.keys or ()} if old is not None else {}
    return {**direct, **listed}


def _missing_from(new: ModuleCall, argument: Argument | None) -> str:
    where = f"{ENVIRONMENT} at {argument.place}" if argument else f'module "{new.name}" at {new.place}'
    return f"{where} does not"


def _addition(call: ModuleCall, new: Argument | None, old: Argument | None, dropped: dict[str, str]) -> str:
    """The argument to write: names are spelled, values are where they are."""
    lines = ", ".join(f'"{name}" = (as at {place})' for name, place in dropped.items())
    if new is not None:
        return f"add to {ENVIRONMENT} at {new.place}: {lines}"
    if old is not None and set(dropped.values()) == {str(old.place)}:
        return f'copy {ENVIRONMENT} as it stands at {old.place} into module "{call.name}" at {call.place}'
    return f'in module "{call.name}" at {call.place}: {ENVIRONMENT} = {{ {lines} }}'


def _public(new: ModuleCall) -> Result:
    """Private is what is not public; the new load balancer faces the internet unless it is told otherwise."""
    access, facing = new.given("public_access"), new.given("kubernetes_alb_internet_facing")
    hidden = [one for one in (access, facing) if one is not None and not one.known]
    if access is not None and access.value is True:
        return Passed("alb-becomes-public", f"public_access is true ({access.place}): it is public already")
    if facing is not None and facing.value is False:
        return Passed("alb-becomes-public", f"kubernetes_alb_internet_facing is false ({facing.place})")
    if hidden:
        reason = f"only Terraform can evaluate {hidden[0].name} at {hidden[0].place}"
        return Unknown("alb-becomes-public", reason, blocks=False)
    private = f"public_access is false ({access.place if access else f'by default, {new.place}'})"
    open_ = f"kubernetes_alb_internet_facing is true ({facing.place if facing else f'by default, {new.place}'})"
    because = f"{private}, and {open_}: the new load balancer is reached from the internet"
    remedy = f'kubernetes_alb_internet_facing = false in module "{new.name}" at {new.place}'
    return blocking("alb-becomes-public", str(new.place), because, remedy)


def _protection(calls: _Calls) -> Result:
    old, new = _protected(calls.infra), _protected(calls.new)
    argument = calls.new.given("deletion_protection")
    where = argument.place if argument else calls.new.place
    if new is None:
        return Unknown(
            "deletion-protection-off", f"only Terraform can evaluate deletion_protection at {where}", blocks=False
        )
    if new:
        return Passed("deletion-protection-off", f"deletion_protection is true ({where})")
    lost = old is not False
    before = "it goes from true to false" if old else "it may be true now" if lost else "as it is now"
    return Finding(
        "deletion-protection-off",
        Severity.HIGH if lost else Severity.MEDIUM,
        blocks=lost,
        subject=str(where),
        because=(
            f"deletion_protection is false ({before}): one command deletes the database, and the bucket with its files",
        ),
        remedy=f'deletion_protection = true in module "{calls.new.name}", at {where}' + _through(argument),
    )


def _protected(call: ModuleCall | None) -> bool | None:
    """The module protects by default; None where it cannot be told."""
    argument = call.given("deletion_protection") if call else None
    if argument is None:
        return True
    return argument.value if isinstance(argument.value, bool) else None


def _through(argument: Argument | None) -> str:
    text = argument.text if argument else ""
    return (
        f", or {text.removeprefix('var.')} = true in a file that is passed with --tfvars" if text.startswith("var.") else ""
    )


def _queue(calls: _Calls) -> Result:
    """The new application reads `internal://` whatever is configured."""
    seen, hidden = _queues(calls)
    if not seen and hidden:
        return Unknown(
            "queue-loses-consumer", f"only Terraform can evaluate {hidden[0].name} at {hidden[0].place}", blocks=False
        )
    if not seen:
        return Passed("queue-loses-consumer", "no SQS queue is used")
    return Finding(
        "queue-loses-consumer",
        Severity.HIGH,
        blocks=False,
        subject=seen[0][0],
        because=(
            *(said for _, said in seen),
            f"the new application reads {INTERNAL}: messages that are in the queue at the change are never read",
        ),
        remedy="let the old application empty the queue first: aws sqs get-queue-attributes --queue-url URL "
        "--attribute-names ApproximateNumberOfMessages; then use_internal_queue = true, and "
        f'bucket_queue = "{INTERNAL}" in the old application',
    )


def _queues(calls: _Calls) -> tuple[list[tuple[str, str]], list[Argument]]:
    """(place, what says so) of everything that says that a queue is used, and what cannot be told."""
    seen: list[tuple[str, str]] = []
    hidden: list[Argument] = []
    internal = calls.infra.given("use_internal_queue") if calls.infra else None
    if internal is not None and not internal.known:
        hidden.append(internal)
    elif calls.infra and (internal is None or internal.value is not True):
        place = str(internal.place if internal else calls.infra.place)
        seen.append((place, f"use_internal_queue is false ({place}{'' if internal else ', by default'})"))
    queue = calls.app.given("bucket_queue") if calls.app else None
    if queue is not None and not (queue.known and str(queue.value).startswith(INTERNAL)):
        seen.append((str(queue.place), f"the old application reads {queue.text or 'a queue'} ({queue.place})"))
    return seen, hidden
