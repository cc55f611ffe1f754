"""A Kubernetes object is the same in every spelling, and one that would grow when it is read is not read."""

from typing import Any

import pytest

from checks.plan.hazards.objects import document, nested, notes, quantity, snake

BLOCKS = {"spec": [{"template": [{"spec": [{"host_network": True}]}]}]}
MANIFEST = {"manifest": {"kind": "Pod", "spec": {"template": {"spec": {"hostNetwork": True}}}}}
TEXT = {"yaml_body": "kind: Pod\nspec:\n  template:\n    spec: {hostNetwork: true}\n"}
PARSED = {"yaml_body_parsed": TEXT["yaml_body"]}


@pytest.mark.parametrize("body", [BLOCKS, MANIFEST, TEXT, PARSED], ids=["blocks", "manifest", "text", "parsed"])
def test_a_value_is_found_in_every_spelling(body: dict[str, Any]) -> None:
    """By the provider's name, wherever it is nested."""
    assert list(nested(document(body), "host_network")) == [True]


@pytest.mark.parametrize(
    "text",
    [
        "a: &a [1, 1]\nb: &b [*a, *a]\nc: [*b, *b]\n",
        "a: " + "[" * 100 + "]" * 100,
        "a: " + "x" * 200_001,
        "a: [",
        "a: 1\n---\nb: 2\n",
        "only words",
        "when: 2024-13-45",
    ],
    ids=["repeats itself", "deep", "long", "broken", "several", "no object", "no date"],
)
def test_what_is_not_read(text: str) -> None:
    """What cannot be read, or is more than it looks, is an object without anything in it."""
    assert document({"yaml_body": text}) == {}


def test_annotations_of_both_kinds() -> None:
    """Of an object by its metadata, as one block or several, and of the resource that only annotates."""
    said = {"annotations": {"a": "b"}}
    assert [notes(body) for body in ({"metadata": [said]}, {"metadata": said}, said)] == [{"a": "b"}] * 3


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1Ki", 1024.0),
        ("1k", 1000.0),
        ("1.5Mi", 1.5 * 1024**2),
        ("12", 12.0),
        (7, 7.0),
        ("1E", 1e18),
        ("much", None),
        ("1Xi", None),
    ],
)
def test_an_amount(text: object, amount: float | None) -> None:
    """Decimal and binary units; what is none is no amount."""
    assert quantity(text) == amount


def test_a_name_in_the_providers_spelling() -> None:
    """Of a manifest's name and of its own."""
    assert [snake(one) for one in ("hostNetwork", "host_network", "apiGroups")] == [*["host_network"] * 2, "api_groups"]
