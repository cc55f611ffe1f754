"""Label and field selectors. ValueError where one is not understood: a wrong answer would be worse."""

import re
from typing import Any

from migrator.sandbox.cluster.kinds import Item

TERM = re.compile(r"^(?P<no>!?)(?P<key>[\w./-]+)(?:\s*(?P<op>==|=|!=)\s*(?P<value>[\w.-]*))?$")
SET = re.compile(r"^(?P<key>[\w./-]+)\s+(?P<op>in|notin)\s*\((?P<values>[\w.,\s-]*)\)$")
FIELD = re.compile(r"^(?P<path>[\w.]+)(?P<op>==|=|!=)(?P<value>.*)$")
OUTSIDE = re.compile(r",(?![^(]*\))")


def chosen(items: list[Item], query: dict[str, str]) -> list[Item]:
    """Those that both selectors of a query choose."""
    labels, fields = query.get("labelSelector", ""), query.get("fieldSelector", "")
    return [one for one in items if by_labels(one["metadata"].get("labels") or {}, labels) and by_fields(one, fields)]


def by_labels(labels: dict[str, str], selector: str) -> bool:
    """Terms are key, !key, key=value, key==value, key!=value, key in (a,b), key notin (a,b)."""
    return all(_holds(labels, term.strip()) for term in OUTSIDE.split(selector) if term.strip())


def _holds(labels: dict[str, str], term: str) -> bool:
    listed = SET.match(term)
    if listed:
        values = [one.strip() for one in listed["values"].split(",")]
        return (labels.get(listed["key"]) in values) is (listed["op"] == "in")
    match = TERM.match(term)
    if match is None or (match["no"] and match["op"]):
        raise ValueError(term)
    if match["op"] is None:
        return (match["key"] in labels) is not bool(match["no"])
    return (labels.get(match["key"]) == match["value"]) is not (match["op"] == "!=")


def by_fields(item: Item, selector: str) -> bool:
    """Terms are path=value, path==value, path!=value."""
    return all(_field(item, term) for term in selector.split(",") if term)


def _field(item: Item, term: str) -> bool:
    match = FIELD.match(term)
    if match is None:
        raise ValueError(term)
    found: Any = item
    for part in match["path"].split("."):
        found = found.get(part) if isinstance(found, dict) else None
    return (str(found or "") == match["value"]) is not (match["op"] == "!=")
