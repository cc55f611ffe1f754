"""Plain values that checks need: from literals, variables and defaults, never guessed."""

from pathlib import Path

import pytest

from migrator.hcl import Said, blocks
from migrator.workspace.names import resolve
from tests.support.directories import RUNBOOK, documented, workspace

SOURCE = RUNBOOK.source_module


@pytest.mark.parametrize(
    ("argument", "given", "value"),
    [
        ('"literal"', {}, "literal"),
        ('""', {}, None),
        ("null", {}, None),
        ("var.ns", {"ns": "given"}, "given"),
        ("var.ns", {"ns": ""}, None),
        ("var.ns", {"ns": None}, None),
        ("var.ns", {"ns": ["list"]}, None),
        ("var.ns", {}, "by-default"),
        ("var.none", {}, None),
        ("var.dynamic", {}, None),
        ("var.undeclared", {}, None),
        ('"${var.ns}-x"', {"ns": "given"}, "given-x"),
        ('var.ns == "" ? "a" : "b"', {"ns": "given"}, "b"),
        ("local.ns", {}, "l"),
        ("local.gone", {}, None),
        ("module.m.x", {}, None),
    ],
)
def test_an_argument_is_resolved_or_unknown(argument: str, given: dict[str, object], value: str | None) -> None:
    """What hangs on literals, given values and defaults is known; empty, null and what only Terraform can tell is not."""
    module = f'module "any_name" {{\n  source = "{SOURCE}"\n  namespace = {argument}\n}}\n'
    declared = (
        'variable "ns" {\n  default = "by-default"\n}\nvariable "none" {\n  default = null\n}\nlocals {\n  ns = "l"\n}\n'
    )
    top = blocks({"a.tf": f'{module}{declared}variable "dynamic" {{\n  default = var.ns\n}}\n'.encode()})
    said = {name: Said(one, "a.tfvars:1") for name, one in given.items()}
    assert resolve(top, said, SOURCE)["namespace"] == value


def test_without_the_module_nothing_is_known() -> None:
    """Another module's namespace is not the deployment's."""
    top = blocks({"a.tf": b'module "m" {\n  source = "else/where/aws"\n  namespace = "n"\n}'})
    assert set(resolve(top, {}, SOURCE).values()) == {None}


def test_the_documented_values(tmp_path: Path) -> None:
    """The guide's files give namespace, domain, zone and host name; undeclared names of files are told apart."""
    documented(tmp_path)
    with (tmp_path / "post-operator.tfvars").open("a") as file:
        file.write('typo = "x"\nfrom_both = 1\n')
    env = {"TF_VAR_size": "large", "TF_VAR_for_another_project": "x", "TF_VAR_from_both": "x"}
    values = workspace(tmp_path, "post-operator.tfvars", env=env).values()
    assert (values.namespace, values.zone_id, values.fqdn) == (
        "wandb-sandbox",
        "Z0SANDBOXZONE0000000",
        "wandb.sandbox.example",
    )
    assert values.custom_domain_filter == "sandbox.example"
    assert values.undeclared == {"typo", "from_both"}
    assert {"wandb_license", "size", "for_another_project"} < values.given
    assert "eyJ" not in repr(values)


def test_each_value_has_its_place(tmp_path: Path) -> None:
    """What is given last wins with its own place, in each kind of file and the environment; a wrong type is told there."""
    documented(tmp_path)
    (tmp_path / "x.auto.tfvars.json").write_text('{\n  "bucket_name": "b",\n  "deletion_protection": "no"\n}')
    (tmp_path / "more.tfvars").write_text('# comment\n\nsubdomain = "s"\nother_wandb_env = ["a"]\n')
    env = {"TF_VAR_public_access": "1", "TF_VAR_allowed_inbound_cidr": "10.0.0.0/8", "TF_VAR_subdomain": "t"}
    values = workspace(tmp_path, "post-operator.tfvars", "more.tfvars", env=env).values()
    assert {name: values.places[name] for name in ("bucket_name", "subdomain", "public_access", "zone_id")} == {
        "bucket_name": "x.auto.tfvars.json:2",
        "subdomain": "more.tfvars:3",
        "public_access": "TF_VAR_public_access",
        "zone_id": "post-operator.tfvars:3",
    }
    assert [(one.name, one.where, one.type, one.kind, one.why) for one in values.mistyped] == [
        ("allowed_inbound_cidr", "TF_VAR_allowed_inbound_cidr", "list(string)", "a string", "an expression is needed"),
        ("deletion_protection", "x.auto.tfvars.json:3", "bool", "a string", "a bool is needed: true or false"),
        ("other_wandb_env", "more.tfvars:4", "map(string)", "a list", "a map is needed"),
    ]


def test_the_licence_is_the_one_that_the_new_configuration_passes(tmp_path: Path) -> None:
    """It is what the module's `license` comes to, whatever the variable is called."""
    documented(tmp_path)
    post = tmp_path / "post-operator.tf.disabled"
    post.write_text(post.read_text().replace("var.wandb_license", "var.mine") + 'variable "mine" {}\n')
    (tmp_path / "mine.tfvars").write_text('mine = "eyJ.mine"')
    assert workspace(tmp_path, "post-operator.tfvars", "mine.tfvars").licence() == "eyJ.mine"
