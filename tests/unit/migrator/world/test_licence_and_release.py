"""Reading a licence and the release channel's answer: whatever is in them, nothing raises and no secret goes on."""

import base64
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from checks.facts import Missing
from checks.facts.channel import Channel, Licence
from checks.problem import Problem
from migrator.probes import Sources, channel, release
from migrator.probes.licence import read
from migrator.probes.sources import Answer
from migrator.terraform.adapter import TerraformAdapter
from states.inputs import Inputs
from tests.support.directories import RUNBOOK
from tests.support.facts import KNOWN
from tests.support.servers import LOCAL, Script, http, refused, serving

NOW = datetime(2026, 1, 2, tzinfo=UTC)
END = datetime(2027, 1, 2, 3, 4, 5, tzinfo=UTC)


def part(said: object) -> str:
    """One part of a token."""
    return base64.urlsafe_b64encode(json.dumps(said).encode()).decode().rstrip("=")


def token(payload: object) -> str:
    """A token with this payload."""
    return f"{part({'alg': 'ES256'})}.{part(payload)}.c2lnbmF0dXJl"


@pytest.mark.parametrize(
    ("payload", "ends"),
    [
        ({}, None),
        ({"exp": None}, None),
        ({"exp": END.timestamp()}, END),
        ({"exp": int(END.timestamp()) * 1000}, END),
        ({"expiresAt": "2027-01-02T03:04:05Z"}, END),
        ({"expiresAt": "2027-01-02T03:04:05"}, END),
        ({"expiresAt": "2027-01-02", "exp": END.timestamp()}, END),
    ],
)
def test_the_end_in_a_licence(payload: dict[str, Any], ends: datetime | None) -> None:
    """`exp` in seconds or milliseconds, `expiresAt` as text; without either there is none."""
    assert read(token(payload), NOW) == Licence(None, ends, NOW)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("canary", "three parts"),
        ("a.b", "three parts"),
        ("a..b", "three parts"),
        (token({}) + ".more", "three parts"),
        (token({})[:30] + "\n" + token({})[30:], "white space or a line break"),
        (f"{part('text')}.{part({})}.c2ln", "cannot be decoded"),
        (f"{part({})}.{part([])}.c2ln", "cannot be decoded"),
        (f"{part({})}.%%%.c2ln", "cannot be decoded"),
        (f"{part({})}.{part({})[:2]}!!!!{part({})[2:]}.c2ln", "cannot be decoded"),
        (f"{part({})}.{part({})}.\u00fc", "cannot be decoded"),
        (f"{part({})}.{base64.b64encode(b'[' * 100_000).decode()}.c2ln", "cannot be decoded"),
        (token({"exp": "soon"}), "its exp is no time"),
        (token({"exp": 1e300}), "its exp is no time"),
        (token({"exp": True}), "its exp is no time"),
        (token({"expiresAt": []}), "its expiresAt is no time"),
    ],
)
def test_what_is_no_licence(text: str, says: str) -> None:
    """One sentence that says what is wrong with it."""
    found = read(text, NOW)
    assert found.fault is not None
    assert says in found.fault
    assert found.ends is None


@given(some.text() | some.dictionaries(some.text(), some.floats() | some.integers() | some.text()).map(token))
def test_any_text_can_be_read(text: str) -> None:
    """No text raises."""
    assert isinstance(read(text, NOW), Licence)


CHART = {"name": "operator-wandb", "url": "https://user:canary@charts.wandb.ai/x", "version": "0.17.0", "password": "canary"}


def test_what_an_answer_names() -> None:
    """The chart, its version and host, and each image of the values once; no value of theirs beside that."""
    image = {"repository": "wandb/app", "tag": "1.2"}
    values = {
        "app": {"image": image, "env": {"KEY": "canary"}},
        "api": {"image": image},
        "list": [image],
        "global": {"tag": 1},
    }
    found = release.read(json.dumps({"chart": CHART, "values": values, "metadata": {"id": "canary"}}).encode())
    assert found == Channel("operator-wandb", "0.17.0", "charts.wandb.ai", ("wandb/app:1.2",))


@pytest.mark.parametrize(
    "answer", ["{}", '{"chart": null}', '{"chart": {"name": "x"}}', "[]", '{"chart": {"name": "\\n", "url": "u"}}']
)
def test_an_answer_without_a_chart(answer: str) -> None:
    """As the operator would see it: nothing to install."""
    assert release.read(answer.encode()) == Channel(fault="its answer names no chart")


@pytest.mark.parametrize("answer", [b"", b"<html>", b"\xff", b"[" * 100_000])
def test_an_answer_that_is_not_json(answer: bytes) -> None:
    """Said so."""
    assert release.read(answer) == Channel(fault="its answer is not JSON")


@pytest.mark.parametrize("url", ["nonsense", "https://[", "//"])
def test_a_chart_from_nowhere(url: str) -> None:
    """A URL without a host does not raise."""
    said = json.dumps({"chart": {**CHART, "url": url}}).encode()
    assert release.read(said).host == "an unnamed host"


def fact(field: str, licence: Answer, *scripts: Script) -> object:
    """What the facts have, of a deployer that plays these scripts."""
    with serving(*scripts) as server:
        env = {"MIGRATOR_DEPLOYER_URL": f"http://{LOCAL}:{server.port if scripts else refused()}"}
        inputs = Inputs(".", ())
        terraform = TerraformAdapter(("terraform",), env, inputs, str, lambda _: None)
        made = Sources.of(RUNBOOK, inputs, env, terraform=terraform, licence=licence, namespace=lambda: None)
        return next(one.ask() for one in channel.questions(made, KNOWN) if one.field == field)


def wrong() -> str:
    """A licence in a file that was edited in the meantime."""
    raise Problem("hcl-syntax", what="main.tf:3 is not valid HCL.", why="", next="")


@pytest.mark.parametrize("field", ["licence", "preview"])
def test_a_licence_that_nobody_can_tell(field: str) -> None:
    """Missing, with the reason; what the deployer says to nobody is no preview."""
    answer = http(200, json.dumps({"chart": CHART}).encode())
    found = fact(field, lambda: None, answer)
    assert isinstance(found, Missing)
    assert "only a plan can tell it" in found.why
    assert fact(field, wrong, answer) == Missing("main.tf:3 is not valid HCL.")


def test_what_would_come() -> None:
    """Asked with the licence, by the same request that proves egress."""
    found = fact("preview", lambda: token({}), http(200, json.dumps({"chart": CHART}).encode()))
    assert found == Channel("operator-wandb", "0.17.0", "charts.wandb.ai")


def test_a_deployer_that_refuses_or_is_not_there() -> None:
    """Then nothing is known of what would come."""
    refusing = fact("preview", lambda: token({}), http(401))
    assert isinstance(refusing, Missing)
    assert refusing.why.endswith("/api/v1/operator/channel answered 401")
    assert fact("preview", lambda: token({}), http(200, b"<html>", "text/html")) == Missing("the deployer did not answer")
