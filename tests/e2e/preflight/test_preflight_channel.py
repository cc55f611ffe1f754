"""The group channel: each check red by one fault of the licence, the deployer or a registry, and green without it."""

import base64
import json

import pytest

from tests.support.redgreen import Case, Deed, edited, red_then_green
from tests.support.sandbox import LICENCE_CANARY, Sandbox

pytestmark = pytest.mark.e2e

FILE = "post-operator.tfvars"


def part(said: dict[str, object]) -> str:
    """One part of a token."""
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


LICENCE = "eyJhbGciOiJFUzI1NiJ9.eyJ3YW5kYiI6InNhbmRib3gtbGljZW5jZS1jYW5hcnkifQ.c2FuZGJveC1jYW5hcnktc2lnbmF0dXJl"
ENDED = f"{part({'alg': 'ES256'})}.{part({'wandb': LICENCE_CANARY, 'exp': 1577836800})}.c2ln"


def struck(world: str) -> tuple[Deed, Deed]:
    """A broken world, and the whole one again."""
    return lambda sandbox: sandbox.faults({"world": world}), lambda sandbox: sandbox.faults()


def image_gone() -> tuple[Deed, Deed]:
    """The guide's own version is asked for again, and its image is gone from the registry."""
    older, newer = edited("post-operator.tf.disabled", '"4.24.0"', '"4.7.2"')
    gone, there = struck("operator-image-gone")

    def fault(sandbox: Sandbox) -> None:
        older(sandbox)
        gone(sandbox)

    def remedy(sandbox: Sandbox) -> None:
        newer(sandbox)
        there(sandbox)

    return fault, remedy


CASES = (
    Case("egress-deployer", "nobody answers", says=("refused",), env={"MIGRATOR_DEPLOYER_URL": "http://127.0.0.1:1"}),
    Case("licence-rejected", "refused by the deployer", *struck("deployer-401"), says=("answered 401 to this licence",)),
    Case(
        "licence-rejected",
        "known to a plan alone",
        *edited("post-operator.tf.disabled", "= var.wandb_license", "= nonsensitive(random_id.licence.hex)"),
        says=("only a plan can tell it",),
        unknown=True,
        blocks=False,
    ),
    Case("licence-malformed", "cut short", *edited(FILE, LICENCE, LICENCE[:60]), says=("three parts",), blocks=False),
    Case("licence-expired", "ended in 2020", *edited(FILE, LICENCE, ENDED), says=("it ended on 2020-01-01",)),
    Case("channel-preview", "no chart in the answer", *struck("channel-empty"), says=("names no chart",)),
    Case("operator-image-gone", "the sidecar of 4.7.2", *image_gone(), says=("404", "4.24.0")),
)


@pytest.mark.parametrize("case", CASES, ids=lambda one: one.id)
def test_a_fault_turns_it_red_and_its_remedy_green(remedied: Sandbox, case: Case) -> None:
    """Through the command line, for each check of the group."""
    red_then_green(remedied, case)


def test_what_would_come_is_shown_and_the_licence_is_not(remedied: Sandbox) -> None:
    """The channel's chart and images are the evidence; no part of the licence is in any answer."""
    said = remedied.migrator("preflight", "--tfvars", FILE, "--only", "channel", "--format", "md")
    assert "chart operator-wandb 0.17.0 from charts.wandb.ai, with wandb/app:0.61.0" in said.out
    assert not any(secret in said.out + said.err for secret in (LICENCE, LICENCE_CANARY, *LICENCE.split(".")[1:]))
