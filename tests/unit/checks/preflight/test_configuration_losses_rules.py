"""What the new configuration would lose or expose: environment, privacy, protection, queue."""

from dataclasses import replace
from typing import Any

import pytest

from checks.facts import Argument, Facts, ModuleCall
from checks.model import Finding, Passed, Result, Severity, Unknown
from checks.preflight.configuration import judge
from tests.support.facts import APP, ARGUMENTS, BEFORE, INFRA, KNOWN, RUNBOOK, arguments, at

HIDDEN = Argument("a", "module.x.y", known=False, value=None, place=at(7))
STORE = "GORILLA_CUSTOMER_SECRET_STORE_SOURCE"


def given(**values: Any) -> dict[str, Argument]:
    """Arguments: plain values, maps as the set of their keys, or whole arguments."""
    plain = {name: one for name, one in values.items() if not isinstance(one, Argument)}
    return {**arguments(**plain), **{name: one for name, one in values.items() if isinstance(one, Argument)}}


def judged(
    app: dict[str, Any] | None = None, old: dict[str, Any] | None = None, name: str = "wandb_app", **new: Any
) -> dict[str, Result]:
    """Code -> result, for arguments of the old application, of the old module and of the new one, over the healthy ones."""
    before = replace(INFRA, version="1.16.10", arguments={**ARGUMENTS, **given(**(old or {}))})
    application = replace(APP, name=name, arguments=given(**(app or {})))
    after = replace(INFRA, arguments={**ARGUMENTS, **given(**new)})
    return _judged((before, application), after)


def _judged(before: tuple[ModuleCall, ...], after: ModuleCall) -> dict[str, Result]:
    known = replace(KNOWN, before=replace(BEFORE, modules=before), after=replace(KNOWN.after, modules=(after,)))
    return {one.code: one for one in judge(Facts(known), RUNBOOK)}


def keys(*names: str) -> frozenset[str]:
    """A map, as facts have it."""
    return frozenset(names)


def test_environment_that_is_dropped() -> None:
    """Each name that the new configuration does not give is told with its place; the argument is to be copied."""
    found = judged(app={"other_wandb_env": keys(STORE, "B")})["environment-dropped"]
    assert isinstance(found, Finding)
    assert (found.severity, found.blocks, found.subject) == (Severity.HIGH, True, f"B, {STORE}")
    assert f"post-operator.tf:2 gives {STORE}" in found.because[1]
    assert 'copy other_wandb_env as it stands at post-operator.tf:2 into module "wandb_infra"' in found.remedy


def test_what_the_guide_itself_drops() -> None:
    """The one variable that every file of the guide drops is told to whoever approves, and stops nobody by itself."""
    found = judged(app={"other_wandb_env": keys(STORE)})["environment-dropped"]
    assert isinstance(found, Finding)
    assert (found.severity, found.blocks, found.subject) == (Severity.HIGH, False, STORE)


def test_environment_that_is_given_in_part() -> None:
    """Only what is missing is told, and is to be added where the others stand."""
    found = judged(app={"other_wandb_env": keys("A", "B")}, other_wandb_env=keys("A"))["environment-dropped"]
    assert isinstance(found, Finding)
    assert (found.subject, found.remedy.startswith("add to other_wandb_env at")) == ("B", True)


def test_arguments_of_the_old_application_are_environment() -> None:
    """OIDC and its like were arguments of their own; an empty one counts as none, a secret one that is not known counts."""
    app = {"oidc_issuer": "https://x", "oidc_client_id": "", "oidc_secret": HIDDEN, "auth0_domain": None}
    found = judged(app=app)["environment-dropped"]
    assert isinstance(found, Finding)
    assert found.subject == "OIDC_ISSUER, OIDC_SECRET"
    assert 'other_wandb_env = { "OIDC_ISSUER" = ' in found.remedy


@pytest.mark.parametrize("name", ["wandb_app", "application"])
def test_environment_that_goes_over(name: str) -> None:
    """All names given, or none wanted: passed, whatever the old application's module is called."""
    results = judged(app={"other_wandb_env": keys("A")}, name=name, other_wandb_env=keys("A", "B"))
    assert isinstance(results["environment-dropped"], Passed)
    assert isinstance(judged(app={"wandb_image": "x"}, name=name)["environment-dropped"], Passed)


@pytest.mark.parametrize(
    "results",
    [
        judged(app={"other_wandb_env": HIDDEN}),
        judged(app={"other_wandb_env": keys("A")}, other_wandb_env=HIDDEN),
        _judged((INFRA,), INFRA),
    ],
    ids=["old", "new", "no application"],
)
def test_environment_that_nobody_can_tell(results: dict[str, Result]) -> None:
    """A map that only Terraform knows, or no application among the files, is unknown."""
    assert isinstance(results["environment-dropped"], Unknown)


@pytest.mark.parametrize(
    ("access", "facing", "kind"),
    [
        (True, None, Passed),
        (False, None, Finding),
        (False, True, Finding),
        (None, None, Finding),
        (False, False, Passed),
        (None, False, Passed),
        (HIDDEN, None, Unknown),
        (False, HIDDEN, Unknown),
        (HIDDEN, False, Passed),
    ],
)
def test_a_private_installation(access: object, facing: object, kind: type) -> None:
    """Private is what is not public; then the new load balancer has to be told not to face the internet."""
    found = judged(public_access=access, kubernetes_alb_internet_facing=facing)["alb-becomes-public"]
    assert isinstance(found, kind)
    assert getattr(found, "blocks", False) is (kind is Finding)


@pytest.mark.parametrize(
    ("before", "after", "kind", "blocks"),
    [
        (True, True, Passed, False),
        (False, True, Passed, False),
        (False, None, Passed, False),
        (True, False, Finding, True),
        (None, False, Finding, True),
        (HIDDEN, False, Finding, True),
        (False, False, Finding, False),
        (True, HIDDEN, Unknown, False),
    ],
)
def test_deletion_protection(before: object, after: object, kind: type, blocks: bool) -> None:
    """It is on by default; turning it off blocks, leaving it off is a warning."""
    found = judged(old={"deletion_protection": before}, deletion_protection=after)["deletion-protection-off"]
    assert isinstance(found, kind)
    assert getattr(found, "blocks", False) is blocks


@pytest.mark.parametrize(
    ("internal", "queue", "kind"),
    [
        (True, "internal://", Passed),
        (True, None, Passed),
        (False, "internal://", Finding),
        (None, "internal://", Finding),
        (True, "sqs://x", Finding),
        (True, HIDDEN, Finding),
        (HIDDEN, "internal://", Unknown),
        (HIDDEN, "sqs://x", Finding),
    ],
)
def test_a_queue_that_nobody_reads_any_more(internal: object, queue: object, kind: type) -> None:
    """A queue that is configured, or read by the old application, is told; it does not block."""
    found = judged(app={"bucket_queue": queue}, old={"use_internal_queue": internal})["queue-loses-consumer"]
    assert isinstance(found, kind)
    assert not getattr(found, "blocks", False)
