"""What a cluster says and may be shown: logs without secrets, helm's records without their values."""

import base64
import gzip
import json

import pytest

from migrator.cluster import helm, log


@pytest.mark.parametrize(
    "line",
    [
        "dial mysql://wandb:canary-1@db:3306/wandb: refused",
        "dsn wandb:canary-1@tcp(db:3306)/wandb",
        'password="canary-1"',
        "MYSQL_PASSWORD=canary-1",
        "Authorization: Bearer canary-1",
        "token: canary-1",
        "WANDB_LICENSE=canary-1",
        "secret_access_key=canary-1",
        "jwt eyJcanary-1.eyJcanary-1.canary-1",
        "known: canary-1",
    ],
)
def test_a_line_without_its_secret(line: str) -> None:
    """Whatever it is called by; and what is known to be secret is hidden by itself."""
    shown = log.shown(line, lambda text: text.replace("known: canary-1", "known"))
    assert "canary-1" not in shown


def test_a_line_says_the_rest() -> None:
    """What is no secret stays; what does not print does not; what is long is cut."""
    assert log.shown("\x1b[31mpanic\x00: no route to host db:3306", str) == "[31mpanic : no route to host db:3306"
    assert len(log.shown("x" * 1000, str)) == log.WIDE


def test_the_last_lines() -> None:
    """The last few that say something."""
    assert log.last(["a", "", *"bcdef", " "], str) == tuple("bcdef")


def record(content: object) -> str:
    """As helm keeps it."""
    return base64.b64encode(base64.b64encode(gzip.compress(json.dumps(content).encode()))).decode()


def test_a_record_of_helm() -> None:
    """Twice base64, and gzip between it and JSON."""
    assert helm.decoded(record({"info": {"status": "failed"}})) == {"info": {"status": "failed"}}


@pytest.mark.parametrize("data", ["", "***", base64.b64encode(b"x").decode(), record([1]), record({"a": 1})[:-9]])
def test_a_record_that_is_none(data: str) -> None:
    """Cut off or spoilt, it says nothing, and raises nothing."""
    assert helm.decoded(data) == {}
