"""Objects that a bucket, a table or a registry deletes by itself: rules that are new, or that come sooner.

Sources: the Amazon S3 user guide, "Expiring objects"; the DynamoDB developer guide, "Time to live"; the Amazon ECR user
guide, "Lifecycle policies".
"""

import json
import math
import re
from typing import Any

from checks.model import Severity
from checks.plan.hazards.looks import number, turned_on, veiled
from checks.plan.hazards.rule import COMING, Lines, Look, Rule, of
from checks.plan.hazards.seen import Seen, blocks

RULES_OF_A_BUCKET = ("rule", "lifecycle_rule")
BUCKETS = of("aws_s3_bucket_lifecycle_configuration", "aws_s3_bucket", "google_storage_bucket")
# Prefixes whose objects are meant to go.
PASSING = re.compile(r"log|te?mp|cache|trash|staging|scratch|athena|inventory|spark|debug", re.IGNORECASE)
# Every object; no prefix is spelled like this.
ALL = "*"
# Images, or days: what was rolled out before the last releases may still run.
FEW = 3


def _current(rule: dict[str, Any]) -> float | None:
    """After how many days a rule deletes objects; a date counts as at once."""
    for one in blocks(rule.get("expiration")):
        if days := number(one.get("days")):
            return days
        if one.get("date"):
            return 0
    deletes = any(one.get("type") == "Delete" for one in blocks(rule.get("action")))
    ages = [number(one.get("age")) for one in blocks(rule.get("condition"))]
    return next((one for one in ages if one is not None), None) if deletes else None


def _versions(rule: dict[str, Any]) -> float | None:
    """After how many days a rule deletes old versions of objects."""
    for one in blocks(rule.get("noncurrent_version_expiration")):
        return number(one.get("noncurrent_days") or one.get("days"))
    return None


def _scope(rule: dict[str, Any]) -> str:
    filters = [{key: part for key, part in one.items() if part} for one in blocks(rule.get("filter"))]
    scope = [one for one in (rule.get("prefix"), *filters) if one]
    return json.dumps(scope, sort_keys=True) if scope else ALL


def _expiring(body: dict[str, Any], after: Any) -> dict[str, float]:
    """Scope -> days, of the rules that are in force."""
    every = [one for name in RULES_OF_A_BUCKET for one in blocks(body.get(name))]
    active = [one for one in every if one.get("status") != "Disabled" and one.get("enabled") is not False]
    found: dict[str, float] = {}
    for one in active:
        if (days := after(one)) is not None:
            found[_scope(one)] = min(days, found.get(_scope(one), days))
    return found


def _sooner(after: Any, *, lasting: bool) -> Look:
    """Scopes whose objects go now, or sooner than before; `lasting` where they do not sound as if they were meant to."""

    def look(seen: Seen) -> Lines:
        if seen.unknown.get("bucket") is True:
            return ()
        was, will = _expiring(seen.before, after), _expiring(seen.after, after)
        kept = {scope: min(was.get(scope, float("inf")), was.get(ALL, float("inf"))) for scope in will}
        found = [scope for scope in will if will[scope] < kept[scope] and lasting is not bool(PASSING.search(scope))]
        return tuple(f"{_spell(scope)}: deleted after {will[scope]:g} days" for scope in found)

    return look


def _spell(scope: str) -> str:
    return "every object" if scope == ALL else "objects of a prefix or tag"


def _images(*, running: bool) -> Look:
    """Images with a tag that go now, or sooner; `running` where so few or so young ones stay that one in use may go."""

    def look(seen: Seen) -> Lines:
        was, will = (_tagged(body.get("policy")) for body in (seen.before, seen.after))
        sooner = [one for one, kept in will.items() if kept < was.get(one, math.inf) and (kept <= FEW) is running]
        lines = (f"{what}: deleted beyond {will[what, unit]:g} {unit}" for what, unit in sorted(sooner))
        return veiled(seen, "policy", lines)

    return look


def _tagged(policy: Any) -> dict[tuple[str, str], float]:
    """(which images, unit) -> how many are kept, of the rules that look at more than images without a tag."""
    found = {}
    for one in _selections(policy):
        which, days = str(one.get("tagStatus")), one.get("countType") == "sinceImagePushed"
        if which != "untagged" and (kept := number(one.get("countNumber"))) is not None:
            found[f"{which} images", "days" if days else "images"] = kept
    return found


def _selections(policy: Any) -> list[dict[str, Any]]:
    try:
        document = json.loads(policy)
    except (TypeError, ValueError, RecursionError):
        return []
    rules = blocks(document.get("rules")) if isinstance(document, dict) else []
    return [part for one in rules for part in blocks(one.get("selection"))]


REMEDY = "Make sure that nobody needs what is older; it is deleted within a day, and not brought back."
RULES = (
    Rule("objects-expire", Severity.HIGH, _sooner(_current, lasting=True), REMEDY, actions=COMING, kinds=BUCKETS,
         attributes=frozenset(RULES_OF_A_BUCKET)),
    Rule("objects-expire", Severity.MEDIUM, _sooner(_current, lasting=False), REMEDY, actions=COMING, kinds=BUCKETS,
         attributes=frozenset(RULES_OF_A_BUCKET)),
    Rule("versions-expire", Severity.MEDIUM, _sooner(_versions, lasting=True),
         "Old versions are how an overwritten object is brought back: keep them for as long as that may be noticed.",
         actions=COMING, kinds=BUCKETS, attributes=frozenset(RULES_OF_A_BUCKET)),
    Rule("objects-expire", Severity.HIGH, turned_on("ttl"), REMEDY, kinds=of("aws_dynamodb_table"),
         attributes=frozenset({"ttl"})),
    Rule("objects-expire", Severity.HIGH, _images(running=True),
         "Keep more: what runs cannot be pulled again when it is gone.",
         actions=COMING, kinds=of("aws_ecr_lifecycle_policy"), attributes=frozenset({"policy"})),
    Rule("objects-expire", Severity.MEDIUM, _images(running=False), REMEDY, actions=COMING,
         kinds=of("aws_ecr_lifecycle_policy"), attributes=frozenset({"policy"})),
)  # fmt: skip
