"""Terraform files as trees of blocks with their places and the text as written. Lossless: nothing is evaluated.

tree-sitter says where things stand; the real HCL parser (pygohcl) says whether a file is valid at all.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from itertools import zip_longest

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
    places: dict[str, Place] = field(default_factory=dict)

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


@lru_cache(maxsize=64)
def parse(file: str, content: bytes) -> Block:
    """A whole file as one block without a type; the Problem `hcl-syntax` where it is not valid."""
    try:
        check(file, content)
        root = _root(content)
        whole = _block(file, "", (), root, _body(root))
    except RecursionError:
        raise syntax(file, 1, "It is nested too deeply to be read.") from None
    for one in whole.blocks:
        wanted = LABELS.get(one.type, len(one.labels))
        if len(one.labels) != wanted:
            raise syntax(file, one.place.line, f"A block `{one.type}` has {wanted} labels; this one has {len(one.labels)}.")
    return whole


def without(body: str, name: str) -> str:
    """The text of a body, without the lines of its attribute of that name; blocks inside it keep theirs."""
    content = body.encode()
    for found in [one for one in _attributes(_body(_root(content))) if text_of(_parts(one)[0]) == name]:
        start = content.rfind(b"\n", 0, found.start_byte) + 1
        end = content.find(b"\n", found.end_byte)
        return (content[:start] + (content[end + 1 :] if end >= 0 else b"")).decode()
    return body


def entries(text: str) -> dict[str, str]:
    """Key -> text of the value of an object expression as written; empty for any other expression."""
    node = expression(text)
    return {text_of(key).strip('"'): text_of(value) for key, value in entry_nodes(node)} if node is not None else {}


def entry_nodes(node: tree_sitter.Node) -> list[tuple[tree_sitter.Node, tree_sitter.Node]]:
    """Key and value of each element of an object expression; none of any other node."""
    pairs = [(one.child_by_field_name("key"), one.child_by_field_name("val")) for one in _collection(node).named_children
             if one.type == "object_elem"]  # fmt: skip
    return [(key, value) for key, value in pairs if key is not None and value is not None]


def elements(node: tree_sitter.Node) -> list[tree_sitter.Node]:
    """The elements of a list expression; none of any other node."""
    held = _collection(node)
    return [one for one in held.named_children if one.type == "expression"] if held.type == "tuple" else []


def _collection(node: tree_sitter.Node) -> tree_sitter.Node:
    """The object or list inside an expression that is nothing else."""
    while node.type in ("expression", "collection_value") and len(node.named_children) == 1:
        node = node.named_children[0]
    return node


def calls(text: str) -> frozenset[str]:
    """The names of the functions that an expression calls."""
    return frozenset(text_of(one.named_children[0]) for one in _nodes(text) if one.type == "function_call")


def is_object(text: str) -> bool:
    """Whether an object expression stands somewhere in an expression."""
    return any(one.type in ("object", "for_object_expr") for one in _nodes(text))


def _nodes(text: str) -> Iterator[tree_sitter.Node]:
    """Every node of an expression."""
    root = expression(text)
    waiting = [root] if root is not None else []
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.named_children)


def references(text: str) -> frozenset[tuple[str, str]]:
    """What an expression refers to, as the first two words: `("module", "wandb_infra")`, `("var", "name")`."""
    found: set[tuple[str, str]] = set()
    for node in _nodes(text):
        for child, after in zip_longest(node.named_children, node.named_children[1:]):
            if child.type == "variable_expr":
                found.add((text_of(child), text_of(after).strip(".")))
    return frozenset(found)


def check(file: str, content: bytes) -> None:
    """The Problem `hcl-syntax`, with file and line, where the real parser refuses the file."""
    if b"\0" in content:  # the library would read up to it
        raise syntax(file, content[: content.index(b"\0")].count(b"\n") + 1, "There is a NUL character in it.")
    try:
        pygohcl.loads(content.decode())
    except UnicodeDecodeError as error:
        raise syntax(file, content[: error.start].count(b"\n") + 1, f"It is not UTF-8: {error.reason}.") from error
    except ValueError as error:
        raise syntax(file, 1, "A number in it is too long to be read.") from error
    except (pygohcl.HCLParseError, pygohcl.HCLInternalError) as error:
        raise refused(file, error) from error


def refused(file: str, error: Exception) -> Problem:
    """What the real parser says about a file."""
    found = AT.match(str(error))
    first = (found[2] if found else str(error)).partition(", tmp.hcl:")[0]
    return syntax(file, int(found[1]) if found else 1, first)


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


def expression(text: str) -> tree_sitter.Node | None:
    """The tree of an expression as written; None for a text that is none."""
    found = _attributes(_body(_root(f"it = {text}\n".encode(errors="replace"))))
    return _parts(found[0])[1] if found else None


def text_of(node: tree_sitter.Node | None) -> str:
    """A node as written."""
    return node.text.decode() if node is not None and node.text is not None else ""


def _block(file: str, kind: str, labels: tuple[str, ...], node: tree_sitter.Node, body: tree_sitter.Node | None) -> Block:
    attributes: dict[str, str] = {}
    places: dict[str, Place] = {}
    blocks: list[Block] = []
    for child in body.named_children if body is not None else ():
        if child.type == "attribute":
            name, attributes_text = (text_of(one) for one in _parts(child))
            attributes[name] = attributes_text
            places[name] = Place(file, child.start_point[0] + 1)
        elif child.type == "block":
            blocks.append(_nested(file, child))
    return Block(kind, labels, Place(file, node.start_point[0] + 1), attributes, tuple(blocks), text_of(body), places)


def _nested(file: str, node: tree_sitter.Node) -> Block:
    heads = [one for one in node.named_children if one.type in ("identifier", "string_lit")]
    labels = tuple(text_of(one).strip('"') for one in heads[1:])
    return _block(file, text_of(heads[0]), labels, node, _body(node))
