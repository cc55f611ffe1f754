"""Who is told of events: programs and web services, well-behaved or not; the run never notices."""

import json
import sys
import time
from pathlib import Path

import pytest

from migrator.listeners import Listeners, target
from states.ports import Note
from tests.support.servers import dripping, http, refused, serving, silent

DOCUMENT = json.dumps({"schema": "migrator.event/1", "event": "state"})


def told(typed: str, *, times: int = 1, seconds: float = 5.0) -> tuple[list[str], float]:
    """Tell a target so many events; what was said of it, and how long telling took."""
    said: list[str] = []

    def note(one: Note) -> None:
        said.append(one.text)

    with Listeners((target(typed),), note, seconds) as listeners:
        began = time.monotonic()
        for _ in range(times):
            listeners.tell(DOCUMENT)
        took = time.monotonic() - began
    return said, took


def script(tmp_path: Path, text: str) -> str:
    """A program, as it is typed."""
    path = tmp_path / "listen it.py"
    path.write_text(text)
    return f"{sys.executable} '{path}' $HOME"


def test_a_command_gets_the_document_on_its_standard_input(tmp_path: Path) -> None:
    """In order, one process for each event, without a shell: `$HOME` stays what it is."""
    heard = tmp_path / "heard"
    text = f"import sys; open({str(heard)!r}, 'a').write(sys.argv[1] + sys.stdin.read() + '\\n')"
    said, _ = told(script(tmp_path, text), times=2)
    assert heard.read_text() == f"$HOME{DOCUMENT}\n" * 2
    assert said == []


def test_a_url_is_posted_to() -> None:
    """The document is the body of a POST."""
    bodies: list[bytes] = []
    answer = http(204, b"")

    def hear(one: object, asked: bytes) -> None:
        bodies.append(asked)
        answer(one, asked)  # type: ignore[arg-type]

    with serving(hear) as heard:
        said, _ = told(f"http://127.0.0.1:{heard.port}/hook?token=canary")
        assert heard.requests[0].startswith("POST /hook?token=canary ")
        assert heard.header("content-type") == "application/json"
    assert DOCUMENT.encode() in bodies[0]
    assert said == []


@pytest.mark.parametrize(
    ("text", "why"), [("raise SystemExit(3)", "it ended with 3"), ("import time; time.sleep(60)", "longer than 1 s")]
)
def test_a_command_that_fails_or_hangs(tmp_path: Path, text: str, why: str) -> None:
    """It is said once, by the program's name alone, and telling waits for nobody."""
    said, took = told(script(tmp_path, text), times=2, seconds=1.0)
    assert len(said) == 1
    assert f"--on-event {sys.executable}: " in said[0]
    assert why in said[0]
    assert took < 0.5


def test_a_command_that_is_not_there() -> None:
    """It cannot be started; that is said."""
    said, _ = told("/no/such/program --token canary")
    assert len(said) == 1
    assert said[0].startswith("--on-event /no/such/program: it cannot be started: No such file or directory;")


BAD = (http(500), http(302, b"", location="/elsewhere"), silent, dripping(b"HTTP/1.1 200 OK\r\n"))


@pytest.mark.parametrize("answer", BAD, ids=("error", "redirect", "silent", "dripping"))
def test_a_service_that_fails_or_hangs(answer: object) -> None:
    """An error, a redirect, silence, an answer without an end: said once, and nothing of the URL but its host."""
    with serving(answer) as heard:  # type: ignore[arg-type]
        said, took = told(f"http://user:canary@127.0.0.1:{heard.port}/canary", seconds=1.0)
    assert len(said) == 1
    assert said[0].startswith("--on-event http://127.0.0.1: it ")
    assert "canary" not in said[0]
    assert took < 0.5


def test_a_service_that_is_not_there() -> None:
    """Refused; said without the URL."""
    said, _ = told(f"http://127.0.0.1:{refused()}/canary")
    assert len(said) == 1
    assert "cannot be reached" in said[0]
    assert "canary" not in said[0]


@pytest.mark.parametrize("typed", ["", "   ", "http://", "https:///path", "it's"])
def test_what_is_no_target(typed: str) -> None:
    """Neither a command nor a URL with a host: refused where it is typed."""
    with pytest.raises(ValueError, match=r"no host|no command|quotation"):
        target(typed)


def test_a_target_does_not_show_itself() -> None:
    """Arguments and URLs may hold a token."""
    assert "canary" not in f"{target('notify --token canary')} {target('https://host/canary')}"
