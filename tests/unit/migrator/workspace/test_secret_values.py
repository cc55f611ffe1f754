"""Which texts must never be seen: found in values, defaults, literals, maps, JSON and the environment."""

from pathlib import Path

import pytest

from migrator.workspace.variables import secrets
from tests.support.directories import documented, workspace

LICENCE = "eyJ-licence-canary"
MAIN = """
variable "wandb_license" {
  type = string
}
variable "env" {
  type      = map(string)
  sensitive = true
}
variable "plain" {
  type = string
}
"""


def found(path: Path, tfvars: str, env: dict[str, str] | None = None, main: str = MAIN) -> frozenset[str]:
    """The secrets of a directory with one configuration and one variables file."""
    (path / "main.tf").write_text(main)
    (path / "it.tfvars").write_text(tfvars)
    return workspace(path, "it.tfvars", env=env).secrets()


@pytest.mark.parametrize(
    ("tfvars", "hidden"),
    [
        (f'wandb_license = "{LICENCE}"', {LICENCE}),
        (f'plain = "{LICENCE}"', set()),
        ('env = { A = "value-a", B = "value-b" }', {"value-a", "value-b"}),
        ('env = { A = "four", B = "no", C = "true", D = "" }', {"four"}),
        ("env = { PIN = 123456, ON = true, NONE = null }", {"123456"}),
        ('wandb_license = "short"', set()),
        ('db_passwords = ["password-1", ["password-2"]]', {"password-1", "password-2"}),
        ("wandb_license = <<EOT\nline-one\nline-two\nEOT\n", {"line-one\nline-two\n"}),
        ('bucket_kms_key_arn = "arn:aws:kms:key"\nsecret_name = "wandb-secret"', set()),
        ('MY_TOKEN = "token-value"', {"token-value"}),
    ],
    ids=["named", "plain", "map", "short", "number", "guessed-short", "list", "lines", "arn-and-name", "capitals"],
)
def test_given_values(tmp_path: Path, tfvars: str, hidden: set[str]) -> None:
    """Texts and numbers of sensitive variables and of those whose names say so; not of others, nor a word like true."""
    assert found(tmp_path, tfvars) == hidden


@pytest.mark.parametrize(
    ("name", "value", "hidden"),
    [
        ("TF_VAR_wandb_license", LICENCE, {LICENCE}),
        ("TF_VAR_env", '{"A": "value-a", "B": ["value-b"]}', {"value-a", "value-b"}),
        ("TF_VAR_env", '{ A = "value-a" }', {"value-a"}),
        ("TF_VAR_env", "{not a map", set()),
        ("TF_VAR_plain", LICENCE, set()),
    ],
)
def test_values_of_the_environment(tmp_path: Path, name: str, value: str, hidden: set[str]) -> None:
    """A map in TF_VAR_ hides as a whole, and each of its texts; whatever cannot be parsed hides as it is."""
    secret = {value} if name != "TF_VAR_plain" else set()
    assert found(tmp_path, "", {name: value}) == hidden | secret


@pytest.mark.parametrize(
    "main",
    [
        f'variable "wandb_license" {{\n  default = "{LICENCE}"\n}}',
        f'variable "plain" {{\n  default   = "{LICENCE}"\n  sensitive = true\n}}',
        f'module "m" {{\n  source  = "wandb/wandb/aws"\n  license = "{LICENCE}"\n}}',
        f'variable "env" {{\n  sensitive = true\n  default = {{\n    A = "{LICENCE}"\n  }}\n}}',
    ],
    ids=["default", "sensitive-default", "literal", "map-default"],
)
def test_what_stands_in_the_configuration_itself(tmp_path: Path, main: str) -> None:
    """Defaults and literals passed to a module are secrets as much as given values."""
    assert found(tmp_path, "", main=main) == {LICENCE}


def test_expressions_are_not_secrets(tmp_path: Path) -> None:
    """`license = var.x` and function calls have no text of their own."""
    main = 'module "m" {\n  source = "x"\n  license = var.some_variable\n  password = trimspace("abcdefgh")\n}'
    assert found(tmp_path, "", main=main) == frozenset()


def test_the_licence_of_the_old_configuration_is_hidden_too(tmp_path: Path) -> None:
    """Variables of --pre-tfvars count, and those that only the pre-operator configuration declares sensitive."""
    documented(tmp_path)
    (tmp_path / "pre-operator.tf").write_text('variable "old" {\n  sensitive = true\n}')
    (tmp_path / "old.tfvars").write_text('old = "old-secret"\nwandb_license = "old-licence"')
    hidden = workspace(tmp_path, "post-operator.tfvars", pre_tfvars=("old.tfvars", "missing.tfvars")).secrets()
    assert {"old-secret", "old-licence"} < hidden
    assert any("c2FuZGJveC1jYW5hcnktc2lnbmF0dXJl" in one for one in hidden)


def test_nothing_given_hides_nothing() -> None:
    """Without values there are no secrets."""
    assert secrets([], ()) == frozenset()
