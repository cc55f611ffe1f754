"""The configuration of a plan, as far as it says what refers to what."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import msgspec

from checks.plan.format import Plan
from checks.plan.unreadable import BROKEN, explained

INDEX = re.compile(r'\[(?:"(?:[^"\\]|\\.)*"|[^\]"]*)\]')
Steps = tuple[str, ...]


class Block(msgspec.Struct):
    """A resource or a data source; the address is that within its module."""

    address: str = ""
    expressions: Any = None
    for_each_expression: Any = None


class Output(msgspec.Struct):
    """An output of a module."""

    expression: Any = None


class Module(msgspec.Struct):
    """A module: what is in it, and what it calls."""

    resources: list[Block] = []
    module_calls: dict[str, "Called"] = {}
    outputs: dict[str, Output] = {}


class Called(msgspec.Struct):
    """A module call."""

    expressions: Any = None
    for_each_expression: Any = None
    module: Module = msgspec.field(default_factory=Module)


class Whole(msgspec.Struct):
    """The `configuration` of a plan."""

    root_module: Module = msgspec.field(default_factory=Module)


@dataclass(frozen=True)
class References:
    """What refers to what; a block is named by its address without indexes, as in `module.a.aws_x.y`."""

    root: Module
    _blocks: dict[Steps, dict[str, Block]] = field(default_factory=dict)

    @classmethod
    def of(cls, plan: Plan) -> "References":
        """Of a plan; empty where it does not say."""
        try:
            found = msgspec.json.decode(plan.configuration, type=Whole | None)
        except BROKEN as error:
            raise explained(b"", error) from None
        return cls(found.root_module if found else Module())

    def sources(self, block: str, attribute: str) -> tuple[str, ...]:
        """The managed blocks that an attribute of a block is made from, through variables, outputs and data sources."""
        steps, name = _apart(block)
        own = self._block(steps, name)
        return (
            tuple(dict.fromkeys(self._follow(steps, own, _refer(_part(own.expressions, attribute)), set()))) if own else ()
        )

    def _follow(self, steps: Steps, own: Block | None, names: list[str], seen: set[tuple[Steps, str]]) -> Iterator[str]:
        for name in names:
            if (steps, name) not in seen:
                seen.add((steps, name))
                yield from self._one(steps, own, name, seen)

    def _one(self, steps: Steps, own: Block | None, name: str, seen: set[tuple[Steps, str]]) -> Iterator[str]:
        match INDEX.sub("", name).split("."):
            case ["each", *_]:
                yield from self._follow(steps, own, _refer(own.for_each_expression) if own else [], seen)
            case ["var", argument, *_] if steps:
                call = self._module(steps[:-1]).module_calls.get(steps[-1], Called())
                yield from self._follow(steps[:-1], None, _refer(_part(call.expressions, argument)), seen)
            case ["module", call, output, *_]:
                inner = self._module((*steps, call)).outputs.get(output, Output())
                yield from self._follow((*steps, call), None, _refer(inner.expression), seen)
            case ["data", kind, label, *_]:
                data = self._block(steps, f"data.{kind}.{label}")
                yield from self._follow(steps, data, _refer(data.expressions) if data else [], seen)
            case [("var" | "module" | "local" | "count" | "path" | "terraform" | "self"), *_]:
                return
            case [kind, label, *_]:
                yield "".join(f"module.{one}." for one in steps) + f"{kind}.{label}"

    def _module(self, steps: Steps) -> Module:
        found = self.root
        for one in steps:
            found = found.module_calls.get(one, Called()).module
        return found

    def _block(self, steps: Steps, name: str) -> Block | None:
        if steps not in self._blocks:
            self._blocks[steps] = {one.address: one for one in self._module(steps).resources}
        return self._blocks[steps].get(name)


def bare(address: str) -> str:
    """An address without its indexes: that of its block."""
    return INDEX.sub("", address)


def _apart(block: str) -> tuple[Steps, str]:
    """The modules on the way to a block, and its address in the last of them."""
    steps: list[str] = []
    while block.startswith("module."):
        _, name, block = block.split(".", 2)
        steps.append(name)
    return tuple(steps), block


def _part(expressions: Any, name: str) -> Any:
    return expressions.get(name) if isinstance(expressions, dict) else None


def _refer(expression: Any) -> list[str]:
    """Every reference in an expression, however deep its blocks are nested."""
    if isinstance(expression, list):
        return [name for one in expression for name in _refer(one)]
    if not isinstance(expression, dict):
        return []
    named = expression.get("references")
    own = [one for one in named if isinstance(one, str)] if isinstance(named, list) else []
    return [*own, *(name for key, one in expression.items() if key != "references" for name in _refer(one))]
