"""The group egress: hosts that this machine or the nodes cannot reach, and that they can again."""

import json
import signal
import socket
import time
from pathlib import Path

import pytest

from tests.support.clusters import kubeconfig
from tests.support.kubectl import kubectl
from tests.support.redgreen import Case, preflight, red_then_green
from tests.support.sandbox import TFVARS, Sandbox
from tests.support.servers import LOCAL, Authority, http, serving

pytestmark = pytest.mark.e2e

PODS = "/api/v1/namespaces/default/pods"
FROM_CLUSTER = ("--from-cluster",)
CASES = (
    Case(
        "egress-blocked",
        "a firewall refuses",
        env={"MIGRATOR_CONNECT_TO": ":443:127.0.0.1:1"},
        says=("TCP: connection refused", "registry.terraform.io", "https://charts.wandb.ai/", "Terraform's modules"),
    ),
    Case(
        "egress-blocked",
        "the DNS does not know the names",
        env={"MIGRATOR_CONNECT_TO": ""},
        says=("DNS: the name does not exist", "have the DNS of this machine resolve github.com"),
    ),
    Case(
        "egress-blocked",
        "AWS is not where the environment says",
        env={"AWS_ENDPOINT_URL_STS": "http://127.0.0.1:1"},
        says=("TCP: connection refused at 127.0.0.1:1", "sts.us-west-2.amazonaws.com"),
    ),
    Case(
        "egress-nodes",
        "the nodes have no way out",
        fault=lambda sandbox: sandbox.faults({"world": "nodes-without-egress"}),
        remedy=lambda sandbox: sandbox.faults(),
        says=("TCP: no answer in time", "quay.io"),
        always=FROM_CLUSTER,
    ),
)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_red_then_green(remedied: Sandbox, case: Case) -> None:
    """The fault is found, and nothing after its remedy."""
    red_then_green(remedied, case)


def pods(sandbox: Sandbox) -> list[str]:
    """The pods of ours that are there."""
    items = kubectl(sandbox, "GET", f"{PODS}?labelSelector=app.kubernetes.io/managed-by=wandb-migrator")["items"]
    return [one["metadata"]["name"] for one in items]


def test_nothing_is_made_in_the_cluster_without_the_flag(remedied: Sandbox) -> None:
    """Without --from-cluster the nodes are unknown, which blocks nothing; with it the pod is gone afterwards."""
    said = preflight(remedied, "egress-nodes")
    (unknown,) = said.document()["unknown"]
    assert said.code == 0
    assert unknown["reason"].startswith("only seen from this machine; --from-cluster")
    assert "from here all 6 answer" in unknown["reason"]
    assert preflight(remedied, "egress-nodes", "--from-cluster").document()["passed"] == ["egress-nodes"]
    assert pods(remedied) == []


def test_ctrl_c_removes_the_pod(remedied: Sandbox, tmp_path: Path) -> None:
    """While the pod waits for a node, Ctrl-C ends preflight, and the pod is deleted."""
    authority = Authority.made(tmp_path)
    with serving(pending, certificate=authority.certificate(LOCAL)) as server:
        env = kubeconfig(tmp_path, server.port, authority)
        process = remedied.start("preflight", *TFVARS, "--only", "egress-nodes", *FROM_CLUSTER, env=env)
        until = time.monotonic() + 60
        while not any(one.startswith(f"GET {PODS}/migrator-egress-") for one in server.requests):
            assert time.monotonic() < until, process.poll()
            time.sleep(0.05)
        process.send_signal(signal.SIGINT)
        process.communicate()
        deleted = [one for one in server.requests if one.startswith(f"DELETE {PODS}/migrator-egress-")]
    assert process.returncode == 130
    assert len(deleted) == 1


def pending(one: socket.socket, head: bytes) -> None:
    """An API whose only pod never gets a node."""
    time.sleep(0.1)  # a body may follow its head
    http(body=json.dumps({"metadata": {"name": "x"}, "status": {"phase": "Pending"}}).encode())(one, head)
