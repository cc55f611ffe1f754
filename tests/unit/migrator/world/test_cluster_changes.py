"""Waiting for the cluster: a change is seen at once, a forgotten version too, and nothing else ends the wait early."""

import json
import time
from pathlib import Path

import pytest

from migrator.aws import Aws
from migrator.cluster import Connection, Limits
from migrator.cluster.changes import Changes
from tests.support.clusters import kubeconfig
from tests.support.directories import RUNBOOK
from tests.support.servers import LOCAL, Authority, Script, http, serving

LONG, SHORT = 30.0, 0.6
LIST = http(body=json.dumps({"metadata": {"resourceVersion": "7"}, "items": []}).encode())
CHANGED = {"type": "MODIFIED", "object": {"metadata": {"resourceVersion": "8"}}}
FORGOTTEN = {"type": "ERROR", "object": {"code": 410}}
MARK = {"type": "BOOKMARK", "object": {"metadata": {"resourceVersion": "9"}}}


def cluster(*events: object, status: int = 200) -> Script:
    """Lists are empty, and each watch has these events and ends."""
    body = b"".join(json.dumps(one).encode() + b"\n" for one in events)

    def answer(one: object, head: bytes) -> object:
        watched = b"watch=True" in head.split(b"\r\n")[0]
        return (http(status, body) if watched else LIST)(one, head)  # type: ignore[arg-type]

    return answer  # type: ignore[return-value]


def waited(path: Path, authority: Authority, script: Script, seconds: float) -> float:
    """How long a wait took."""
    with serving(script, certificate=authority.certificate(LOCAL)) as server:
        env = kubeconfig(path, server.port, authority)
        changes = Changes(Connection(Aws(), env, lambda: None, Limits(read=0.5)), RUNBOOK.health)
        began = time.monotonic()
        changes.wait(seconds)
        return time.monotonic() - began


@pytest.mark.parametrize("event", [CHANGED, FORGOTTEN], ids=["modified", "410"])
def test_a_change_ends_the_wait(tmp_path: Path, authority: Authority, event: object) -> None:
    """An event, or that the API has forgotten where the watch began: there is something new to look at."""
    assert waited(tmp_path, authority, cluster(MARK, event), LONG) < LONG


def test_a_refused_version_ends_the_wait(tmp_path: Path, authority: Authority) -> None:
    """410 may come as the answer's status, too."""
    assert waited(tmp_path, authority, cluster(status=410), LONG) < LONG


@pytest.mark.parametrize(
    "script",
    [cluster(), cluster(MARK), http(500, b"oh"), http(200, b"<html>", "text/html"), http(404, b"404 page not found")],
    ids=["nothing", "bookmark", "500", "page", "404"],
)
def test_nothing_else_does(tmp_path: Path, authority: Authority, script: Script) -> None:
    """Where no change is told, for whatever reason, the whole time passes: nobody asks in a hurry."""
    assert waited(tmp_path, authority, script, SHORT) >= SHORT
