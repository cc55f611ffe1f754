"""Values of expressions: what Terraform would come to, or unknown; never a guess."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from migrator.hcl import Said, Scope, blocks
from migrator.hcl.unknown import UNKNOWN, whole

FILES = {
    "a.tf": b"""
variable "ns" {
  type = string
}
variable "by_default" {
  default = "d"
}
variable "through" {
  default = "${var.ns}"
}
variable "number" {
  type    = number
  default = "5"
}
variable "flag" {
  type    = bool
  default = false
}
variable "list" {
  type    = list(string)
  default = ["a", "b"]
}
variable "map" {
  type    = map(string)
  default = {}
}
variable "not_null" {
  nullable = false
  default  = "kept"
}
variable "wrong" {
  type = bool
}
variable "nothing" {}
locals {
  plain = "p-${var.ns}"
  more  = merge({ "x" = 1 }, var.map)
  round = local.turn
  turn  = local.round
}
"""
}
GIVEN = {
    "ns": Said("wb", "a.tfvars:1"),
    "map": Said('{ "k" = "v" }', "TF_VAR_map", of_environment=True),
    "flag": Said("true", "TF_VAR_flag", of_environment=True),
    "not_null": Said(None, "a.tfvars:2"),
    "wrong": Said("yes", "a.tfvars:3"),
}
SCOPE = Scope(blocks(FILES), GIVEN)


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("null", None),
        ("-1.5", -1.5),
        ('"a\\n"', "a\n"),
        ("var.ns", "wb"),
        ("(var.ns)", "wb"),
        ("var.by_default", "d"),
        ("var.number", 5),
        ("var.flag", True),
        ("var.map", {"k": "v"}),
        ("var.not_null", "kept"),
        ("local.plain", "p-wb"),
        ("local.more", {"x": 1, "k": "v"}),
        ('"${var.ns}-${var.number}-${var.flag}"', "wb-5-true"),
        ('"$${no}"', "${no}"),
        ("[var.ns, 1]", ["wb", 1]),
        ('{ a = var.ns, "b" = null, (var.ns) = 1 }', {"a": "wb", "b": None, "wb": 1}),
        ('var.map["k"]', "v"),
        ("var.map.k", "v"),
        ("var.list[1]", "b"),
        ('var.flag ? "yes" : module.m.x', "yes"),
        ('!var.flag || var.ns == "wb"', True),
        ('var.flag && var.ns != "wb"', False),
        ("var.ns == null", False),
        ("merge({ a = 1 }, null, { a = 2 })", {"a": 2}),
        ('coalesce(null, "", var.ns)', "wb"),
        ("concat(var.list, [1])", ["a", "b", 1]),
        ("tolist(var.list)", ["a", "b"]),
    ],
)  # fmt: skip
def test_a_value_is_known(text: str, value: object) -> None:
    """Literals, variables with their precedence and types, locals, templates, conditions and a few functions."""
    assert SCOPE.evaluate(text) == value


@pytest.mark.parametrize(
    "text",
    [
        '1 == "1"', "var.nothing", "var.undeclared", "var.wrong", "var.through.x", "local.gone", "local.round", "module.m.x",
        "path.module", '"${module.m.x}"', "module.m.x ? 1 : 2", "var.ns ? 1 : 2", "!var.ns", "max(1, 2)",
        "merge(module.m.x, {})", "concat(var.list, module.m.x)", "coalesce(module.m.x, 1)", "merge(var.list...)",
        "var.list[9]", 'var.list["a"]', "var.list[*]", 'var.map["gone"]', "[for one in var.list : one]",
        "{ (module.m.x) = 1 }", '"%{ if var.flag }a%{ endif }"', "", "var", "var.flag && module.m.x", "tolist(1, 2)",
        "<<EOT\n${var.ns}\nEOT",
    ],
)  # fmt: skip
def test_a_value_is_not_guessed(text: str) -> None:
    """What hangs on anything else, what does not fit its type, what is no expression at all: unknown."""
    assert SCOPE.evaluate(text) is UNKNOWN


def test_a_map_may_be_known_by_its_keys() -> None:
    """Values that only Terraform knows leave the keys of a map known."""
    found = SCOPE.evaluate("merge({ A = module.m.x }, var.map, { B = [module.m.y] })")
    assert (sorted(found), whole(found)) == (["A", "B", "k"], False)
    assert whole(SCOPE.evaluate("local.more"))


def test_unknown_says_what_it_is() -> None:
    """For whoever debugs."""
    assert repr(UNKNOWN) == "UNKNOWN"


@given(st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.sampled_from(["module.m.x", "var.ns", "var.flag", "local.plain"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc"), inner, max_size=3),
))  # fmt: skip
def test_structures_come_back(value: object) -> None:
    """Whatever structure is written down is the one that is read, with the same places unknown."""
    known = {"module.m.x": UNKNOWN, "var.ns": "wb", "var.flag": True, "local.plain": "p-wb"}

    def text(one: object) -> str:
        if isinstance(one, dict):
            return "{" + ", ".join(f"{key} = {text(item)}" for key, item in one.items()) + "}"
        if isinstance(one, list):
            return "[" + ", ".join(map(text, one)) + "]"
        return one if isinstance(one, str) else "null" if one is None else str(one).lower()

    def wanted(one: object) -> object:
        if isinstance(one, dict):
            return {key: wanted(item) for key, item in one.items()}
        return [wanted(item) for item in one] if isinstance(one, list) else known[one] if isinstance(one, str) else one

    assert SCOPE.evaluate(text(value)) == wanted(value)
