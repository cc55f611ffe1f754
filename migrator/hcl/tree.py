"""Terraform files as trees of blocks with their places and the text as written. Lossless: nothing is evaluated.

tree-sitter says where things stand; the real HCL parser (pygohcl) says whether a file is valid at all.
"""

import re
from dataclasses import dataclass, field
from functools import cache

import pygohcl
import tree_sitter
import tree_sitter_hcl

from checks.facts import Place
from checks.problem import Exit, Problem

AT = re.compile(r"^(?:invalid HCL: )?[^:]*:(\d+),\d+[^:]*: (.*)", re.DOTALL)
PLAIN = re.compile(r'"((?:[^"\\$%]|\\.|[$%](?!\{))*)"', re.DOTALL)
LABELS = {"module": 1, "provider": 1, "variable": 1, "output": 1, "data": 2, "resource": 2}


@dataclass(frozen=True)
class Block:
    """A block: `attributes` are texts of expressions as written, `text` is the body between its braces."""

    type: str
    labels: tuple[str, ...]
    place: Place
    attributes: dict[str, str] = field(default_factory=dict)
    blocks: tuple["Block", ...] = ()
    text: str = ""
    lines: dict[str, int] = field(default_factory=dict)

    def all(self, kind: str) -> tuple["Block", ...]:
        """Nested blocks of a type."""
        return tuple(one for one in self.blocks if one.type == kind)

    def plain(self, name: str) -> str | None:
        """A quoted literal without its quotes; None where it is absent or anything else."""
        found = PLAIN.fullmatch(self.attributes.get(name, ""))
        return found[1] if found else None


@cache
def _parser() -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def parse(file: str, content: bytes) -> Block:
    """A whole file as one block without a type; the Problem `hcl-syntax` where it is not valid."""
    check(file, content)
    root = _root(content)
    whole = _block(file, "", (), root, _body(root))
    for one in whole.blocks:
        wanted = LABELS.get(one.type, len(one.labels))
        if len(one.labels) != wanted:
            raise syntax(file, one.place.line, f"A block `{one.type}` has {wanted} labels; this one has {len(one.labels)}.")
    return whole


def without(body: str, name: str) -> str:
    """The text of a body, without the lines of its attribute of that name; blocks inside it keep theirs."""
    content = body.encode()
    for found in [one for one in _attributes(_body(_root(content))) if _text(_parts(one)[0]) == name]:
        start = content.rfind(b"\n", 0, found.start_byte) + 1
        end = content.find(b"\n", found.end_byte)
        return (content[:start] + (content[end + 1 :] if end >= 0 else b"")).decode()
    return body


def entries(text: str) -> dict[str, str]:
    """Key -> text of the value of an object expression as written; empty for any other expression."""
    expression = _expression(text)
    value = next((one for one in expression.named_children if one.type == "collection_value"), None) if expression else None
    held = value.named_children[0] if value is not None and value.named_children else None
    elements = [one for one in held.named_children if one.type == "object_elem"] if held is not None else []
    pairs = [(one.child_by_field_name("key"), one.child_by_field_name("val")) for one in elements]
    return {_text(key).strip('"'): _text(value) for key, value in pairs}


def references(text: str) -> frozenset[tuple[str, str]]:
    """What an expression refers to, as the first two words: `("module", "wandb_infra")`, `("var", "name")`."""
    found: set[tuple[str, str]] = set()
    waiting = [_expression(text)]
    while waiting:
        node = waiting.pop()
        for index, child in enumerate(node.named_children if node is not None else ()):
            waiting.append(child)
            if child.type == "variable_expr" and node is not None:
                after = node.named_children[index + 1] if index + 1 < len(node.named_children) else None
                found.add((_text(child), _text(after).strip(".") if after is not None else ""))
    return frozenset(found)


def check(file: str, content: bytes) -> None:
    """The Problem `hcl-syntax`, with file and line, where the real parser refuses the file."""
    try:
        pygohcl.loads(content.decode())
    except UnicodeDecodeError as error:
        raise syntax(file, 1, f"It is not UTF-8: {error.reason}.") from error
    except pygohcl.HCLParseError as error:
        found = AT.match(str(error))
        first = (found[2] if found else str(error)).partition(", tmp.hcl:")[0]
        raise syntax(file, int(found[1]) if found else 1, first) from error


def syntax(file: str, line: int, why: str) -> Problem:
    """A file that Terraform would refuse."""
    return Problem(
        "hcl-syntax",
        what=f"{file}:{line} is not valid HCL.",
        why=why,
        next=f"mend line {line} of {file}, then the same command again",
        exit=Exit.USAGE,
    )


def _root(content: bytes) -> tree_sitter.Node:
    return _parser().parse(content).root_node


def _body(node: tree_sitter.Node) -> tree_sitter.Node | None:
    return next((one for one in node.named_children if one.type == "body"), None)


def _attributes(body: tree_sitter.Node | None) -> list[tree_sitter.Node]:
    return [one for one in body.named_children if one.type == "attribute"] if body is not None else []


def _parts(attribute: tree_sitter.Node) -> tuple[tree_sitter.Node, tree_sitter.Node]:
    """The name and the expression of an attribute; comments may stand between them."""
    name, expression = (one for one in attribute.named_children if one.type != "comment")
    return name, expression


def _expression(text: str) -> tree_sitter.Node | None:
    found = _attributes(_body(_root(f"it = {text}\n".encode())))
    return _parts(found[0])[1] if found else None


def _text(node: tree_sitter.Node | None) -> str:
    return node.text.decode() if node is not None and node.text is not None else ""


def _block(file: str, kind: str, labels: tuple[str, ...], node: tree_sitter.Node, body: tree_sitter.Node | None) -> Block:
    attributes: dict[str, str] = {}
    lines: dict[str, int] = {}
    blocks: list[Block] = []
    for child in body.named_children if body is not None else ():
        if child.type == "attribute":
            name, attributes_text = (_text(one) for one in _parts(child))
            attributes[name] = attributes_text
            lines[name] = child.start_point[0] + 1
        elif child.type == "block":
            blocks.append(_nested(file, child))
    return Block(kind, labels, Place(file, node.start_point[0] + 1), attributes, tuple(blocks), _text(body), lines)


def _nested(file: str, node: tree_sitter.Node) -> Block:
    heads = [one for one in node.named_children if one.type in ("identifier", "string_lit")]
    labels = tuple(_text(one).strip('"') for one in heads[1:])
    return _block(file, _text(heads[0]), labels, node, _body(node))
