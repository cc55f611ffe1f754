"""One look at the application, on real sockets: what users lose is told from what this machine cannot see."""

from pathlib import Path

import pytest

from checks.facts.egress import Stage
from checks.outage import Service
from migrator.outage.look import look
from tests.support.application import FQDN, PATH, Application
from tests.support.servers import LOCAL, Authority, http, raw, refused, serving


def test_a_good_answer(app: Application) -> None:
    """One GET of the path, with the name of the application; address and duration are kept."""
    seen = look(FQDN, PATH, app.env, None)
    assert (seen.service, seen.stage, seen.cause, seen.address) == (Service.SERVED, "ok", "", LOCAL)
    (request,) = app.heard.requests
    assert request.startswith(f"GET {PATH} HTTP/1.1\r\n")
    assert app.heard.header("host") == FQDN


@pytest.mark.parametrize("status", [301, 404, 500, 503])
def test_a_status_that_is_no_success(app: Application, status: int) -> None:
    """It is lost, with the status as its cause."""
    app.status = status
    seen = look(FQDN, PATH, app.env, None)
    assert (seen.service, seen.stage, seen.cause) == (Service.LOST, Stage.HTTP, f"HTTP: status {status}")


def test_a_name_that_is_gone(app: Application) -> None:
    """Nothing is connected to then."""
    app.name(known=False)
    seen = look(FQDN, PATH, app.env, None)
    assert (seen.service, seen.stage, seen.address) == (Service.LOST, Stage.DNS, None)
    assert app.heard.requests == []


def test_a_port_that_is_closed(app: Application) -> None:
    """TCP is what failed."""
    seen = look(FQDN, PATH, {**app.env, "MIGRATOR_CONNECT_TO": f"{FQDN}:443:{LOCAL}:{refused()}"}, None)
    assert (seen.service, seen.stage, seen.cause) == (Service.LOST, Stage.TCP, "TCP: connection refused")


def test_a_certificate_of_another_name(app: Application, tmp_path: Path) -> None:
    """TLS is what failed."""
    (tmp_path / "other").mkdir()
    authority = Authority.made(tmp_path / "other")
    with serving(http(), certificate=authority.certificate("other.example.com")) as heard:
        way = {"MIGRATOR_CONNECT_TO": f"{FQDN}:443:{LOCAL}:{heard.port}"}
        seen = look(FQDN, PATH, {**app.env, **way, **authority.env}, None)
    assert (seen.service, seen.stage) == (Service.LOST, Stage.TLS)
    assert "certificate" in seen.cause


@pytest.mark.parametrize(
    "env",
    [
        {"MIGRATOR_RESOLVER": "nonsense:x"},
        {"MIGRATOR_CONNECT_TO": "nonsense"},
        {"SSL_CERT_FILE": "/nowhere.pem"},
    ],
    ids=["resolver", "connect-to", "authorities"],
)
def test_settings_of_this_machine_are_no_outage(app: Application, env: dict[str, str]) -> None:
    """Nobody knows what users have then."""
    assert look(FQDN, PATH, {**app.env, **env}, None).service is Service.UNKNOWN


def test_a_proxy_that_does_not_let_us_through_is_no_outage() -> None:
    """The name is the proxy's to resolve, and the proxy is not on the way of users; its password is never told."""
    with serving(raw(b"HTTP/1.1 403 Forbidden\r\n\r\n")) as proxy:
        way = {"https_proxy": f"http://kim:canary@{LOCAL}:{proxy.port}"}
        seen = look(FQDN, PATH, {**way, "MIGRATOR_RESOLVER": f"{LOCAL}:{refused()}"}, None)
        assert proxy.requests[0].startswith(f"CONNECT {FQDN}:443 ")
    assert seen.service is Service.UNKNOWN
    assert "canary" not in repr(seen)
