"""What Terraform would read from a set of files, as the facts that checks judge."""

import re
from collections.abc import Iterable, Mapping

from checks.facts import ClusterData, Configuration, ModuleCall, ProviderBlock, RequiredProvider, Variable
from checks.problem import Exit, Problem
from migrator.hcl.merge import is_override, merge
from migrator.hcl.tree import Block, parse

CLUSTER_DATA = ("aws_eks_cluster", "aws_eks_cluster_auth")
DYNAMIC = re.compile(r"\b(module|data|each|count|self|aws_\w+|kubernetes_\w+|helm_\w+|random_\w+)\.")
ENTRY = re.compile(r"(source|version)\s*=\s*\"([^\"]*)\"")
SHORT = re.compile(r"^\"([^\"]*)\"$")
TOKEN_LINE = re.compile(r"^[ \t]*token[ \t]*=.*\n?", re.MULTILINE)


def blocks(files: Mapping[str, bytes]) -> tuple[Block, ...]:
    """Every top-level block of these files (name -> content), overrides laid over."""
    refused = sorted(name for name in files if name.endswith(".tf.json"))
    if refused:
        raise _json_refused(refused[0])
    parsed = {name: parse(name, content).blocks for name, content in sorted(files.items())}
    base = [one for name, found in parsed.items() if not is_override(name) for one in found]
    return merge(base, [one for name, found in parsed.items() if is_override(name) for one in found])


def read(files: Mapping[str, bytes]) -> Configuration:
    """The facts of a set of files."""
    top = blocks(files)
    settings = [one for one in top if one.type == "terraform"]
    return Configuration(
        files=tuple(sorted(files)),
        modules=tuple(_module(one) for one in top if one.type == "module"),
        required_providers=tuple(_required(settings)),
        required_version=tuple(version for one in settings if (version := one.plain("required_version"))),
        providers=tuple(_provider(one) for one in top if one.type == "provider"),
        cluster_data=tuple(_cluster_data(one) for one in top if one.type == "data" and one.labels[0] in CLUSTER_DATA),
        variables=tuple(_variable(one) for one in top if one.type == "variable"),
        backend=_backend(settings),
    )


def _module(block: Block) -> ModuleCall:
    source, version = block.plain("source") or "", block.plain("version")
    return ModuleCall(block.labels[0], source, version, block.attributes.get("namespace"), block.place)


def _required(settings: Iterable[Block]) -> Iterable[RequiredProvider]:
    for one in settings:
        for listed in one.all("required_providers"):
            for name, text in listed.attributes.items():
                short = SHORT.match(text)
                entry = {"version": short[1]} if short else dict(ENTRY.findall(text))
                yield RequiredProvider(name, entry.get("source"), entry.get("version"), listed.place)


def _provider(block: Block) -> ProviderBlock:
    inner = block.all("kubernetes")[:1] if block.labels[0] == "helm" else (block,)
    token = any(one.attributes.get("token", "null") != "null" for one in inner)
    attribute = block.attributes.get("kubernetes", "") if block.labels[0] == "helm" else ""
    sets_exec = any(one.all("exec") for one in inner) or re.search(r"\bexec\s*=", attribute) is not None
    token = token or re.search(r"\btoken\s*=", attribute) is not None
    connection = TOKEN_LINE.sub("", inner[0].text).rstrip() if block.labels[0] == "helm" and inner else None
    return ProviderBlock(block.labels[0], block.plain("alias"), token, sets_exec, connection, block.place)


def _cluster_data(block: Block) -> ClusterData:
    name = block.attributes.get("name", "")
    return ClusterData(block.labels[0], block.labels[1], name, not DYNAMIC.search(name), block.place)


def _variable(block: Block) -> Variable:
    sensitive = block.attributes.get("sensitive") == "true"
    return Variable(block.labels[0], "default" not in block.attributes, sensitive, block.place)


def _backend(settings: Iterable[Block]) -> str | None:
    for one in settings:
        for kind in ("backend", "cloud"):
            for found in one.all(kind):
                return found.labels[0] if found.labels else kind
    return None


def _json_refused(name: str) -> Problem:
    return Problem(
        "tf-json-unsupported",
        what=f"{name} is a configuration in JSON; only the native syntax is read.",
        why="What stands in it would go unjudged.",
        next=f"migrator assess, on a plan of your own; or rewrite {name} as .tf",
        exit=Exit.USAGE,
    )
