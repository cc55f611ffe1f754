"""A finding in every document: the same six fields."""

from typing import Any

from checks.model import Finding

Document = dict[str, Any]


def finding(one: Finding) -> Document:
    """A finding as the contract spells it."""
    return {
        "code": one.code,
        "severity": one.severity,
        "blocks": one.blocks,
        "subject": one.subject,
        "because": list(one.because),
        "remedy": one.remedy,
    }
