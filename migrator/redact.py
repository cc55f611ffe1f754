"""Hides secrets in every text that leaves: terminal, logs, reports, errors."""

import base64
import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import quote, quote_plus

HIDDEN = "(sensitive)"
# A shorter one is found as a word of its own only: it would stand in the middle of too many others.
SHORT = 6
ODD = "surrogateescape"  # how the environment holds bytes that are not UTF-8
GO = str.maketrans({"<": "\\u003c", ">": "\\u003e", "&": "\\u0026"})


class Redactor:
    """Replaces each secret, and the forms it travels in (JSON, URL, base64, single lines), by `(sensitive)`."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets for form in _forms(secret) if form.strip()}
        longest_first = sorted(forms, key=lambda form: (-len(form), form))
        self._pattern = re.compile("|".join(map(_found, longest_first))) if longest_first else None

    def __repr__(self) -> str:
        return "Redactor()"

    def __call__(self, text: str) -> str:
        """The text without any secret in it."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text


def _found(form: str) -> str:
    escaped = re.escape(form)
    return escaped if len(form) >= SHORT else rf"(?<!\w){escaped}(?!\w)"


def _forms(secret: str) -> Iterator[str]:
    for text in {secret, secret.strip(), *(line.strip() for line in _lines(secret))}:
        yield from (text, *(way(text, safe, errors=ODD) for way in (quote, quote_plus) for safe in ("/", "")))
        for escaped in (json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1]):
            yield from (escaped, escaped.translate(GO))
    for text in {secret, secret.strip(), f"license:{secret}"} if secret.strip() else ():
        encoded = base64.b64encode(text.encode(errors=ODD)).decode()
        yield from (encoded, encoded.rstrip("="))


def _lines(secret: str) -> list[str]:
    """The lines of a secret that has several; short ones say nothing by themselves."""
    lines = secret.splitlines()
    return [line for line in lines if len(line.strip()) >= SHORT] if len(lines) > 1 else []
