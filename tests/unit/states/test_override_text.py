"""The override's text: only what is needed, in the user's own names."""

from dataclasses import replace

from checks.facts import ClusterData, Configuration, ModuleCall, Place, ProviderBlock
from states.override import HEADER, override_text
from tests.support.crash import RUNBOOK
from tests.support.ports import configuration

PLACE = Place("post-operator.tf", 1)
CALM = configuration(pinned=True)
DATA = ClusterData("aws_eks_cluster", "app_cluster", "module.wandb_infra.cluster_id", static=False, place=PLACE)


def text(of: Configuration) -> str:
    """The text, empty where there is none."""
    return override_text(of, RUNBOOK) or ""


def provider(name: str, *, alias: str | None = None, token: bool = True, connection: str | None = None) -> Configuration:
    """A configuration with one provider that has exec, and a token or not."""
    block = ProviderBlock(name, alias, sets_token=token, sets_exec=True, connection=connection, place=PLACE)
    return replace(CALM, providers=(block,))


def named(expression: str | None, *data: ClusterData, source: str = "wandb/wandb/aws") -> Configuration:
    """A configuration whose infrastructure module has that namespace."""
    call = ModuleCall("wandb_infra", source, "4.7.2", expression, PLACE)
    return replace(CALM, modules=(call,), cluster_data=data or (DATA,))


def test_nothing_to_mend() -> None:
    """Files that say everything themselves get no override at all."""
    assert override_text(CALM, RUNBOOK) is None


def test_helm_is_pinned() -> None:
    """A helm provider that nothing holds below 3 is pinned as the runbook says, and nothing else is written."""
    written = text(configuration())
    assert written.startswith(HEADER)
    assert f'version = "{RUNBOOK.helm_constraint}"' in written
    assert written.count('"') == 4
    assert "provider" not in written.replace("required_providers", "").replace(HEADER, "")


def test_cluster_data_is_named_statically() -> None:
    """Each data source that hangs on a module is named by the namespace that the user's module call has."""
    auth = replace(DATA, type="aws_eks_cluster_auth", name="mine")
    written = text(named("var.my_namespace", DATA, auth))
    assert 'data "aws_eks_cluster" "app_cluster" {\n  name = var.my_namespace\n}' in written
    assert 'data "aws_eks_cluster_auth" "mine" {\n  name = var.my_namespace\n}' in written


def test_static_names_are_left_alone() -> None:
    """A data source that hangs on nothing is not written."""
    assert text(named("var.n", replace(DATA, static=True))) == ""


def test_a_namespace_that_is_not_static_cannot_mend() -> None:
    """Only a variable, a local or a plain text breaks the cycle; anything else is not written."""
    for static in ("var.n", "local.n", '"wandb"'):
        assert f"name = {static}" in text(named(static))
    for moving in ("module.x.name", '"${var.n}-x"', 'lower("A")', None):
        assert text(named(moving)) == ""
    assert text(named("var.n", source="./mine")) == ""


def test_tokens_are_taken_back() -> None:
    """A provider with token and exec keeps exec alone, under its alias where it has one."""
    assert 'provider "kubernetes" {\n  token = null\n}' in text(provider("kubernetes"))
    assert 'provider "kubernetes" {\n  alias = "eks"\n  token = null\n}' in text(provider("kubernetes", alias="eks"))
    assert text(provider("kubernetes", token=False)) == ""


def test_helms_connection_is_written_without_its_token() -> None:
    """Helm's nested block is written as a whole, as the user has it, without the token; unreadable, it is left alone."""
    written = text(provider("helm", alias="a", connection="\n host = var.host\n"))
    assert 'provider "helm" {\n  alias = "a"\n  kubernetes {\n    host = var.host\n  }\n}' in written
    assert text(provider("helm", connection=None)) == ""


def test_the_same_files_give_the_same_text() -> None:
    """The text has no time and no name of a machine in it: it is digested and compared."""
    assert text(configuration()) == text(configuration())
