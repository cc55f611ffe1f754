"""How a `provider "aws"` block says who Terraform is for AWS, and where."""

import re
from collections.abc import Callable
from typing import Any

from checks.facts.configuration import AssumedRole, AwsProvider
from migrator.hcl.scope import Scope
from migrator.hcl.tree import Block
from migrator.hcl.unknown import UNKNOWN, whole

# Keys are nobody's business, and a web identity's token may be a file of another machine.
NEVER = ("access_key", "secret_key", "token")
FOREIGN = ("assume_role_with_web_identity", "dynamic")
ROLE = frozenset({"role_arn", "session_name", "duration", "duration_seconds", "external_id"})
DURATION = re.compile(r"(?:(\d+)h)?(?:(\d+)m)?(?:(\d+)s)?")


class _Reader:
    """Reads arguments as values, and remembers the names of those that cannot be told."""

    def __init__(self, scope: Scope) -> None:
        self._scope = scope
        self.unclear: list[str] = []

    def value(self, block: Block, name: str, kind: Callable[[Any], Any], *, secret: bool = False) -> Any:
        """What `kind` makes of an argument; None where it is absent, null, empty, or cannot be told."""
        text = block.attributes.get(name)
        if text is None:
            return None
        found = self._scope.evaluate(text) if secret or not self._scope.secret(text) else UNKNOWN
        made = kind(found) if whole(found) and found not in (None, "", []) else None
        if found is UNKNOWN or not whole(found) or made is UNKNOWN:
            self.unclear.append(name)
        return None if made is UNKNOWN else made


def aws_provider(block: Block, scope: Scope) -> AwsProvider:
    """The facts of one block."""
    reader = _Reader(scope)
    reader.unclear += [name for name in NEVER if block.attributes.get(name, "null") != "null"]
    reader.unclear += [one.labels[0] if one.labels else one.type for kind in FOREIGN for one in block.all(kind)]
    accounts = _Reader(scope)  # whoever is not allowed is refused by Terraform itself
    return AwsProvider(
        block.plain("alias"),
        block.place,
        region=reader.value(block, "region", _text),
        profile=reader.value(block, "profile", _text),
        role=_role(block, reader),
        allowed_accounts=accounts.value(block, "allowed_account_ids", _texts) or (),
        forbidden_accounts=accounts.value(block, "forbidden_account_ids", _texts) or (),
        config_file=reader.value(block, "shared_config_files", _only),
        credentials_file=_credentials_file(block, reader),
        unclear=tuple(dict.fromkeys(reader.unclear)),
    )


def _credentials_file(block: Block, reader: _Reader) -> str | None:
    """Older providers know one file only."""
    found: str | None = reader.value(block, "shared_credentials_files", _only)
    older: str | None = reader.value(block, "shared_credentials_file", _text)
    return found or older


def _role(block: Block, reader: _Reader) -> AssumedRole | None:
    """None without a role; more than one, and policies or tags that a session is held to, are not read."""
    found = block.all("assume_role")
    if not found:
        return None
    role = found[0]
    if len(found) > 1 or role.blocks or set(role.attributes) - ROLE:
        reader.unclear.append("assume_role")
    arn = reader.value(role, "role_arn", _text)
    seconds = reader.value(role, "duration", _seconds) or reader.value(role, "duration_seconds", _number)
    name, external = reader.value(role, "session_name", _text), reader.value(role, "external_id", _text, secret=True)
    return AssumedRole(arn, name, seconds, external) if arn else None


def _text(value: Any) -> Any:
    return value if isinstance(value, str) else UNKNOWN


def _texts(value: Any) -> Any:
    return tuple(map(str, value)) if isinstance(value, list) else UNKNOWN


def _only(value: Any) -> Any:
    """The one element of a list."""
    return value[0] if isinstance(value, list) and len(value) == 1 and isinstance(value[0], str) else UNKNOWN


def _number(value: Any) -> Any:
    return int(value) if str(value).isdecimal() else UNKNOWN


def _seconds(value: Any) -> Any:
    """A duration as Go writes it: 1h30m."""
    found = DURATION.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return UNKNOWN
    hours, minutes, seconds = (int(one or 0) for one in found.groups())
    return 3600 * hours + 60 * minutes + seconds
