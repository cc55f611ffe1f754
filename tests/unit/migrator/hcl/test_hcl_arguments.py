"""Arguments of module calls as facts: text, value, place; of secrets and maps only what is harmless."""

import pytest

from checks.facts import Argument, ModuleCall
from migrator.hcl import Said, read

MAIN = """
variable "size" {
  default = "small"
}
variable "env" {
  type      = map(string)
  sensitive = true
}
variable "hidden" {
  sensitive = true
}
locals {
  plain   = var.size
  through = "x-${var.hidden}"
  mysql   = local.through
}
module "m" {
  source  = "w/w/aws"
  version = "1"
  count   = 1
  it      = EXPRESSION
}
"""
CANARY = "canary-in-clear"


def call(expression: str, name: str = "it", **given: object) -> ModuleCall:
    """A call with one argument."""
    text = MAIN.replace("EXPRESSION", expression).replace("  it ", f"  {name} ")
    found = read({"a.tf": text.encode()}, {key: Said(value, "x.tfvars:1") for key, value in given.items()}).call("w/w/aws")
    assert found is not None
    return found


def argument(expression: str, name: str = "it", **given: object) -> Argument:
    """The one argument."""
    (found,) = call(expression, name, **given).arguments.values()
    return found


@pytest.mark.parametrize(
    ("expression", "text", "known", "value"),
    [
        ("var.size", "var.size", True, "small"),
        ("local.plain", "local.plain", True, "small"),
        ('["a", 1]', '["a", 1]', True, ("a", 1)),
        ("[module.x.y]", "[module.x.y]", False, None),
        ("module.x.y", "module.x.y", False, None),
        ("null", "null", True, None),
        ('{ a = "canary-in-clear" }', "", True, frozenset({"a"})),
        ('merge({ A = "canary-in-clear" }, { B = module.x.y })', "", True, frozenset({"A", "B"})),
        ('merge({ A = "canary-in-clear" }, module.x.y)', "", False, None),
        ("var.env", "", True, frozenset({"K"})),
        ("var.hidden", "", False, None),
        ("local.mysql", "", False, None),
        ('sensitive("canary-in-clear")', "", False, None),
        ('[{ a = "canary-in-clear" }]', "", True, (frozenset({"a"}),)),
    ],
)
def test_an_argument_is_plain_or_empty(expression: str, text: str, known: bool, value: object) -> None:
    """Values hang on literals, variables and locals; a map has its keys; what is sensitive has neither text nor value."""
    found = argument(expression, env={"K": CANARY}, hidden=CANARY)
    assert (found.text, found.known, found.value, str(found.place)) == (text, known, value, "a.tf:21")
    assert CANARY not in repr(found)


@pytest.mark.parametrize("name", ["license", "database_password", "api_token", "mysql_connection_string"])
def test_a_secret_is_only_given_or_not(name: str) -> None:
    """An argument whose name says so keeps nothing; whether it is null or empty is known."""
    found = argument(f'"{CANARY}"', name)
    assert (found.text, found.known, found.value, found.absent) == ("", False, None, False)
    assert argument("null", name).absent
    assert (argument('""', name).known, argument('""', name).value) == (True, "")


def test_given_values_win_over_defaults() -> None:
    """An argument comes to what Terraform would come to."""
    assert call("var.size", size="large").value("it") == "large"
    assert call("var.size", size=None).given("it") is None
    assert call("var.size").given("other") is None
    assert call("module.x.y").value("it") is None


def test_keys_are_those_of_a_map() -> None:
    """Anything else has none."""
    assert argument("{ a = 1 }").keys == {"a"}
    assert argument('"a"').keys is None
    assert argument("module.x.y").keys is None


def test_the_first_call_counts() -> None:
    """A module that is not called is not found."""
    assert call("1").name == "m"
    assert read({"a.tf": b""}).call("w/w/aws") is None


def test_an_override_is_where_it_stands() -> None:
    """The place of an argument is that of the file which has the last word."""
    over = b'module "m" {\n  it = 2\n}\n'
    found = read({"a.tf": MAIN.replace("EXPRESSION", "1").encode(), "a_override.tf": over}).call("w/w/aws")
    assert found is not None
    assert (found.value("it"), str(found.arguments["it"].place)) == (2, "a_override.tf:2")
