"""Policy documents compared as what they grant, not as text: order, names and spelling say nothing.

A document is a set of grants: one effect, action, resource, principal and condition each. Source: the IAM user guide,
"IAM JSON policy elements reference".
"""

import json
import re
from collections.abc import Iterable
from fnmatch import fnmatchcase
from functools import cached_property, lru_cache
from itertools import product
from typing import Any, NamedTuple

EVERYTHING = "*"
ACCOUNT = "arn:aws:iam::{}:root"
# Every bucket, or every role, secret, key, table: all of a kind.
WHOLE = re.compile(r"arn:[^:]*:(?:[^:]*:[^:]*:[^:]*:\*(?:/\*)?|(?!s3:)[^:]*:[^:]*:[^:]*:[a-z-]+[:/]\*)$")
# Conditions that keep a grant to everybody within an account, an organization or a network.
LIMITS = (
    "aws:userid", "calleraccount", "principalaccount", "principalarn", "principalorg", "resourceaccount", "sourceaccount",
    "sourcearn", "sourceip", "sourceorg", "sourceowner", "sourcevpc", "viaawsservice",
)  # fmt: skip


class Grant(NamedTuple):
    """The smallest part of a policy. `principal` is (kind, id); ("", "") in a policy of an identity, which names none."""

    effect: str
    action: str
    resource: str
    principal: tuple[str, str]
    condition: frozenset[str]

    @property
    def allows(self) -> bool:
        """Whether it is not a denial."""
        return self.effect == "Allow"

    @property
    def anywhere(self) -> bool:
        """Whether it covers every resource, or all of a service."""
        return self.resource == EVERYTHING or bool(WHOLE.match(self.resource))

    @property
    def everybody(self) -> bool:
        """Whether anybody at all is meant, and no condition says otherwise."""
        return (
            self.allows and self.principal[1] == EVERYTHING and self.principal[0] in ("AWS", EVERYTHING) and not self.limited
        )

    @property
    def limited(self) -> bool:
        """Whether a condition keeps it within an account, an organization or a network."""
        return any(limit in one.lower() for one in self.condition for limit in LIMITS)

    def does(self, action: str) -> bool:
        """Whether an action is among those that it names."""
        return _matches(self.action, action)

    def covers(self, other: "Grant") -> bool:
        """Whether the other one adds nothing to this one."""
        if (self.effect, self.principal) != (other.effect, other.principal) or not self.condition <= other.condition:
            return False
        return _matches(self.action, other.action) and _matches(self.resource, other.resource)


class Policy:
    """What a document grants."""

    def __init__(self, grants: Iterable[Grant]) -> None:
        self.grants = frozenset(grants)

    @cached_property
    def broad(self) -> tuple[Grant, ...]:
        """Grants with a wildcard, which may cover others."""
        return tuple(one for one in self.grants if EVERYTHING in one.action + one.resource or not one.condition)

    def beyond(self, older: "Policy") -> list[Grant]:
        """What it allows that the older one did not."""
        new = (one for one in self.grants - older.grants if one.allows)
        return sorted(one for one in new if not any(old.covers(one) for old in older.broad))

    def undenied(self, older: "Policy") -> list[Grant]:
        """What the older one denied, and this one does not."""
        return sorted(one for one in older.grants - self.grants if not one.allows)


def read(document: Any) -> Policy | None:
    """A policy from its text, or several inline ones from their blocks; None where it is none."""
    if isinstance(document, list):
        several = [read(one.get("policy") or one.get("inline_policy")) for one in document if isinstance(one, dict)]
        return Policy(grant for one in several if one for grant in one.grants)
    return _parsed(document) if isinstance(document, str) and document else Policy(())


@lru_cache(maxsize=64)
def _parsed(text: str) -> Policy | None:
    try:
        return Policy(grant for one in _listed(json.loads(text)["Statement"]) for grant in _grants(one))
    except (ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return None


def _grants(statement: dict[str, Any]) -> Iterable[Grant]:
    actions = [one.lower() for one in _listed(statement.get("Action"))] or [EVERYTHING]
    resources = _listed(statement.get("Resource")) or [EVERYTHING]
    condition = frozenset(_conditions(statement.get("Condition") or {}))
    parts = product(actions, resources, _principals(statement))
    return [Grant(statement["Effect"], action, resource, who, condition) for action, resource, who in parts]


def _principals(statement: dict[str, Any]) -> list[tuple[str, str]]:
    if "NotPrincipal" in statement:
        return (
            [(EVERYTHING, EVERYTHING)]
            if statement["Effect"] == "Allow"
            else [("Not", json.dumps(statement["NotPrincipal"]))]
        )
    given = statement.get("Principal")
    if given is None:
        return [("", "")]
    kinds = given.items() if isinstance(given, dict) else [("AWS", given)]
    return [(kind, _account(kind, one)) for kind, several in kinds for one in _listed(several)]


def _account(kind: str, principal: str) -> str:
    """An account by its number is the same as by its root."""
    return ACCOUNT.format(principal) if kind == "AWS" and principal.isdigit() else principal


def _conditions(condition: dict[str, dict[str, Any]]) -> Iterable[str]:
    for operator, keys in condition.items():
        for key, wanted in keys.items():
            yield json.dumps([operator, key, sorted(str(one) for one in _listed(wanted))])


def _listed(thing: Any) -> list[Any]:
    return thing if isinstance(thing, list) else [] if thing is None else [thing]


def _matches(pattern: str, text: str) -> bool:
    return pattern == text or (EVERYTHING in pattern and fnmatchcase(text, pattern.replace("[", "[[]")))
