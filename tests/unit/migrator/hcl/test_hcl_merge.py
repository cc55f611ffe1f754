"""Override files are laid over the others as Terraform lays them."""

import pytest

from checks.facts import Configuration, RequiredProvider
from migrator.hcl import blocks, read
from migrator.hcl.merge import is_override

BASE = """
terraform {
  required_version = "~> 1.0"
  required_providers {
    aws  = { source = "hashicorp/aws", version = "~> 4.0" }
    helm = { source = "hashicorp/helm" }
  }
  backend "s3" {}
}
provider "helm" {
  debug = true
  kubernetes {
    host  = "h"
    token = "t"
  }
}
provider "aws" {
  region = "a"
}
provider "aws" {
  alias  = "other"
  region = "b"
}
variable "a" {
  type = string
}
"""


def laid(override: str, name: str = "migrator_override.tf") -> Configuration:
    """The base with an override file."""
    return read({"main.tf": BASE.encode(), name: override.encode()})


@pytest.mark.parametrize(
    ("name", "so"),
    [("override.tf", True), ("a_override.tf", True), ("main.tf", False), ("overrides.tf", False), ("myoverride.tf", False)],
)
def test_which_files_are_overrides(name: str, so: bool) -> None:
    """`override.tf` and every name that ends in `_override.tf`."""
    assert is_override(name) is so


def test_attributes_replace_attributes() -> None:
    """What an override says of a variable is added to what the base says of it."""
    (variable,) = laid('variable "a" {\n  default = "x"\n  sensitive = true\n}').variables
    assert (variable.required, variable.sensitive, variable.place.file) == (False, True, "main.tf")


def test_nested_blocks_replace_all_of_their_type() -> None:
    """A nested block of the override takes the place of the base's, and attributes beside it stay."""
    (provider,) = [
        one
        for one in blocks(
            {"a.tf": BASE.encode(), "override.tf": b'provider "helm" {\n  kubernetes {\n    host = "i"\n  }\n}'}
        )
        if one.labels == ("helm",)
    ]
    assert [one.attributes for one in provider.all("kubernetes")] == [{"host": '"i"'}]
    assert provider.attributes == {"debug": "true"}


def test_an_alias_names_its_own_provider() -> None:
    """The override of an aliased provider leaves the one without alias alone."""
    over = b'provider "aws" {\n  alias = "other"\n  region = "c"\n}'
    found = blocks({"a.tf": BASE.encode(), "override.tf": over})
    assert [one.attributes["region"] for one in found if one.labels == ("aws",)] == ['"a"', '"c"']


def test_required_providers_are_replaced_one_by_one() -> None:
    """The override's entry counts, alone, for its provider; the others stay as they are."""
    found = laid(
        'terraform {\n  required_providers {\n    helm = { source = "hashicorp/helm", version = "~> 2.17" }\n  }\n}'
    )
    assert [(one.name, one.constraint) for one in found.required_providers] == [("aws", "~> 4.0"), ("helm", "~> 2.17")]


@pytest.mark.parametrize(
    ("settings", "version", "backend"),
    [
        ('required_version = "~> 1.5"', ("~> 1.5",), "s3"),
        ('backend "local" {}', ("~> 1.0",), "local"),
        ("cloud {}", ("~> 1.0",), "cloud"),
        ("", ("~> 1.0",), "s3"),
    ],
    ids=["version", "backend", "cloud", "nothing"],
)
def test_settings_of_an_override_replace_their_like(settings: str, version: tuple[str, ...], backend: str) -> None:
    """`required_version` and the backend of an override count instead of the base's, not beside them."""
    found = laid(f"terraform {{\n  {settings}\n}}")
    assert (found.required_version, found.backend and found.backend.type) == (version, backend)


def test_overrides_come_in_the_order_of_their_names() -> None:
    """Of two override files the later name wins."""
    last = {"a.tf": b'module "m" {\n  source = "0"\n}', "z_override.tf": b'module "m" {\n  source = "2"\n}'}
    found = read({**last, "b_override.tf": b'module "m" {\n  source = "1"\n}'})
    assert [one.source for one in found.modules] == ["2"]


def test_settings_in_several_blocks_count_together() -> None:
    """Without overrides, `terraform` blocks of several files add up."""
    more = b'terraform {\n  required_version = ">= 1.3"\n  required_providers {\n    null = "~> 3.0"\n  }\n}'
    found = read({"main.tf": BASE.encode(), "versions.tf": more})
    assert found.required_version == ("~> 1.0", ">= 1.3")
    assert RequiredProvider("null", None, "~> 3.0", found.required_providers[2].place) in found.required_providers


def test_what_has_no_base_is_added() -> None:
    """A data source that only the override has counts as if it stood in another file."""
    found = laid('data "aws_eks_cluster" "c" {\n  name = var.a\n}')
    assert [(one.name, one.place.file) for one in found.cluster_data] == [("c", "migrator_override.tf")]
