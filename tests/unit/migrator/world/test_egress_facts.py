"""Which hosts are reached: from here, by servers on loopback; from a pod, by what curl writes, and by a cluster's API."""

import json
import socket
import subprocess
from pathlib import Path

import pytest

from checks.facts import Missing
from checks.facts.egress import Reach, Stage
from migrator.aws import Aws
from migrator.cluster import Cluster, Limits, hosts_pod, throw_away
from migrator.reach import reach
from migrator.web import RULE
from tests.support.clusters import kubeconfig
from tests.support.directories import RUNBOOK
from tests.support.servers import LOCAL, Authority, Script, dripping, http, naming, refused, serving

POD = RUNBOOK.egress.pod
PODS = f"/api/v1/namespaces/{POD.namespace}/pods"
NEEDED = {"a.example": "charts", "b.example": "images"}


@pytest.mark.parametrize(
    "script", [http(301), http(401), http(500), dripping(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n")]
)
def test_any_status_is_reached(script: Script) -> None:
    """The body is not waited for."""
    with serving(script) as server:
        found = reach("a.example", "charts", f"http://a.example:{server.port}/", {RULE: f"::{LOCAL}:"})
    assert (found.stage, found.host, found.purpose) == (Stage.OK, "a.example", "charts")


def test_another_place_is_named() -> None:
    """Where an endpoint of the environment is asked for a host, that is said."""
    port = refused()
    found = reach("sts.amazonaws.com", "credentials", f"http://{LOCAL}:{port}", {})
    assert found == Reach("sts.amazonaws.com", "credentials", Stage.TCP, f"connection refused at {LOCAL}:{port}")


def test_an_authority_of_its_own(authority: Authority) -> None:
    """A cluster's CA is trusted for the cluster, and nothing else is."""
    with serving(http(403), certificate=authority.certificate(LOCAL)) as server:
        url, pem = f"https://{LOCAL}:{server.port}", (authority.path / "ca.pem").read_text()
        assert reach(LOCAL, "the API", url, {}, pem).why == "answered 403"
        assert reach(LOCAL, "the API", url, {}).stage is Stage.TLS
        assert reach(LOCAL, "the API", url, {}, "no\nCA").stage is Stage.SETTING


@pytest.mark.parametrize(
    ("line", "stage", "why"),
    [
        ("0 200 0.01 0.02 0.03", Stage.OK, "answered 200"),
        ("0 401 0.01 0.02 0.03", Stage.OK, "answered 401"),
        ("6 000 0.000000 0.000000 0.000000", Stage.DNS, "curl ended with 6"),
        ("7 000 0.01 0.000000 0.000000", Stage.TCP, "curl ended with 7"),
        ("60 000 0.01 0.02 0.000000", Stage.TLS, "curl ended with 60"),
        ("5 000 0.01 0.000000 0.000000", Stage.PROXY, "curl ended with 5"),
        ("52 000 0.01 0.02 0.03", Stage.HTTP, "curl ended with 52"),
        ("28 000 0.000000 0.000000 0.000000", Stage.DNS, "no answer in time"),
        ("28 000 0.01 0.000000 0.000000", Stage.TCP, "no answer in time"),
        ("28 000 0.01 0.02 0.000000", Stage.TLS, "no answer in time"),
        ("28 000 0.01 0.02 0.03", Stage.HTTP, "no answer in time"),
        ("28 200 0.01 0.02 0.03", Stage.OK, "answered 200"),
    ],
)
def test_what_curl_says(line: str, stage: Stage, why: str) -> None:
    """A status is an answer; else the exit code, or whatever had not begun, names the stage."""
    assert hosts_pod.parsed(f"a.example {line}\n", {"a.example": "charts"}) == (Reach("a.example", "charts", stage, why),)


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("", "the pod said nothing of a.example, b.example"),
        ("a.example 0 200 0 0 0", "the pod said nothing of b.example"),
        ("a.example x y 0 0 0\nb.example 0 200 0 0 0", "the pod's log is not what curl writes"),
    ],
)
def test_a_log_that_says_too_little(said: str, why: str) -> None:
    """Nothing is guessed."""
    assert hosts_pod.parsed(said, NEEDED) == Missing(why)


def test_the_pods_command_with_real_curl(authority: Authority) -> None:
    """What the pod would run, run here: answers, a refusal, a bad name, told apart by what it writes."""
    names = [f"127.0.0.1:{refused()}", "migrator.invalid"]
    with serving(http(301), certificate=authority.certificate(LOCAL)) as server:
        names.append(f"{LOCAL}:{server.port}")
        env = {"PATH": "/usr/bin:/bin", "CURL_CA_BUNDLE": str(authority.path / "ca.pem"), "NO_PROXY": "*"}
        said = subprocess.run((*POD.command, *names), env=env, capture_output=True, text=True, check=True).stdout
    found = hosts_pod.parsed(said, dict.fromkeys(names, ""))
    assert not isinstance(found, Missing), said
    assert [one.stage for one in found] == [Stage.TCP, Stage.DNS, Stage.OK]


def cluster(env: dict[str, str]) -> Cluster:
    """A cluster that the environment leads to, asked impatiently."""
    return Cluster(Aws(), env, lambda: None, RUNBOOK.health, Limits(connect=0.5, read=2.0, patience=0.2, total=3.0))


def played(status: dict[str, object], log: bytes = b"said", create: Script | None = None) -> Script:
    """An API with one pod, whatever its name."""
    there = json.dumps({"metadata": {"name": "x"}, "status": status}).encode()

    def script(one: socket.socket, head: bytes) -> None:
        method, path = head.split(b" ")[:2]
        answers = {b"POST": create or http(201, there), b"DELETE": http(200, there)}
        shown = http(200, log, "text/plain") if path.endswith(b"/log") else http(200, there)
        answers.get(method, shown)(one, head)

    return script


def run(path: Path, authority: Authority, script: Script) -> tuple[str | Missing, list[str]]:
    """What a pod said, and the requests that reached the API."""
    with serving(script, certificate=authority.certificate(LOCAL)) as server:
        connection = cluster(kubeconfig(path, server.port, authority)).connection
        said = throw_away.output(connection, POD, ("a.example",), seconds=1.0)
        return said, [one.splitlines()[0].rpartition(" ")[0] for one in server.requests]


def test_a_pod_is_made_read_and_removed(tmp_path: Path, authority: Authority) -> None:
    """Its log is the answer, as it was written."""
    said, asked = run(tmp_path, authority, played({"phase": "Succeeded"}, "é\n".encode()))
    assert said == "é\n"
    assert asked[0] == f"POST {PODS}"
    name = asked[1].removeprefix(f"GET {PODS}/")
    assert asked[2:] == [f"GET {PODS}/{name}/log", f"DELETE {PODS}/{name}?gracePeriodSeconds=0"]


WAITING = {"name": "c", "image": "i", "imageID": "", "ready": False, "restartCount": 0}


@pytest.mark.parametrize(
    ("status", "why"),
    [
        ({"phase": "Pending"}, "within 1 s: Pending"),
        ({"phase": "Running"}, "within 1 s: Running"),
        ({"phase": "Failed"}, "within 1 s: Failed"),
        (
            {
                "phase": "Pending",
                "containerStatuses": [{**WAITING, "state": {"waiting": {"reason": "ErrImagePull", "message": "denied"}}}],
            },
            "ErrImagePull (denied)",
        ),
    ],
)
def test_a_pod_that_does_not_end_well_is_removed_too(
    tmp_path: Path, authority: Authority, status: dict[str, object], why: str
) -> None:
    """It says why, within its limit."""
    said, asked = run(tmp_path, authority, played(status))
    assert isinstance(said, Missing)
    assert why in said.why
    assert asked[-1].startswith(f"DELETE {PODS}/migrator-egress-")


def test_a_pod_that_may_not_be_made(tmp_path: Path, authority: Authority) -> None:
    """A refusal is the reason; whatever may have been made is removed."""
    said, asked = run(tmp_path, authority, played({}, create=http(403, b"{}")))
    assert isinstance(said, Missing)
    assert "answered 403 for pod default/migrator-egress-" in said.why
    assert asked[-1].startswith("DELETE")


def test_a_pod_that_is_there_already_is_ours(tmp_path: Path, authority: Authority) -> None:
    """A second attempt after a lost answer finds it made."""
    said, _ = run(tmp_path, authority, played({"phase": "Succeeded"}, create=http(409, b"{}")))
    assert said == "said"


def test_a_name_of_dns_that_leads_nowhere() -> None:
    """The resolver's word is the stage DNS."""
    with naming({}) as place:
        found = reach("a.example", "charts", "https://a.example/", {"MIGRATOR_RESOLVER": place})
    assert found == Reach("a.example", "charts", Stage.DNS, "the name does not exist")
