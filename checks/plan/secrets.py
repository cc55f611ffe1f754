"""What is never shown, marked by Terraform or not: attributes that are named like secrets, values that read like them."""

import re
from functools import lru_cache
from typing import Any

# A path is hidden where one of its parts contains a word, or is a name: there anything may stand, a secret too.
SECRET_WORDS = re.compile(
    "passw|passphrase|secret|token|licen[cs]e|credential|connection_string|user_data|custom_data|key_material|plaintext|bcrypt|"
    "kube_?config|environment_variable|app_settings|protected_settings|container_(definitions|properties)|pre_?shared|"
    "(private|access|api|app|shared)_?key|yaml_(body|incluster)|live_manifest|gateway_configuration|sas_url|_wo$",
    re.IGNORECASE,
)
SECRET_NAMES = frozenset(
    {
        "args",
        "auth",
        "binary_data",
        "command",
        "content",
        "content_base64",
        "data",
        "default_arguments",
        "env",
        "environment",
    }
    | {"input", "manifest", "output", "rendered", "request_headers", "response_body", "result", "set", "set_list"}
    | {"set_sensitive", "string_data", "value", "values", "variables"}
)
# What they are imported by is the secret itself.
IMPORTED = frozenset({"random_bytes", "random_password", "random_string"})
TAGS = frozenset({"tags", "tags_all"})
# A value is hidden where it reads like a secret: an address with a password, a key, a signed token, a document with one.
SECRET_TEXT = re.compile(r"://[^/\s@]*:[^/\s@]+@|-----BEGIN |eyJ[\w-]{8,}\.[\w-]+\.")


@lru_cache(maxsize=4096)
def named(path: tuple[str | int, ...]) -> bool:
    """Whether a path leads to something that is named like a secret, or where anything may stand."""
    parts = [str(one).lower() for one in path]
    anything = path[0] not in TAGS and not SECRET_NAMES.isdisjoint(parts)
    return anything or any(SECRET_WORDS.search(one) for one in parts)


def reads(thing: Any) -> bool:
    """Whether a text reads like a secret, or is a document (JSON, YAML, a script) that names one."""
    if not isinstance(thing, str):
        return False
    if ("://" in thing or "-----BEGIN " in thing or "eyJ" in thing) and SECRET_TEXT.search(thing):
        return True
    document = "\n" in thing or thing.lstrip().startswith(("{", "["))
    return document and bool(SECRET_WORDS.search(thing))
