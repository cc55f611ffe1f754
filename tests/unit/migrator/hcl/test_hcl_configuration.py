"""What Terraform would read, as facts: modules, providers, data sources, variables, backend."""

import pytest

from checks.facts import ClusterData, Configuration, ProviderBlock
from checks.problem import Exit, Problem
from migrator.hcl import read


def reading(text: str) -> Configuration:
    """The facts of one file."""
    return read({"main.tf": text.encode()})


def provider(text: str) -> ProviderBlock:
    """The one provider of a text."""
    (found,) = reading(text).providers
    return found


def test_a_module_call_is_known_by_its_source() -> None:
    """Name, source, constraint, the text of its namespace, and where it stands."""
    (call,) = reading('\nmodule "m" {\n  source = "w/w/aws"\n  version = "4.7.2"\n  namespace = var.ns\n}').modules
    assert (call.name, call.source, call.version, call.namespace) == ("m", "w/w/aws", "4.7.2", "var.ns")
    assert str(call.place) == "main.tf:2"


@pytest.mark.parametrize(
    ("entry", "source", "constraint"),
    [
        ('{\n  source = "hashicorp/helm"\n  version = "~> 2.17"\n}', "hashicorp/helm", "~> 2.17"),
        ('{\n  source = "hashicorp/helm"\n  # version = "~> 2.17"\n}', "hashicorp/helm", None),
        ('{ "source" : "hashicorp/helm" }', "hashicorp/helm", None),
        ('"~> 2.17"', None, "~> 2.17"),
        ("{}", None, None),
    ],
    ids=["both", "version-commented-out", "quoted-keys", "old-form", "empty"],
)
def test_a_required_provider_is_read_as_terraform_does(entry: str, source: str | None, constraint: str | None) -> None:
    """A constraint in a comment does not count; the old form and quoted keys do."""
    (found,) = reading(f"terraform {{\n  required_providers {{\n    helm = {entry}\n  }}\n}}").required_providers
    assert (found.name, found.source, found.constraint) == ("helm", source, constraint)


@pytest.mark.parametrize(
    ("inside", "token", "sets_exec"),
    [
        ('token = "t"\n exec {\n }', True, True),
        ("exec {\n }", False, True),
        ("token = null\n exec {\n }", False, True),
        ('# token = "t"', False, False),
        ("token = data.aws_eks_cluster_auth.a.token", True, False),
    ],
    ids=["both", "exec", "token-null", "comment", "token"],
)
@pytest.mark.parametrize(
    ("before", "after"), [('provider "kubernetes" {\n', "\n}"), ('provider "helm" {\n kubernetes {\n', "\n }\n}")]
)
def test_token_and_exec_are_seen_where_they_count(
    before: str,
    after: str,
    inside: str,
    token: bool,
    sets_exec: bool,
) -> None:
    """In the block itself, for helm in its nested block; `token = null` is none, nor is one in a comment."""
    found = provider(f"{before}{inside}{after}")
    assert (found.sets_token, found.sets_exec) == (token, sets_exec)


def test_helm_3_holds_its_connection_in_an_attribute() -> None:
    """`kubernetes = {...}` is looked into as well; the token of an inner object is not the connection's."""
    found = provider('provider "helm" {\n  kubernetes = {\n    host = "h"\n    token = "t"\n    exec = {}\n  }\n}')
    assert (found.sets_token, found.sets_exec, found.connection) == (True, True, None)
    inner = provider('provider "helm" {\n  kubernetes = {\n    exec = { token = "t" }\n  }\n}')
    assert (inner.sets_token, inner.sets_exec) == (False, True)


def test_the_connection_is_the_users_own_text_without_the_token() -> None:
    """Everything of helm's block but `token` is kept as written, however many lines the token has."""
    inside = 'host = "h"\n    token = coalesce(\n      var.a,\n      var.b,\n    )\n    exec {\n      command = "aws"\n    }'
    found = provider(f'provider "helm" {{\n  alias = "two"\n  kubernetes {{\n    {inside}\n  }}\n}}')
    assert found.connection == 'host = "h"\n    exec {\n      command = "aws"\n    }'
    assert (found.alias, found.place.line) == ("two", 1)


def cluster(expression: str, rest: str = "") -> ClusterData:
    """The one data source with that name."""
    (found,) = reading(f'data "aws_eks_cluster" "c" {{\n  name = {expression}\n}}\n{rest}').cluster_data
    return found


@pytest.mark.parametrize(
    ("expression", "static"),
    [
        ("module.wandb_infra.cluster_id", False),
        ("var.namespace", True),
        ('"module.of.a.literal"', True),
        ('"${var.namespace}-cluster"', True),
        ('"${module.m.name}-cluster"', False),
        ("aws_eks_cluster.c.name", False),
        ("terraform_data.c.output", False),
        ('data.terraform_remote_state.s.outputs["c"]', False),
        ("terraform.workspace", True),
        ("local.plain", True),
        ("local.through", False),
        ("local.round", False),
        ("local.nowhere", False),
    ],
)
def test_a_name_is_static_when_nothing_that_changes_is_behind_it(expression: str, static: bool) -> None:
    """Variables and literals are; modules, resources and data are not, through however many locals."""
    values = "plain = var.namespace\n  through = local.further\n  further = module.m.id\n  round = local.round"
    found = cluster(expression, f"locals {{\n  {values}\n}}\n")
    assert (found.static, found.name_expression) == (static, expression)


def test_other_data_sources_are_none_of_ours() -> None:
    """Only `aws_eks_cluster` and `aws_eks_cluster_auth` are looked at."""
    kinds = ("aws_eks_cluster_auth", "aws_eks_cluster_versions", "aws_vpc")
    found = reading("\n".join(f'data "{kind}" "c" {{\n  name = "n"\n}}' for kind in kinds))
    assert [one.type for one in found.cluster_data] == ["aws_eks_cluster_auth"]


def test_variables_say_whether_they_must_be_given() -> None:
    """Required without a default, a null default being one; sensitive only where it says true."""
    found = reading(
        'variable "a" {}\nvariable "b" {\n  default = null\n}\nvariable "c" {\n  sensitive = true\n}\n'
        'variable "d" {\n  sensitive = false\n}'
    ).variables
    assert [(one.name, one.required, one.sensitive) for one in found] == [
        ("a", True, False),
        ("b", False, False),
        ("c", True, True),
        ("d", True, False),
    ]


@pytest.mark.parametrize(
    ("settings", "backend"),
    [('backend "s3" {}', "s3"), ('cloud {\n  organization = "o"\n }', "cloud"), ("", None)],
    ids=["s3", "cloud", "none"],
)
def test_the_backend_is_named(settings: str, backend: str | None) -> None:
    """By its kind, `cloud` for HCP, None for the default."""
    found = reading(f"terraform {{\n  {settings}\n}}").backend
    assert (found.type if found else None) == backend


def test_json_configuration_is_refused() -> None:
    """A `.tf.json` among the files is a Problem that names it: what it says would go unjudged."""
    with pytest.raises(Problem, match="tf-json-unsupported") as raised:
        read({"a.tf": b"", "b.tf.json": b"{}"})
    assert raised.value.exit is Exit.USAGE
    assert "b.tf.json" in raised.value.what


def test_no_files_are_an_empty_configuration() -> None:
    """Nothing is read from nothing."""
    assert read({}) == Configuration((), (), (), (), (), (), (), None)
