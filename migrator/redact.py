"""Hides secrets in every text that leaves: terminal, logs, reports, errors."""

import base64
import json
import re
from collections.abc import Iterable
from urllib.parse import quote

HIDDEN = "(sensitive)"


class Redactor:
    """Replaces each secret, and the forms it travels in (JSON, URL, basic auth), by `(sensitive)`."""

    def __init__(self, secrets: Iterable[str]) -> None:
        forms = {form for secret in secrets for form in _forms(secret)}
        longest_first = sorted(forms, key=len, reverse=True)
        self._pattern = re.compile("|".join(map(re.escape, longest_first))) if longest_first else None

    def __repr__(self) -> str:
        return "Redactor()"

    def __call__(self, text: str) -> str:
        """The text without any secret in it."""
        return self._pattern.sub(HIDDEN, text) if self._pattern else text


def _forms(secret: str) -> tuple[str, ...]:
    basic = base64.b64encode(f"license:{secret}".encode()).decode()
    return secret, json.dumps(secret)[1:-1], quote(secret, safe=""), basic
