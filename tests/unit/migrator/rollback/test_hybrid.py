"""The files of the hybrid rollback: the old application as it was, on its own feet, and the two flags off."""

import pytest

from migrator.hcl import Said, blocks
from migrator.rollback.hybrid import application, flags

OLD = """
variable "version_of_mine" {}
variable "licence" { sensitive = true }
variable "tag" { default = "7" }
variable "list" { default = ["a"] }
module "wandb_infra" { source = "wandb/wandb/aws" }
module "wandb_app" {
  source = "wandb/wandb/kubernetes"

  # which one
  wandb_version = var.version_of_mine
  license       = var.licence
  image_tag     = var.tag  # kept
  names         = var.list
  host          = module.wandb_infra.url
  environment   = { A = "${var.tag}-x" }

  depends_on = [module.wandb_infra]
}
"""


def made(version: str = "0.61.0") -> str:
    """The file, where the old variables said this version."""
    found = application(blocks({"a.tf": OLD.encode()}), {"version_of_mine": Said(version, "v:1")}, "wandb_app")
    assert found is not None
    return found


def test_the_old_application_is_called_again() -> None:
    """Arguments stand as they were written; plain variables have the values that they had; secrets stay variables."""
    text = made()
    module = next(one for one in blocks({"a.tf": text.encode()}) if one.type == "module")
    assert module.attributes == {
        "source": '"wandb/wandb/kubernetes"',
        "wandb_version": '"0.61.0"',
        "license": "var.licence",
        "image_tag": '"7"',
        "names": "var.list",
        "host": "module.wandb_infra.url",
        "environment": '{ A = "${var.tag}-x" }',
    }
    assert "# which one" in text
    assert "# kept" in text


@pytest.mark.parametrize("version", ['a"b', "${path.root}", "%{ if true }", "\\", "1\n2", "猫"])
def test_a_hostile_value(version: str) -> None:
    """A value is a literal, whatever is in it: no template, no end of the string."""
    module = next(one for one in blocks({"a.tf": made(version).encode()}) if one.type == "module")
    assert module.attributes["wandb_version"].startswith('"')
    assert module.plain("license") is None
    assert len(module.attributes) == 7


def test_it_waits_for_nothing() -> None:
    """Without `depends_on`: what fails in the new infrastructure cannot keep the old application down."""
    assert "depends_on" not in made()


def test_old_files_without_the_application() -> None:
    """There is nothing to call."""
    assert application(blocks({"a.tf": b'module "other" { source = "x" }\n'}), {}, "wandb_app") is None


def test_the_flags() -> None:
    """Both are off, in an override of the infrastructure's call."""
    found = blocks({"a.tf": flags("wandb_infra", ("one", "other_one")).encode()})
    assert [(one.labels, one.attributes) for one in found] == [(("wandb_infra",), {"one": "false", "other_one": "false"})]
