"""Values of expressions, as far as they hang on literals, variables and locals alone. Never a guess: the rest is UNKNOWN.

A map may have values that are not known; which keys it has is known then all the same.
"""

from collections.abc import Callable, Sequence
from typing import Any, Protocol

import tree_sitter

from migrator.hcl.functions import FUNCTIONS, OPERATORS, truth
from migrator.hcl.literal import NotLiteralError, literal
from migrator.hcl.tree import elements, entry_nodes, expression, text_of
from migrator.hcl.unknown import UNKNOWN

Nodes = Sequence[tree_sitter.Node]


class Named(Protocol):
    """What `var` and `local` stand for."""

    def variable(self, name: str) -> Any:
        """The value of a variable; UNKNOWN where it has none."""
        ...

    def local(self, name: str) -> Any:
        """The value of a local; UNKNOWN where it cannot be told."""
        ...


def evaluate(text: str, named: Named) -> Any:
    """The value of an expression as written."""
    node = expression(text)
    if node is None:
        return UNKNOWN
    try:
        return _node(node, named)
    except RecursionError:
        return UNKNOWN


class _Nothing:
    """Where there are neither variables nor locals."""

    def variable(self, name: str) -> Any:  # noqa: ARG002 - the protocol's shape
        """None is known."""
        return UNKNOWN

    local = variable


def plain(text: str) -> Any:
    """The value of an expression that hangs on nothing."""
    return evaluate(text, _Nothing())


def _node(node: tree_sitter.Node, named: Named) -> Any:
    return _chain(_plain(node.children), named)


def _plain(nodes: Nodes) -> Nodes:
    return [one for one in nodes if one.type not in ("(", ")", "comment")]


def _chain(nodes: Nodes, named: Named) -> Any:
    """A head, and what is looked up in it: `var.a["b"].c`."""
    if not nodes:
        return UNKNOWN
    head, rest = nodes[0], nodes[1:]
    if head.type == "variable_expr":
        return _reference(text_of(head), rest, named)
    make = KINDS.get(head.type)
    value = make(head, named) if make else UNKNOWN
    return _looked_up(value, rest, named)


def _reference(root: str, rest: Nodes, named: Named) -> Any:
    if root not in ("var", "local") or not rest or rest[0].type != "get_attr":
        return UNKNOWN
    name = text_of(rest[0]).strip(". ")
    return _looked_up(named.variable(name) if root == "var" else named.local(name), rest[1:], named)


def _looked_up(value: Any, steps: Nodes, named: Named) -> Any:
    for step in steps:
        if step.type == "get_attr":
            value = _item(value, text_of(step).strip(". "))
        elif step.type == "index" and step.named_children and step.named_children[0].type == "new_index":
            value = _item(value, _node(step.named_children[0].named_children[0], named))
        else:
            return UNKNOWN
    return value


def _item(value: Any, key: Any) -> Any:
    if isinstance(value, dict):
        return value.get(key, UNKNOWN) if isinstance(key, str) else UNKNOWN
    if isinstance(value, list) and isinstance(key, int) and not isinstance(key, bool) and 0 <= key < len(value):
        return value[key]
    return UNKNOWN


def _literal(node: tree_sitter.Node, _named: Named) -> Any:
    try:
        return literal(text_of(node))
    except NotLiteralError:
        return UNKNOWN


def _inner(node: tree_sitter.Node, named: Named) -> Any:
    return _node(node, named)


def _template(node: tree_sitter.Node, named: Named) -> Any:
    """A quoted template of literals and interpolations; a heredoc of literals alone."""
    quoted = node.named_children[0]
    if quoted.type != "quoted_template":
        held = {one.type for one in quoted.named_children}
        return UNKNOWN if held & {"template_interpolation", "template_directive"} else _literal(node, named)
    parts = [_part(one, named) for one in quoted.named_children if not one.type.startswith("quoted_template_")]
    return UNKNOWN if any(one is UNKNOWN for one in parts) else "".join(parts)


def _part(node: tree_sitter.Node, named: Named) -> Any:
    if node.type == "template_literal":
        return _text_or_unknown(_quoted(text_of(node)))
    inner = next((one for one in node.named_children if one.type == "expression"), None)
    return _text_or_unknown(_node(inner, named)) if inner is not None and node.type == "template_interpolation" else UNKNOWN


def _quoted(text: str) -> Any:
    try:
        return literal(f'"{text}"')
    except NotLiteralError:
        return UNKNOWN


def _text_or_unknown(value: Any) -> Any:
    """As a template writes it."""
    if isinstance(value, bool):
        return "true" if value else "false"
    return str(value) if isinstance(value, str | int | float) else UNKNOWN


def _collection(node: tree_sitter.Node, named: Named) -> Any:
    if node.named_children[0].type == "tuple":
        return [_node(one, named) for one in elements(node)]
    pairs = [(_key(key, named), _node(value, named)) for key, value in entry_nodes(node)]
    return UNKNOWN if any(not isinstance(key, str) for key, _ in pairs) else dict(pairs)


def _key(node: tree_sitter.Node, named: Named) -> Any:
    """A bare word is its own name."""
    inner = node.named_children
    return text_of(node) if len(inner) == 1 and inner[0].type == "variable_expr" else _node(node, named)


def _conditional(node: tree_sitter.Node, named: Named) -> Any:
    parts = [one for one in node.named_children if one.type == "expression"]
    if len(parts) != 3:
        return UNKNOWN
    condition = truth(_node(parts[0], named))
    return UNKNOWN if condition is UNKNOWN else _node(parts[1] if condition else parts[2], named)


def _operation(node: tree_sitter.Node, named: Named) -> Any:
    held = node.named_children[0]
    signs = [index for index, one in enumerate(held.children) if not one.is_named and one.type in OPERATORS]
    if not signs:
        return UNKNOWN
    sign = held.children[signs[0]].type
    sides = [_plain(one) for one in (held.children[: signs[0]], held.children[signs[0] + 1 :])]
    return OPERATORS[sign](*(_chain(one, named) for one in sides if one))


def _call(node: tree_sitter.Node, named: Named) -> Any:
    name = text_of(node.named_children[0])
    listed = next((one for one in node.named_children if one.type == "function_arguments"), None)
    given = listed.named_children if listed is not None else []
    if name not in FUNCTIONS or any(one.type == "ellipsis" for one in given):
        return UNKNOWN
    return FUNCTIONS[name](*(_node(one, named) for one in given if one.type == "expression"))


KINDS: dict[str, Callable[[tree_sitter.Node, Named], Any]] = {
    "literal_value": _literal,
    "expression": _inner,
    "template_expr": _template,
    "collection_value": _collection,
    "conditional": _conditional,
    "operation": _operation,
    "function_call": _call,
}
