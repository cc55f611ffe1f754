"""The evidence of a change: what matters first, and never a secret."""

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as some

from checks.plan.actions import LATER, evidence
from tests.support.plans import MAKE_FIRST, MARK, REPLACE, entry, replaced, resource, updated


def said(before: Any, after: Any, **parts: Any) -> tuple[str, ...]:
    """The evidence of an update."""
    return evidence(resource(updated("aws_a.b", before, after, **parts)))


@pytest.mark.parametrize(
    ("before", "after", "line"),
    [
        ({"size": "m4"}, {"size": "r6i"}, "size: m4 -> r6i"),
        ({"size": 1}, {"size": True}, "size: 1 -> true"),
        ({"size": "m4"}, {"size": None}, "size: m4 -> null"),
        ({"tags": {"Environment": "dev"}}, {"tags": {"Environment": "prod"}}, "tags.Environment: dev -> prod"),
        ({"database_name": "a"}, {"database_name": "b"}, "database_name: a -> b"),
        ({"name": "x" * 61}, {"name": "x" * 60}, f"name: {'x' * 57}... -> {'x' * 60}"),
    ],
)
def test_a_line_says_what_changes(before: dict[str, Any], after: dict[str, Any], line: str) -> None:
    """Text stands as it is, other values as JSON, long ones cut."""
    assert said(before, after) == (line,)


@pytest.mark.parametrize("actions", [REPLACE, MAKE_FIRST])
def test_what_forces_the_replacement_comes_first(actions: tuple[str, ...]) -> None:
    """Leaves at or below a path that forces the replacement come first, and say so; identities come last."""
    before = {"arn": "a", "size": "m4", "zones": ["a"], "tags_all": {"x": "1"}}
    after = {"arn": "b", "size": "m5", "zones": ["b"], "tags_all": {"x": "2"}}
    one = entry("aws_a.b", *actions, before=before, after=after, replace_paths=[["zones"]])
    assert evidence(resource(one)) == (
        "zones[0]: a -> b forces replacement",
        "size: m4 -> m5",
        "arn: a -> b",
        "tags_all.x: 1 -> 2",
    )


def test_a_long_list_is_cut() -> None:
    """Six leaves are told, the rest is counted."""
    names = [f"name_{number}" for number in range(9)]
    lines = said(dict.fromkeys(names, "a"), dict.fromkeys(names, "b"))
    assert (len(lines), lines[-1]) == (7, "... and 3 more")
    assert len(said(dict.fromkeys(names[:6], "a"), {})) == 6


@pytest.mark.parametrize("actions", [("create",), ("delete",), ("forget",), ("no-op",), ("read",)])
def test_what_has_one_side_says_its_reason(actions: tuple[str, ...]) -> None:
    """Where there is nothing to compare, Terraform's reason is all the evidence."""
    one = entry("aws_a.b", *actions, before={"name": MARK}, after={"name": MARK}, action_reason="delete_because_count_index")
    assert evidence(resource(one)) == ("delete because count index: count is smaller than before",)
    assert evidence(resource({**one, "action_reason": None})) == ()


@pytest.mark.parametrize(
    ("reason", "line"),
    [
        ("replace_because_tainted", "tainted: marked as broken, mostly since its creation did not end"),
        ("replace_by_request", "replaced on request: somebody planned with -replace"),
        ("replace_by_triggers", "replaced by triggers: something in its replace_triggered_by changes"),
        ("replace_because_cannot_update", "replace because cannot update"),
        ("replace_because_it_is_new", "replace because it is new"),
    ],
)
def test_why_something_is_replaced(reason: str, line: str) -> None:
    """A replacement says Terraform's reason first; one that is not known is repeated."""
    assert evidence(resource(replaced("aws_a.b", {"a": 1}, {"a": 2}, action_reason=reason))) == (line, "a: 1 -> 2")


def test_the_usual_reason_is_told_by_its_attributes() -> None:
    """That something cannot be updated needs no words where the attribute that forces it is named."""
    one = replaced("aws_a.b", {"a": 1}, {"a": 2}, action_reason="replace_because_cannot_update", replace_paths=[["a"]])
    assert evidence(resource(one)) == ("a: 1 -> 2 forces replacement",)


@pytest.mark.parametrize(
    ("path", "lines"),
    [
        (["gone", 0], ("gone[0] forces replacement", "a: 1 -> 2")),
        (["a", "deep"], ("a: 1 -> 2 forces replacement",)),
        ([{"key": "element"}], ("a: 1 -> 2",)),
        (["set", {"key": "element"}, "size"], ("set forces replacement", "a: 1 -> 2")),
    ],
    ids=["not seen", "below a leaf", "an element", "in a set"],
)
def test_what_forces_is_named_in_any_case(path: list[Any], lines: tuple[str, ...]) -> None:
    """Also where no leaf shows it; the element of a set, which is a value, is not repeated."""
    assert evidence(resource(replaced("aws_a.b", {"a": 1}, {"a": 2}, replace_paths=[path]))) == lines


@pytest.mark.parametrize(
    ("importing", "line"),
    [
        ({"id": "i-1"}, "imported from id i-1"),
        ({"id": f"mysql://root:{MARK}@db/x"}, "imported from id (sensitive)"),
        ({"identity": {"region": MARK, "id": "x"}}, "imported by its identity (id, region)"),
        ({"unknown": True}, "imported by its identity"),
    ],
)
def test_moves_and_imports_are_told(importing: dict[str, Any], line: str) -> None:
    """Where a resource comes from stands before what changes in it."""
    lines = said({"a": 1}, {"a": 2}, previous_address="aws_a.c", importing=importing)
    assert lines == ("moved from aws_a.c", line, "a: 1 -> 2")


@pytest.mark.parametrize("kind", ["random_password", "random_bytes", "random_string"])
def test_an_id_that_is_the_secret_itself(kind: str) -> None:
    """A generated password is imported by its own value, which is not told."""
    one = entry(f"{kind}.b", "no-op", importing={"id": MARK})
    assert evidence(resource(one)) == ("imported from id (sensitive)",)


def test_the_keys_of_a_secret_map_are_not_told() -> None:
    """Below a mark nothing is named: what a map holds may be its keys; what forces a replacement is told at the mark."""
    before, after = {"map": {MARK: {"a": 1}, "size": 1}}, {"map": {MARK: {"a": 2}, "size": 2}}
    parts = {
        "before_sensitive": {"map": True},
        "after_sensitive": {"map": {MARK: True}},
        "replace_paths": [["map", MARK, "a"]],
    }
    one = resource(replaced("aws_a.b", before, after, **parts))
    assert evidence(one) == ("map: (sensitive) -> (sensitive) forces replacement",)


def test_generated_configuration_is_told_and_not_shown() -> None:
    """That Terraform wrote the configuration is told; what it wrote may hold a value."""
    one = entry("aws_a.b", "no-op", importing={"id": "i-1"}, generated_config=f'password = "{MARK}"')
    assert evidence(resource(one)) == ("imported from id i-1", "its configuration was generated by Terraform")


SECRET_PATHS = [
    ("password",),
    ("master_password",),
    ("passwd",),
    ("SecretString",),
    ("auth_token",),
    ("wandb_license",),
    ("licence",),
    ("connection_string",),
    ("user_data",),
    ("user_data_base64",),
    ("private_key",),
    ("api_key",),
    ("secret_access_key",),
    ("credentials",),
    ("values", 0),
    ("data", "MYSQL"),
    ("binary_data", "x"),
    ("set", 0, "value"),
    ("environment", 0, "variables", "DB_URL"),
    ("spec", 0, "template", 0, "spec", 0, "container", 0, "env", 0, "value"),
    ("tags", "token"),
    ("result",),
    ("manifest",),
    ("yaml_body",),
    ("yaml_body_parsed",),
    ("container_definitions",),
    ("container_properties",),
    ("spec", 0, "template", 0, "spec", 0, "container", 0, "args", 0),
    ("runtime_environment_variables", "X"),
    ("app_settings", "X"),
    ("kube_config_raw",),
    ("tunnel1_preshared_key",),
    ("default_arguments", "--x"),
    ("data_wo",),
    ("request_headers", "Authorization"),
]


def nested(path: tuple[str | int, ...], leaf: Any) -> Any:
    """A body with one leaf at a path."""
    for part in reversed(path):
        leaf = {part: leaf} if isinstance(part, str) else [leaf]
    return leaf


@pytest.mark.parametrize("path", SECRET_PATHS, ids=lambda path: ".".join(map(str, path)))
@pytest.mark.parametrize("other", ["plain", None, LATER], ids=["changed", "gone", "known later"])
def test_attributes_named_like_secrets_are_hidden(path: tuple[str | int, ...], other: str | None) -> None:
    """By its name alone a secret is hidden on both sides, also where its new value is only known later."""
    later = nested(path, leaf=True) if other == LATER else {}
    old, new = nested(path, MARK), {} if other == LATER else nested(path, other)
    for before, after in ((old, new), (new, old)):
        lines = said(before, after, after_unknown=later if after is new else {})
        assert len(lines) == 1
        assert MARK not in lines[0]
        assert "(sensitive)" in lines[0]


SECRET_TEXTS = [
    f"mysql://wandb:{MARK}@db.example.com:3306/wandb",
    f"redis://:{MARK}@cache:6379",
    f"-----BEGIN RSA PRIVATE KEY-----{MARK}",
    f"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJ4In0.{MARK}",
    f'{{"password": "{MARK}"}}',
    f'[{{"name": "LICENSE", "value": "{MARK}"}}]',
    f"global:\n  license: {MARK}\n",
    f"#!/bin/sh\nexport TOKEN={MARK}",
]


@pytest.mark.parametrize("text", SECRET_TEXTS)
def test_values_that_read_like_secrets_are_hidden(text: str) -> None:
    """An address with a password, a key, a signed token, a document that names a secret: hidden on both sides."""
    assert said({"endpoint": text}, {"endpoint": "plain"}) == ("endpoint: (sensitive) -> (sensitive)",)
    assert said({"endpoint": "plain"}, {"endpoint": text}) == ("endpoint: (sensitive) -> (sensitive)",)


@pytest.mark.parametrize(
    "text", ["https://db.example.com:3306/wandb", "arn:aws:iam::1:role/x", '{"Statement": []}', "a secret garden"]
)
def test_plain_values_are_shown(text: str) -> None:
    """What only looks a little like a secret stays readable: a report without evidence helps nobody."""
    assert said({"endpoint": "plain"}, {"endpoint": text}) == (f"endpoint: plain -> {text}",)


PATHS = some.lists(some.sampled_from(["alpha", "beta", 0]), min_size=1, max_size=4).map(lambda path: ("top", *path))


@given(PATHS, some.integers(1, 5), some.booleans())
def test_no_sensitive_value_is_ever_shown(path: tuple[str | int, ...], depth: int, forced: bool) -> None:
    """Wherever Terraform puts the mark, at the value or above it, the value is not in the evidence."""
    flags = nested(path[:depth], leaf=True)
    one = replaced("aws_a.b", nested(path, MARK), nested(path, MARK + "2"), before_sensitive=flags)
    one["change"]["replace_paths"] = [list(path)] if forced else []
    lines = evidence(resource(one))
    assert len(lines) == 1
    assert MARK not in lines[0]
