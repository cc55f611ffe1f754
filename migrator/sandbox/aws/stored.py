"""Reading what the store holds: attributes as Terraform writes them."""

from migrator.sandbox.names import ACCOUNT
from migrator.sandbox.store import Attributes


def texts(value: object) -> list[str]:
    """A list of strings; an empty one where there is none."""
    return [str(one) for one in value] if isinstance(value, list) else []


def tags(one: Attributes) -> dict[str, str]:
    """An object's tags, the provider's default ones included."""
    found = one["tags_all"]
    return {str(key): str(value) for key, value in found.items()} if isinstance(found, dict) else {}


def role_arn(stored: object) -> str:
    """The ARN as AWS writes it: the store has stand-ins for ARNs."""
    return f"arn:aws:iam::{ACCOUNT}:role/{str(stored).rpartition('/')[2]}"
