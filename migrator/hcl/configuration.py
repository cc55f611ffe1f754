"""What Terraform would read from a set of files, as the facts that checks judge."""

from collections.abc import Iterable, Mapping

from checks.facts import ClusterData, Configuration, ModuleCall, ProviderBlock, RequiredProvider, Variable
from checks.problem import Exit, Problem
from migrator.hcl.arguments import arguments
from migrator.hcl.aws_provider import aws_provider
from migrator.hcl.backend import backend
from migrator.hcl.merge import is_override, merge
from migrator.hcl.scope import Said, Scope
from migrator.hcl.tree import PLAIN, Block, entries, parse, references, without

CLUSTER_DATA = ("aws_eks_cluster", "aws_eks_cluster_auth")
CONSTANT = frozenset({"var", "path", "terraform"})


def blocks(files: Mapping[str, bytes]) -> tuple[Block, ...]:
    """Every top-level block of these files (name -> content), overrides laid over."""
    refused = sorted(name for name in files if name.endswith(".tf.json"))
    if refused:
        raise _json_refused(refused[0])
    parsed = {name: parse(name, content).blocks for name, content in sorted(files.items())}
    base = [one for name, found in parsed.items() if not is_override(name) for one in found]
    return merge(base, [one for name, found in parsed.items() if is_override(name) for one in found])


def read(files: Mapping[str, bytes], given: Mapping[str, Said] | None = None) -> Configuration:
    """The facts of a set of files, and what arguments come to with the values that are given."""
    top = blocks(files)
    scope = Scope(top, given or {})
    settings = [one for one in top if one.type == "terraform"]
    named = {name: text for one in top if one.type == "locals" for name, text in one.attributes.items()}
    return Configuration(
        files=tuple(sorted(files)),
        modules=tuple(_module(one, scope) for one in top if one.type == "module"),
        required_providers=tuple(_required(settings)),
        required_version=tuple(version for one in settings if (version := one.plain("required_version"))),
        providers=tuple(_provider(one) for one in top if one.type == "provider"),
        cluster_data=tuple(_cluster_data(one, named) for one in top if one.type == "data" and one.labels[0] in CLUSTER_DATA),
        variables=tuple(_variable(one) for one in top if one.type == "variable"),
        backend=backend(settings),
        aws=tuple(aws_provider(one, scope) for one in top if one.type == "provider" and one.labels[0] == "aws"),
    )


def _module(block: Block, scope: Scope) -> ModuleCall:
    source, version = block.plain("source") or "", block.plain("version")
    said = arguments(block, scope)
    aws = entries(block.attributes.get("providers", "")).get("aws", "aws").partition(".")[2] or None
    return ModuleCall(block.labels[0], source, version, block.attributes.get("namespace"), block.place, said, aws)


def _required(settings: Iterable[Block]) -> Iterable[RequiredProvider]:
    for one in settings:
        for listed in one.all("required_providers"):
            for name, text in listed.attributes.items():
                entry = entries(text) or {"version": text}
                yield RequiredProvider(name, _plain(entry.get("source")), _plain(entry.get("version")), listed.place)


def _plain(text: str | None) -> str | None:
    found = PLAIN.fullmatch(text or "")
    return found[1] if found else None


def _provider(block: Block) -> ProviderBlock:
    """Helm 2 has a block `kubernetes`, helm 3 an attribute that holds the same."""
    inner = next(iter(block.all("kubernetes")), None) if block.labels[0] == "helm" else block
    said = inner.attributes if inner else entries(block.attributes.get("kubernetes", ""))
    sets_exec = bool(inner.all("exec")) if inner else "exec" in said
    token = said.get("token", "null") != "null"
    connection = without(inner.text, "token").rstrip() if inner and inner is not block else None
    command = _command(inner, said)
    return ProviderBlock(block.labels[0], block.plain("alias"), token, sets_exec, connection, block.place, command)


def _command(inner: Block | None, said: Mapping[str, str]) -> str | None:
    """The program of `exec`, where it is a plain text."""
    if inner is None:
        return _plain(entries(said.get("exec", "")).get("command"))
    return next((one.plain("command") for one in inner.all("exec")), None)


def _cluster_data(block: Block, named: Mapping[str, str]) -> ClusterData:
    name = block.attributes.get("name", "")
    return ClusterData(block.labels[0], block.labels[1], name, _static(name, named), block.place)


def _static(text: str, named: Mapping[str, str]) -> bool:
    """Whether an expression hangs on variables alone, through however many locals."""
    if "local" not in (roots := {root for root, _ in references(text)}):
        return roots <= CONSTANT
    through = {name for root, name in references(text) if root == "local"}
    rest = {name: one for name, one in named.items() if name not in through}
    return roots <= CONSTANT | {"local"} and all(name in named and _static(named[name], rest) for name in through)


def _variable(block: Block) -> Variable:
    sensitive = block.attributes.get("sensitive") == "true"
    return Variable(block.labels[0], "default" not in block.attributes, sensitive, block.place)


def _json_refused(name: str) -> Problem:
    return Problem(
        "tf-json-unsupported",
        what=f"{name} is a configuration in JSON; only the native syntax is read.",
        why="What stands in it would go unjudged.",
        next=f"migrator assess, on a plan of your own; or rewrite {name} as .tf",
        exit=Exit.USAGE,
    )
