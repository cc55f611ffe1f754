"""The AWS provider's block: whose credentials, which role, which region."""

import pytest

from checks.facts.configuration import AssumedRole, AwsProvider
from migrator.hcl import read
from migrator.hcl.scope import Said

ARN = "arn:aws:iam::123456789012:role/deployer"


def provider(body: str, more: str = "", **given: str) -> AwsProvider:
    """The one block of a file, with values given to variables."""
    text = f'provider "aws" {{\n{body}\n}}\n{more}'
    (found,) = read({"main.tf": text.encode()}, {name: Said(value, "x") for name, value in given.items()}).aws
    return found


def test_an_empty_block_says_nothing() -> None:
    """Everything comes from the environment."""
    found = provider("")
    assert found == AwsProvider(None, found.place)
    assert str(found.place) == "main.tf:1"


def test_plain_values_are_read() -> None:
    """Region, profile, accounts, files."""
    found = provider(
        'region = "eu-west-1"\nprofile = "prod"\nallowed_account_ids = ["1", 2]\nforbidden_account_ids = ["3"]\n'
        'shared_config_files = ["a"]\nshared_credentials_files = ["b"]'
    )
    assert (found.region, found.profile, found.config_file, found.credentials_file) == ("eu-west-1", "prod", "a", "b")
    assert (found.allowed_accounts, found.forbidden_accounts, found.unclear) == (("1", "2"), ("3",), ())


def test_variables_and_locals_are_followed() -> None:
    """Given values count, then defaults; null is as good as not there."""
    more = 'variable "p" {}\nvariable "r" { default = null }\nlocals { p = "${var.p}-admin" }'
    found = provider("profile = local.p\nregion = var.r", more, p="prod")
    assert (found.profile, found.region, found.unclear) == ("prod-admin", None, ())


@pytest.mark.parametrize(
    ("duration", "seconds"),
    [("", None), ('duration = "1h30m"', 5400), ('duration = "900s"', 900), ("duration_seconds = 3600", 3600)],
)
def test_the_role_is_read(duration: str, seconds: int | None) -> None:
    """With its session's name and length, and an external id that no text shows."""
    body = f'assume_role {{\nrole_arn = "{ARN}"\nsession_name = "s"\nexternal_id = "id-canary"\n{duration}\n}}'
    found = provider(body)
    assert found.role == AssumedRole(ARN, "s", seconds, "id-canary")
    assert found.unclear == ()
    assert "canary" not in repr(found)


def test_a_role_that_is_null_is_none() -> None:
    """As Terraform takes it: a variable that is not given for one environment."""
    found = provider("assume_role {\nrole_arn = var.role\n}", 'variable "role" { default = null }')
    assert (found.role, found.unclear) == (None, ())


@pytest.mark.parametrize(
    ("body", "unclear"),
    [
        ('access_key = "canary"\nsecret_key = var.canary', ("access_key", "secret_key")),
        ("profile = var.nowhere", ("profile",)),
        ("region = data.aws_region.it.name", ("region",)),
        ("profile = var.hidden", ("profile",)),
        ('dynamic "assume_role" {\nfor_each = []\ncontent {}\n}', ("assume_role",)),
        (f'assume_role {{\nrole_arn = "{ARN}"\npolicy = "p"\n}}', ("assume_role",)),
        (f'assume_role {{\nrole_arn = "{ARN}"\nduration = "soon"\n}}', ("duration",)),
        ('assume_role_with_web_identity {\nrole_arn = "r"\n}', ("assume_role_with_web_identity",)),
        ('shared_credentials_files = ["a", "b"]', ("shared_credentials_files",)),
    ],
    ids=["keys", "variable", "data", "sensitive", "dynamic", "policy", "duration", "web-identity", "files"],
)
def test_what_decides_and_cannot_be_told_is_named(body: str, unclear: tuple[str, ...]) -> None:
    """By name alone: no key and nothing sensitive is kept."""
    found = provider(body, 'variable "hidden" {\ndefault = "canary"\nsensitive = true\n}')
    assert found.unclear == unclear
    assert "canary" not in repr(found)


def test_accounts_that_cannot_be_told_are_left_to_terraform() -> None:
    """They decide nothing about who it is."""
    found = provider("allowed_account_ids = var.nowhere")
    assert (found.allowed_accounts, found.unclear) == ((), ())


@pytest.mark.parametrize(
    ("providers", "region"),
    [
        ("", "eu-west-1"),
        ("providers = { aws = aws }", "eu-west-1"),
        ("providers = { aws = aws.two }", "us-east-1"),
        ("providers = {\n    aws = aws.two\n    helm = helm\n  }", "us-east-1"),
        ("providers = { aws = aws.gone }", None),
    ],
    ids=["default", "named", "alias", "lines", "gone"],
)
def test_the_block_is_the_one_that_the_module_uses(providers: str, region: str | None) -> None:
    """The one without an alias, unless the call hands it another."""
    text = f"""
provider "aws" {{
  alias  = "two"
  region = "us-east-1"
}}
provider "aws" {{
  region = "eu-west-1"
}}
module "m" {{
  source = "w/w/aws"
  {providers}
}}
"""
    configuration = read({"main.tf": text.encode()})
    assert [one.alias for one in configuration.aws] == ["two", None]
    found = configuration.aws_provider("w/w/aws")
    assert (found and found.region) == region


@pytest.mark.parametrize(
    ("text", "command"),
    [
        ('provider "kubernetes" {\nexec {\ncommand = "aws"\n}\n}', "aws"),
        ('provider "helm" {\nkubernetes {\nexec {\ncommand = "aws"\n}\n}\n}', "aws"),
        ('provider "helm" {\nkubernetes = { exec = { command = "aws" } }\n}', "aws"),
        ('provider "kubernetes" {\nexec {\ncommand = var.c\n}\n}', None),
        ('provider "kubernetes" {\n}', None),
    ],
    ids=["kubernetes", "helm-2", "helm-3", "variable", "none"],
)
def test_the_program_of_exec_is_read(text: str, command: str | None) -> None:
    """In each of the forms that it has."""
    (found,) = read({"main.tf": text.encode()}).providers
    assert found.command == command
