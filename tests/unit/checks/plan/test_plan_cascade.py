"""What forces what: followed through for_each, variables, outputs and data sources of the configuration."""

from typing import Any

import pytest

from checks.plan import judge
from tests.support.plans import MAKE_FIRST, REPLACE, Json, entry, plan

GROUP = 'module.infra.module.nodes.aws_eks_node_group.workers["primary"]'
ATTACHMENT = 'module.infra.aws_autoscaling_attachment.a["primary"]'
NODES = entry(GROUP, *MAKE_FIRST, before={}, after={})


def references(*names: str) -> Json:
    """An expression that refers to these."""
    return {"references": list(names)}


def block(address: str, **parts: Any) -> Json:
    """A resource's block; its attribute `wanted`, and what else is given."""
    return {"address": address, **parts}


def wanting(address: str, name: str = "wanted", unknown: Any = True, **parts: Any) -> Json:
    """A replacement that an attribute forces which is only known after apply."""
    body = {"before": {name: "a"}, "after": {}, "after_unknown": {name: unknown}, "replace_paths": [[name]]}
    return entry(address, *REPLACE, **{**body, **parts})


def configuration(attachment: Json, output: Json, **module: Any) -> Json:
    """Nodes in a module of the module that attaches them."""
    inner = {"outputs": {"groups": {"expression": output}}, "resources": [block("aws_eks_node_group.workers")], **module}
    calls = {"nodes": {"module": inner, "expressions": {"given": references("aws_x.given.id", "aws_x.given")}}}
    return {"root_module": {"module_calls": {"infra": {"module": {"resources": [attachment], "module_calls": calls}}}}}


def told(config: Json, *entries: Json) -> tuple[str, ...]:
    """What is said of the first of these changes about its cause."""
    found = judge(plan(*entries, configuration=config), None)
    because = next(one.because for one in found.changes if one.address == entries[0]["address"])
    return tuple(one for one in because if one.startswith("forced by"))


EACH = block(
    "aws_autoscaling_attachment.a",
    expressions={"wanted": references("each.value")},
    for_each_expression=references("module.nodes.groups", "module.nodes"),
)
STRAIGHT = block("aws_autoscaling_attachment.a", expressions={"wanted": references("module.nodes[0].groups")})
NESTED = block("aws_autoscaling_attachment.a", expressions={"wanted": [{"name": references("module.nodes.groups")}]})
OWN = references("aws_eks_node_group.workers")
DATA = [block("aws_eks_node_group.workers"), block("data.aws_eks.it", expressions={"name": OWN})]


@pytest.mark.parametrize("attachment", [EACH, STRAIGHT, NESTED], ids=["for_each", "output", "nested block"])
def test_the_cause_of_a_replacement(attachment: Json) -> None:
    """It is named with the attribute, by its full address."""
    line = f"forced by wanted, only known after apply because {GROUP} is replaced"
    assert told(configuration(attachment, OWN), wanting(ATTACHMENT), NODES) == (line,)


def test_through_a_data_source() -> None:
    """What is read of a replaced resource is not known either."""
    config = configuration(EACH, references("data.aws_eks.it.name", "data.aws_eks.it"), resources=DATA)
    assert told(config, wanting(ATTACHMENT), NODES)


def test_through_a_variable() -> None:
    """What a module is given stands in its caller."""
    config = configuration(EACH, references("var.given"))
    new = entry("module.infra.aws_x.given", "create")
    line = "forced by wanted, only known after apply because module.infra.aws_x.given is created"
    assert told(config, wanting(ATTACHMENT), new) == (line,)


@pytest.mark.parametrize(
    ("config", "first", "other"),
    [
        (configuration(EACH, OWN), wanting(ATTACHMENT, after_unknown={"wanted": False}), NODES),
        (configuration(EACH, OWN), wanting(ATTACHMENT, unknown={}), NODES),
        (configuration(EACH, OWN), wanting(ATTACHMENT, replace_paths=[]), NODES),
        (configuration(EACH, OWN), wanting(ATTACHMENT), entry(GROUP, "update")),
        (configuration(EACH, references("local.groups", "var.nothing", "path.module")), wanting(ATTACHMENT), NODES),
        ({}, wanting(ATTACHMENT), NODES),
        (None, wanting(ATTACHMENT), NODES),
    ],
    ids=["known", "nothing unknown", "not forcing", "only updated", "cannot be followed", "empty", "no configuration"],
)
def test_without_a_cause(config: Any, first: Json, other: Json) -> None:
    """Nothing is said where nothing is known."""
    assert told(config, first, other) == ()


def test_a_circle_ends() -> None:
    """Outputs and variables that refer to each other are followed once."""
    loop = configuration(STRAIGHT, references("var.given"))
    calls = loop["root_module"]["module_calls"]["infra"]["module"]["module_calls"]
    calls["nodes"]["expressions"] = {"given": references("module.nodes.groups")}
    assert told(loop, wanting(ATTACHMENT), NODES) == ()
