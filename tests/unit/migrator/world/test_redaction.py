"""No secret survives, in whatever form it travels."""

import base64
import json
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.redact import HIDDEN, Redactor

SECRET = 'p&ss"w\\rd/ü <1>'
GO = json.dumps(SECRET, ensure_ascii=False).replace("&", "\\u0026").replace("<", "\\u003c").replace(">", "\\u003e")
FORMS = {
    "plain": SECRET,
    "json": json.dumps(SECRET),
    "json-utf8": json.dumps(SECRET, ensure_ascii=False),
    "json-go": GO,
    "url": quote(SECRET, safe=""),
    "url-path": quote(SECRET),
    "form": quote_plus(SECRET),
    "basic": base64.b64encode(f"license:{SECRET}".encode()).decode(),
    "base64": base64.b64encode(SECRET.encode()).decode(),
    "base64-bare": base64.b64encode(SECRET.encode()).decode().rstrip("="),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_form_is_hidden(form: str) -> None:
    """As it is, in JSON of Python or Go, in addresses and forms, in base64 and basic authentication."""
    said = Redactor([SECRET])(f"before {FORMS[form]} after")
    assert said.replace('"', "") == f"before {HIDDEN} after"


def test_the_longest_is_hidden_first() -> None:
    """A secret that begins with another leaves no tail behind."""
    assert Redactor(["secret", "secret-and-more"])("secret-and-more secret") == f"{HIDDEN} {HIDDEN}"


@pytest.mark.parametrize("secrets", [[], [""], [" ", "\n\t"]], ids=["none", "empty", "blank"])
def test_nothing_to_hide_changes_nothing(secrets: list[str]) -> None:
    """No secrets, an empty one or one of blanks alone leave every text as it is."""
    assert Redactor(secrets)("a text, of  blanks\n") == "a text, of  blanks\n"


def test_a_secret_of_several_lines_is_hidden_line_by_line() -> None:
    """Indented, numbered or cut between lines, none of its lines is seen; lines of a letter or two say nothing."""
    redact = Redactor(["-----BEGIN KEY-----\nMIIEowIBAAKCAQEA\n}\n-----END KEY-----\n"])
    assert redact("  1: MIIEowIBAAKCAQEA\n  2: }\n") == f"  1: {HIDDEN}\n  2: }}\n"
    assert redact("-----BEGIN KEY-----\nMIIEowIBAAKCAQEA\n}\n-----END KEY-----\n") == HIDDEN
    assert redact("-----BEGIN KEY-----\nMIIEowIBAAKCAQEA\n}\n-----END KEY-----") == HIDDEN


def test_a_short_secret_is_a_word_of_its_own() -> None:
    """Four or five letters are hidden where they stand alone, not in the middle of other words."""
    redact = Redactor(["abcd"])
    assert redact('pw=abcd "abcd" abcde xabcd abcd') == f'pw={HIDDEN} "{HIDDEN}" abcde xabcd {HIDDEN}'


def test_bytes_that_are_no_text_are_hidden_too() -> None:
    """A value of the environment that is not UTF-8 does no harm."""
    assert Redactor(["secret\udcff"])("a secret\udcff b") == f"a {HIDDEN} b"


def test_it_does_not_show_what_it_hides() -> None:
    """Neither its repr nor its string holds a secret."""
    assert SECRET not in repr(Redactor([SECRET])) + str(Redactor([SECRET]))


@given(st.lists(st.text(min_size=6, max_size=30).filter(lambda one: one.strip() == one), min_size=1), st.text(), st.text())
def test_no_secret_survives(secrets: list[str], before: str, after: str) -> None:
    """Whatever the secrets and whatever stands around them, none is in the text that comes out."""
    hidden = [one for one in secrets if one not in HIDDEN]
    text = before + after.join(hidden)
    said = Redactor(hidden)(text)
    rest = said.split(HIDDEN)
    assert not [one for one in hidden for part in rest if one in part]
