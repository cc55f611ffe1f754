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
        text = self.attributes.get(name, "")
        return text[1:-1] if text[:1] == text[-1:] == '"' and "${" not in text and len(text) > 1 else None


@cache
def _parser() -> tree_sitter.Parser:
    return tree_sitter.Parser(tree_sitter.Language(tree_sitter_hcl.language()))


def parse(file: str, content: bytes) -> Block:
    """A whole file as one block without a type; the Problem `hcl-syntax` where it is not valid."""
    check(file, content)
    root = _parser().parse(content).root_node
    body = next((one for one in root.named_children if one.type == "body"), None)
    return _block(file, "", (), root, body)


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


def _text(node: tree_sitter.Node | None) -> str:
    return node.text.decode() if node is not None and node.text is not None else ""


def _block(file: str, kind: str, labels: tuple[str, ...], node: tree_sitter.Node, body: tree_sitter.Node | None) -> Block:
    attributes: dict[str, str] = {}
    lines: dict[str, int] = {}
    blocks: list[Block] = []
    for child in body.named_children if body is not None else ():
        if child.type == "attribute":
            name = _text(child.named_children[0])
            attributes[name] = _text(child.named_children[1])
            lines[name] = child.start_point[0] + 1
        elif child.type == "block":
            blocks.append(_nested(file, child))
    return Block(kind, labels, Place(file, node.start_point[0] + 1), attributes, tuple(blocks), _text(body), lines)


def _nested(file: str, node: tree_sitter.Node) -> Block:
    heads = [one for one in node.named_children if one.type in ("identifier", "string_lit")]
    labels = tuple(_text(one).strip('"') for one in heads[1:])
    body = next((one for one in node.named_children if one.type == "body"), None)
    return _block(file, _text(heads[0]), labels, node, body)
