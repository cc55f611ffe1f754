"""Proxies of the environment: when they are used, what they are told, and what is said where they fail."""

import socket
import threading
from contextlib import suppress

import pytest

from checks.facts import HttpAnswer, Missing
from migrator import web
from tests.support.servers import LOCAL, Authority, Script, http, raw, refused, serving, silent

SHORT = web.Limits(connect=2.0, total=2.0)


def tunnel_to(port: int) -> Script:
    """What a proxy does after CONNECT: bytes both ways."""

    def pump(source: socket.socket, target: socket.socket) -> None:
        with suppress(OSError):
            while part := source.recv(4096):
                target.sendall(part)

    def connect(one: socket.socket, _: bytes) -> None:
        with socket.create_connection((LOCAL, port)) as other:
            one.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            threading.Thread(target=pump, args=(one, other), daemon=True).start()
            while part := other.recv(4096):
                one.sendall(part)

    return connect


@pytest.mark.parametrize("name", ["https_proxy", "HTTPS_PROXY", "ALL_PROXY"])
@pytest.mark.parametrize("scheme", ["http://", ""])
def test_https_goes_through_a_tunnel(authority: Authority, name: str, scheme: str) -> None:
    """CONNECT with the host's name, then TLS with the host itself, whatever spelling names the proxy."""
    with (
        serving(http(), certificate=authority.certificate("h.example")) as server,
        serving(tunnel_to(server.port)) as proxy,
    ):
        env = {**authority.env, name: f"{scheme}{LOCAL}:{proxy.port}"}
        assert web.get("https://h.example/x", env, at="192.0.2.1") == web.Response(
            HttpAnswer("https://h.example/x", 200),
            {"content-type": "application/json", "content-length": "2", "connection": "close"},
            b"{}",
        )
        assert proxy.requests[0].startswith("CONNECT h.example:443 ")
        assert server.header("Host") == "h.example"


def test_the_licence_does_not_reach_the_proxy(authority: Authority) -> None:
    """What is sent through the tunnel is not told to the proxy; its own credentials are."""
    with (
        serving(http(), certificate=authority.certificate("h.example")) as server,
        serving(tunnel_to(server.port)) as proxy,
    ):
        env = {**authority.env, "https_proxy": f"http://us%40er:pw@{LOCAL}:{proxy.port}"}
        assert isinstance(web.get("https://h.example/", env, {"Authorization": "Basic canary"}), web.Response)
        assert "canary" not in "".join(proxy.requests)
        assert proxy.header("Proxy-Authorization") == "Basic dXNAZXI6cHc="
        assert server.header("Authorization") == "Basic canary"
        assert server.header("Proxy-Authorization") is None


def test_http_names_the_whole_address() -> None:
    """A plain request is put to the proxy with scheme and host."""
    with serving(http()) as proxy:
        env = {"http_proxy": f"http://{LOCAL}:{proxy.port}", "https_proxy": "http://other:1"}
        assert isinstance(web.get("http://h.example:8080/x?y=z", env), web.Response)
        assert proxy.requests[0].startswith("GET http://h.example:8080/x?y=z ")


@pytest.mark.parametrize("listed", [LOCAL, f"other, {LOCAL}", "*", "0.0.1", ".0.0.1", "*.0.0.1"])
def test_no_proxy_takes_it_back(listed: str) -> None:
    """A host that `no_proxy` names, itself, by its domain or by `*`, is asked directly."""
    with serving(http()) as server:
        env = {"http_proxy": f"http://{LOCAL}:{refused()}", "NO_PROXY": listed}
        assert isinstance(web.get(f"http://{LOCAL}:{server.port}/", env), web.Response)


def test_no_proxy_with_a_port_is_for_that_port() -> None:
    """`host:port` leaves other ports to the proxy."""
    with serving(http()) as server:
        proxied = {"http_proxy": f"http://{LOCAL}:{refused()}"}
        url = f"http://{LOCAL}:{server.port}/"
        assert isinstance(web.get(url, {**proxied, "no_proxy": f"{LOCAL}:{server.port}"}), web.Response)
        assert isinstance(web.get(url, {**proxied, "no_proxy": f"{LOCAL}:1"}), Missing)


def test_a_rule_goes_before_a_proxy() -> None:
    """MIGRATOR_CONNECT_TO is direct, for the host that it names."""
    with serving(http()) as server:
        env = {"http_proxy": f"http://{LOCAL}:{refused()}", web.RULE: f"h.example:80:{LOCAL}:{server.port}"}
        assert isinstance(web.get("http://h.example/", env), web.Response)


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (http(403), "it answered 403 to CONNECT and did not let us through"),
        (http(407), "it answered 407 to CONNECT and did not let us through"),
        (http(503), "it answered 503 to CONNECT and did not let us through"),
        (raw(b""), "it cannot be reached"),
        (silent, "no answer in time"),
    ],
    ids=["403", "407", "503", "cut", "silent"],
)
def test_a_proxy_that_fails_is_named_as_such(script: Script, why: str) -> None:
    """Whatever goes wrong between here and the proxy is not blamed on the host, and shows no credentials."""
    with serving(script) as proxy:
        env = {"https_proxy": f"http://user:canary@{LOCAL}:{proxy.port}"}
        assert web.get("https://h.example/", env, limits=SHORT) == Missing(f"https://h.example/: proxy: {why}")


@pytest.mark.parametrize(
    ("proxy", "why"),
    [
        (f"http://user:canary@{LOCAL}:{{port}}", "proxy: it cannot be reached"),
        ("socks5://user:canary@127.0.0.1:1080", "setting: the proxy in the environment cannot be used"),
    ],
)
def test_a_proxy_that_is_not_there_is_named_as_such(proxy: str, why: str) -> None:
    """Refused, or of a kind that is not spoken here."""
    env = {"https_proxy": proxy.format(port=refused())}
    assert web.get("https://h.example/", env) == Missing(f"https://h.example/: {why}")
