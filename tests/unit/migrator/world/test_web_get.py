"""HTTP GETs against servers that answer well, badly, slowly or not at all: an answer or a `Missing`, never more."""

import gzip
from collections.abc import Mapping

import pytest

from checks.facts import HttpAnswer, Missing
from migrator import web
from tests.support.servers import (
    LOCAL,
    Authority,
    Script,
    black_hole,
    dripping,
    http,
    naming,
    raw,
    refused,
    reset,
    serving,
    silent,
)

SHORT = web.Limits(connect=2.0, total=2.0)
SECRET = {"Authorization": "Basic c2VjcmV0LWNhbmFyeQ=="}
CUT = "HTTP: the connection was cut in mid-answer, or it is not HTTP"
HEAD = b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n"


def asked(url: str, env: Mapping[str, str] | None = None, limits: web.Limits = web.LIMITS) -> web.Response:
    """A GET that must be answered."""
    found = web.get(url, env or {}, SECRET, limits=limits)
    assert isinstance(found, web.Response), found
    return found


def missing(url: str, env: Mapping[str, str] | None = None, limits: web.Limits = web.LIMITS) -> str:
    """Why a GET has no answer; it never shows what was sent."""
    found = web.get(url, env or {}, SECRET, limits=limits)
    assert isinstance(found, Missing), found
    assert "c2VjcmV0" not in repr(found)
    return found.why


@pytest.mark.parametrize("status", [200, 204, 301, 401, 403, 404, 407, 429, 500, 503])
def test_every_status_is_an_answer(status: int) -> None:
    """Whatever a server says counts at once: nothing is retried, no redirect is followed, Retry-After is not waited for."""
    with serving(http(status, Location="http://127.0.0.1:1/", Retry_After="600")) as server:
        found = asked(f"http://{LOCAL}:{server.port}/a/b?c=d#e")
        assert found.answer == HttpAnswer(f"http://{LOCAL}:{server.port}/a/b", status)
        assert server.requests[0].startswith("GET /a/b?c=d HTTP/1.1")
        assert len(server.requests) == 1


def test_headers_go_out_and_come_back() -> None:
    """Ours are sent with Host and a name; the server's arrive in lower case, whatever it writes."""
    with serving(http(401, Www_AUTHENTICATE='Bearer realm="r"')) as server:
        found = asked(f"http://{LOCAL}:{server.port}")
        assert found.headers["www-authenticate"] == 'Bearer realm="r"'
        assert server.header("Authorization") == SECRET["Authorization"]
        assert server.header("Host") == f"{LOCAL}:{server.port}"
        assert server.header("User-Agent") == "wandb-migrator"
        assert server.requests[0].startswith("GET / HTTP/1.1")


def test_credentials_in_an_address_are_not_shown() -> None:
    """`https://user:password@host/` is spoken of without its credentials and without its query, answered or not."""
    with serving(http()) as server:
        url = f"http://user:pass%40word@{LOCAL}:{server.port}/x?token=t"
        assert asked(url).answer.url == f"http://{LOCAL}:{server.port}/x"
    port = refused()
    said = missing(f"http://user:p@ssword@{LOCAL}:{port}/x?token=t")
    assert said == f"http://{LOCAL}:{port}/x: TCP: connection refused"


@pytest.mark.parametrize(
    ("script", "why"),
    [
        (silent, "HTTP: no whole answer within 2 s"),
        (dripping(HEAD), "HTTP: no whole answer within 2 s"),
        (dripping(b"HTTP/1.1 200 OK\r\nX-Endless: "), "HTTP: no whole answer within 2 s"),
        (reset(HEAD + b"abc"), CUT),
        (raw(HEAD + b"abc"), CUT),
        (raw(b""), CUT),
        (raw(b"SSH-2.0-OpenSSH_9.6\r\n"), CUT),
        (raw(b"HTTP/1.1 200"), CUT),
        (http(body=b"not gzip", Content_Encoding="gzip"), "HTTP: its body cannot be decoded"),
        (raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n"), CUT),
    ],
    ids=[
        "silent",
        "dripping-body",
        "dripping-head",
        "reset",
        "short",
        "empty",
        "ssh",
        "cut-first-line",
        "not-gzip",
        "bad-chunk",
    ],
)
def test_an_answer_that_is_none_is_missing(script: Script, why: str) -> None:
    """Silence, drips, cuts and garbage end within the limit, with one sentence that names the address."""
    with serving(script) as server:
        assert missing(f"http://{LOCAL}:{server.port}/x", limits=SHORT) == f"http://{LOCAL}:{server.port}/x: {why}"


def test_nobody_listening_is_missing() -> None:
    """A refused connection is said at once."""
    assert missing(f"http://{LOCAL}:{refused()}/").endswith("TCP: connection refused")


def test_a_name_that_does_not_exist_is_missing() -> None:
    """`.invalid` never resolves."""
    assert missing("http://migrator.invalid/").endswith("DNS: the name cannot be resolved")


@pytest.mark.parametrize(
    "url", ["ftp://h/x", "h:443/x", "", "http://", "https:///x", "http://[::1", "http://h:99999/", "http://h:port/"]
)
def test_what_is_no_address_is_missing(url: str) -> None:
    """A setting that holds no http or https address is no traceback."""
    assert missing(url)


def test_only_the_beginning_of_a_body_is_kept() -> None:
    """A body without an end is cut at a mebibyte; the status counts."""
    with serving(http(body=b"x" * (3 * web.MOST_BYTES))) as server:
        assert len(asked(f"http://{LOCAL}:{server.port}/").body) == web.MOST_BYTES


def test_a_compressed_body_is_read() -> None:
    """Gzip is undone."""
    with serving(http(body=gzip.compress(b"plain"), Content_Encoding="gzip")) as server:
        assert asked(f"http://{LOCAL}:{server.port}/").body == b"plain"


def test_a_good_certificate_is_accepted(authority: Authority) -> None:
    """SSL_CERT_FILE names who is trusted; name and address are both checked."""
    with serving(http(), certificate=authority.certificate("localhost", LOCAL)) as server:
        for host in ("localhost", LOCAL):
            assert asked(f"https://{host}:{server.port}/", authority.env).answer.status == 200


@pytest.mark.parametrize(
    ("case", "why"),
    [
        ("wrong-name", "Hostname mismatch, certificate is not valid for 'localhost'"),
        ("unknown-authority", "self-signed certificate in certificate chain"),
        ("expired", "certificate has expired"),
    ],
)
def test_a_bad_certificate_is_missing_and_nothing_was_sent(authority: Authority, case: str, why: str) -> None:
    """Another name, an unknown authority or a passed end close the talk before a header goes out."""
    names = ("other.example",) if case == "wrong-name" else ("localhost",)
    env = {} if case == "unknown-authority" else authority.env
    with serving(http(), certificate=authority.certificate(*names, expired=case == "expired")) as server:
        said = missing(f"https://localhost:{server.port}/", env)
        assert said.endswith(f"TLS: the certificate is not accepted: {why}")
        assert not [one for one in server.requests if one]


def test_a_tls_server_that_says_nothing_is_not_called_a_slow_answer(authority: Authority) -> None:
    """Silence, and a cut, before TLS stands are TLS's."""
    for script, why in ((silent, "no answer in time"), (raw(b""), "the connection was cut")):
        with serving(script) as server:
            said = missing(f"https://localhost:{server.port}/", authority.env, SHORT)
            assert said.endswith(f"TLS: {why}")


def test_a_black_hole_is_cut_at_the_limit() -> None:
    """Where nobody accepts, the limit of a connection ends it."""
    with black_hole() as port:
        assert missing(f"http://{LOCAL}:{port}/", limits=web.Limits(connect=1.0)).endswith("TCP: no connection within 1 s")


def test_the_resolver_that_is_named_is_asked() -> None:
    """MIGRATOR_RESOLVER goes before the system's, but for localhost; what it answers is connected to."""
    with serving(http()) as server, naming({"h.example": (LOCAL,)}) as place:
        env = {"MIGRATOR_RESOLVER": place}
        assert asked(f"http://h.example:{server.port}/", env).answer.status == 200
        assert asked(f"http://localhost:{server.port}/", env).answer.status == 200
        assert missing("http://other.example/", env).endswith("DNS: the name does not exist")


def test_a_server_without_tls_is_not_called_a_bad_certificate(authority: Authority) -> None:
    """Plain HTTP on a TLS port is its own sentence."""
    with serving(http(400)) as server:
        assert missing(f"https://localhost:{server.port}/", authority.env).endswith(
            "TLS: it does not speak TLS as it should"
        )


@pytest.mark.parametrize("content", [None, "not a certificate"])
def test_a_bad_trust_file_is_named(authority: Authority, content: str | None) -> None:
    """SSL_CERT_FILE that is missing or holds no certificate is what the sentence is about."""
    file = authority.path / f"trust-{content is None}"
    if content:
        file.write_text(content)
    said = missing("https://localhost/", {"SSL_CERT_FILE": str(file)})
    assert said.endswith(f"SSL_CERT_FILE {file} cannot be used")


@pytest.mark.parametrize(
    ("rule", "place"),
    [
        ("h.example:443:127.0.0.1:8443", ("127.0.0.1", 8443)),
        ("H.Example:443:[::1]:8443", ("::1", 8443)),
        (":443:127.0.0.1:8443", ("127.0.0.1", 8443)),
        ("h.example::127.0.0.1:8443", ("127.0.0.1", 8443)),
        ("h.example:443::8443", ("h.example", 8443)),
        ("h.example:443:127.0.0.1:", ("127.0.0.1", 443)),
        ("::::", None),
        (":::", ("h.example", 443)),
        ("other:443:127.0.0.1:1, h.example:443:127.0.0.1:2 ,", ("127.0.0.1", 2)),
        ("h.example:80:127.0.0.1:1", None),
        ("other.example:443:127.0.0.1:1", None),
        ("", None),
    ],
)
def test_a_rule_names_another_place(rule: str, place: tuple[str, int] | None) -> None:
    """HOST and PORT choose, empty ones match all; ADDRESS may be IPv4, IPv6 in brackets or a name; the first rule wins."""
    if rule == "::::":
        with pytest.raises(web.MalformedError):
            web.connect_to({web.RULE: rule}, "h.example", 443)
    else:
        assert web.connect_to({web.RULE: rule}, "h.example", 443) == place


def test_a_rule_for_an_address_in_brackets() -> None:
    """HOST may be an IPv6 address, too."""
    assert web.connect_to({web.RULE: "[::1]:443:127.0.0.1:8443"}, "::1", 443) == ("127.0.0.1", 8443)


@pytest.mark.parametrize("rule", ["nonsense", "a:b:c:d", "h:443:127.0.0.1", "h:443:::1:8443", "h:443:127.0.0.1:8443:9"])
def test_a_malformed_rule_is_one_clear_sentence(rule: str) -> None:
    """It is named with the form that it should have."""
    said = missing("https://h/x", {web.RULE: rule})
    assert said == f"https://h/x: setting: {web.RULE} holds {rule!r}, which is not HOST:PORT:ADDRESS:PORT"


@pytest.mark.parametrize("address", [LOCAL, "[::1]"])
def test_a_rule_keeps_host_header_and_server_name(authority: Authority, address: str) -> None:
    """The connection goes elsewhere; the certificate must still be the host's, and Host is what was asked for."""
    with serving(http(), certificate=authority.certificate("h.example"), address=address.strip("[]")) as server:
        env = {**authority.env, web.RULE: f"h.example:443:{address}:{server.port}"}
        assert asked("https://h.example/x", env).answer == HttpAnswer("https://h.example/x", 200)
        assert server.header("Host") == "h.example"


def test_an_address_may_be_given_where_no_rule_names_one(authority: Authority) -> None:
    """`at` is connected to under the host's name; a rule goes before it."""
    with serving(http(), certificate=authority.certificate("h.example")) as server:
        url = f"https://h.example:{server.port}/"
        assert isinstance(web.get(url, authority.env, at=LOCAL), web.Response)
        env = {**authority.env, web.RULE: f"::{LOCAL}:{server.port}"}
        assert isinstance(web.get("https://h.example/", env, at="192.0.2.1"), web.Response)
