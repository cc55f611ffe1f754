"""The module registry, the mirror of providers, and the domain name server."""

import io
import json
import os
import platform
import socket
import sys
import tarfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import dns.message
import dns.query
import dns.rcode
import pytest
import urllib3

from checks.facts.health.edge import Answered
from migrator.dns import SETTING, answered
from migrator.sandbox import registry
from migrator.sandbox.aws_api import alias_record
from migrator.sandbox.dns_server import DnsServer
from migrator.sandbox.names import FQDN
from migrator.sandbox.providers import launcher
from migrator.sandbox.providers.catalogue import VERSIONS
from migrator.sandbox.store import Store
from migrator.sandbox.world import World

AWS = "/v1/modules/wandb/wandb/aws"


@pytest.fixture(scope="module")
def base() -> Iterator[str]:
    """The registry's URL."""
    server = registry.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def get(url: str) -> urllib3.BaseHTTPResponse:
    """GET, redirects not followed."""
    return urllib3.request("GET", url, redirect=False, retries=False)


def test_the_versions_of_a_module(base: str) -> None:
    """A module's versions are those of the documented files."""
    answer = get(f"{base}{AWS}/versions")
    assert [one["version"] for one in answer.json()["modules"][0]["versions"]] == ["1.16.10", "4.24.0", "4.7.2"]


def test_a_module_is_an_archive(base: str) -> None:
    """A download leads to an archive of the module, whose files say that they are stand-ins."""
    place = get(f"{base}{AWS}/4.7.2/download").headers["X-Terraform-Get"]
    with tarfile.open(fileobj=io.BytesIO(get(base + place).data)) as archive:
        files = {one.name: archive.extractfile(one) for one in archive.getmembers() if one.name.endswith(".tf")}
        firsts = {name: file.readline() for name, file in files.items() if file is not None}
    assert "./main.tf" in firsts
    assert all(line.startswith(b"# A stand-in") for line in firsts.values())


def archived(base: str, version: str) -> dict[str, bytes]:
    """Name -> content of a module's archive."""
    place = get(f"{base}{AWS}/{version}/download").headers["X-Terraform-Get"]
    with tarfile.open(fileobj=io.BytesIO(get(base + place).data)) as archive:
        return {one.name: (archive.extractfile(one) or io.BytesIO()).read() for one in archive.getmembers()}


def test_a_version_may_be_based_on_another(base: str) -> None:
    """4.24.0 is 4.7.2 with its own files laid over it: what both have is its own, and each file comes once."""
    old, new = archived(base, "4.7.2"), archived(base, "4.24.0")
    assert old.keys() < new.keys()
    assert new["./modules/kms/main.tf"] == old["./modules/kms/main.tf"]
    assert b"v1.28.8" in new["./modules/app_eks/add-ons.tf"]
    assert b"v1.7.1" not in new["./modules/app_eks/add-ons.tf"]
    assert not any(name.endswith("based-on") for name in new)


@pytest.mark.parametrize(
    "path",
    ["/v1/modules/nobody/nothing/aws/versions", "/archive/wandb/wandb/aws/9.9.9.tar.gz", "/", "/archive/../../x/1.tar.gz"],
)
def test_what_the_registry_does_not_have(base: str, path: str) -> None:
    """Other modules, versions and paths are 404."""
    assert get(base + path).status == 404


@pytest.mark.parametrize("name", ["plain", 'a "quoted" ${place} \\ here'])
def test_the_mirror(tmp_path: Path, name: str) -> None:
    """Every provider's version has a launcher at the place where Terraform looks, with the same bytes in every home."""
    home = tmp_path / name
    home.mkdir()
    launcher.install(home)
    machine = {"x86_64": "amd64", "aarch64": "arm64"}.get(platform.machine(), platform.machine())
    found = sorted((home / "mirror").rglob("terraform-provider-*"))
    assert len(found) == len(VERSIONS)
    assert {path.parent.name for path in found} == {f"{sys.platform}_{machine}"}
    assert {path.read_text() for path in found} == {launcher.LAUNCHER}
    assert all(os.access(path, os.X_OK) for path in found)
    assert f"path = {json.dumps(str(home / 'mirror'))}" in launcher.configuration(home, 1)


def test_a_launcher_without_a_sandbox(tmp_path: Path) -> None:
    """A launcher of a sandbox that is down says so and ends."""
    launcher.install(tmp_path)
    found = next((tmp_path / "mirror").rglob("terraform-provider-aws*"))
    read, write = os.pipe()
    pid = os.posix_spawn(found, [str(found)], os.environ, file_actions=[(os.POSIX_SPAWN_DUP2, write, 2)])
    os.close(write)
    with os.fdopen(read) as file:
        assert "the sandbox is not running" in file.read()
    assert os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]) == 1


@pytest.fixture
def resolver(zone: Any, world: World, store: Store) -> Iterator[int]:
    """The name server's port; the zone has an alias with an address, one without, a text, and a plain address."""
    store.put("aws_lb", "lb", {"id": "lb", "dns_name": "lb.elb"})
    zone.held += [
        alias_record(FQDN, "lb.elb", "Z1"),
        alias_record(f"old.{FQDN}", "gone.elb", "Z1"),
        {"Name": "t.sandbox.example.", "Type": "TXT", "ResourceRecords": [{"Value": '"hello"'}]},
        {"Name": "a.sandbox.example.", "Type": "A", "ResourceRecords": [{"Value": "192.0.2.7"}]},
    ]
    server = DnsServer(zone, world)
    yield server.port
    server.stop()


@pytest.mark.parametrize(
    ("name", "kind", "code", "values"),
    [
        (FQDN, "A", "NOERROR", ["127.0.0.1"]),
        (FQDN.upper(), "A", "NOERROR", ["127.0.0.1"]),
        (FQDN, "AAAA", "NOERROR", []),
        (f"old.{FQDN}", "A", "NOERROR", []),
        ("t.sandbox.example", "TXT", "NOERROR", ['"hello"']),
        ("a.sandbox.example", "A", "NOERROR", ["192.0.2.7"]),
        ("sandbox.example", "A", "NOERROR", []),
        ("sandbox.example", "NS", "NOERROR", ["ns-1.awsdns-1.com."]),
        ("nobody.sandbox.example", "A", "NXDOMAIN", []),
        ("deploy.wandb.ai", "A", "NOERROR", ["127.0.0.1"]),
        ("gcr.io", "AAAA", "NOERROR", []),
        ("elsewhere.example", "A", "NXDOMAIN", []),
    ],
)
def test_names(resolver: int, name: str, kind: str, code: str, values: list[str]) -> None:
    """A name is answered as the zone has it: an alias by the load balancer behind it, nothing for what is not there."""
    reply = dns.query.udp(dns.message.make_query(name, kind), "127.0.0.1", port=resolver, timeout=30)
    assert dns.rcode.to_text(reply.rcode()) == code
    assert [str(one) for answer in reply.answer for one in answer] == values


def test_what_is_not_dns(resolver: int, capfd: pytest.CaptureFixture[str]) -> None:
    """A packet that is no question gets no answer, is not logged, and disturbs nobody."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as peer:
        peer.sendto(b"hello", ("127.0.0.1", resolver))
    reply = dns.query.udp(dns.message.make_query(FQDN, "A"), "127.0.0.1", port=resolver, timeout=30)
    assert reply.rcode() == dns.rcode.NOERROR
    assert capfd.readouterr().err == ""


def test_how_long_a_missing_name_may_be_kept(resolver: int) -> None:
    """The zone's SOA says it: the smaller of its own time and its minimum, as RFC 2308 has it; other zones have another."""
    env = {SETTING: f"127.0.0.1:{resolver}"}
    assert answered("nobody.sandbox.example", env) == Answered((), 900)
    assert answered(f"old.{FQDN}", env) == Answered((), 900)
    assert answered("elsewhere.example", env) == Answered((), None)
