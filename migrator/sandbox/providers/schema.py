"""Schemas of stand-in types, written as one line each: `name[:type][mark]`, separated by spaces.

Marks: `*` required, `~` computed, `?` optional and computed, `!` a change forces replacement, `^` sensitive,
`+` computed anew at every update. Types: s (string, the default) n b ms ls ss any, and a few fixed objects.
"""

import json
from dataclasses import dataclass, field

from migrator.sandbox.providers.wire import encode

TYPES: dict[str, object] = {
    "s": "string",
    "n": "number",
    "b": "bool",
    "ms": ["map", "string"],
    "ls": ["list", "string"],
    "ss": ["set", "string"],
    "any": "dynamic",
    "ca": ["list", ["object", {"data": "string"}]],
    "oidc": ["list", ["object", {"oidc": ["list", ["object", {"issuer": "string"}]]}]],
    "asg": ["list", ["object", {"autoscaling_groups": ["list", ["object", {"name": "string"}]]}]],
    "crt": ["list", ["object", {"sha1_fingerprint": "string"}]],
    "kube": ["object", {"host": "string", "cluster_ca_certificate": "string", "token": "string"}],
}
LIST = 2


@dataclass(frozen=True)
class Attribute:
    """One attribute; `type` is a cty type in JSON."""

    type: object
    required: bool = False
    optional: bool = True
    computed: bool = False
    sensitive: bool = False


@dataclass(frozen=True)
class Block:
    """A schema block. `forces` and `anew` name attributes; nested blocks are lists, at most `most` long (0: any).

    `version` counts what a state upgrade must bridge: a provider does not read the state of a later one.
    """

    attributes: dict[str, Attribute]
    blocks: dict[str, "Block"] = field(default_factory=dict)
    forces: frozenset[str] = frozenset()
    anew: frozenset[str] = frozenset()
    most: int = 0
    version: int = 0


def block(text: str, *, most: int = 0, version: int = 0, nested: bool = False, **blocks: Block) -> Block:
    """A block from its line; resources and data sources have a computed `id` besides."""
    words = text.split() if nested else ["id~", *text.split()]
    parsed = [_attribute(word) for word in words]
    return Block(
        {name: attribute for name, attribute, _ in parsed},
        blocks,
        frozenset(name for name, _, marks in parsed if "!" in marks),
        frozenset(name for name, _, marks in parsed if "+" in marks),
        most,
        version,
    )


def _attribute(word: str) -> tuple[str, Attribute, str]:
    body = word.rstrip("!~?*^+")
    marks = word[len(body) :]
    name, _, kind = body.partition(":")
    computed = bool({"~", "?", "+"} & set(marks))
    optional = "~" not in marks and "*" not in marks
    return name, Attribute(TYPES[kind or "s"], "*" in marks, optional, computed, "^" in marks), marks


def encode_schema(schema: Block) -> bytes:
    """The protocol's Schema message."""
    return encode((1, schema.version), (2, _encode_block(schema)))


def _encode_block(schema: Block) -> bytes:
    attributes = [(2, _encode_attribute(name, one)) for name, one in sorted(schema.attributes.items())]
    nested = [
        (3, encode((1, name), (2, _encode_block(one)), (3, LIST), (5, one.most)))
        for name, one in sorted(schema.blocks.items())
    ]
    return encode(*attributes, *nested)


def _encode_attribute(name: str, one: Attribute) -> bytes:
    kind = json.dumps(one.type)
    return encode((1, name), (2, kind), (4, one.required), (5, one.optional), (6, one.computed), (7, one.sensitive))
