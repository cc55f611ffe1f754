"""Which providers there are, in which versions, and what each of them can do."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Protocol

from migrator.sandbox.names import ACCOUNT, REGION
from migrator.sandbox.providers import aws, others
from migrator.sandbox.providers.schema import Block, block
from migrator.sandbox.store import Attributes, Store

VERSIONS = (
    ("aws", "3.76.1"),
    ("aws", "4.67.0"),
    ("kubernetes", "2.38.0"),
    ("helm", "2.17.0"),
    ("helm", "3.1.1"),
    ("random", "3.7.2"),
    ("tls", "4.1.0"),
)
MAKERS = {**aws.MAKERS, **others.MAKERS}
NAMED = aws.NAMED | others.NAMED
SETTINGS = aws.SETTINGS | others.SETTINGS
IMPORTS = {**aws.IMPORTS, **others.IMPORTS}


class BackendError(Exception):
    """What a backend answers instead of doing it; the text is the service's own."""


class Backend(Protocol):
    """Another service that is the truth for a type, instead of the store."""

    def write(self, attributes: Attributes, *, new: bool) -> None:
        """Create or update."""
        ...

    def read(self, attributes: Attributes) -> Attributes | None:
        """What is there now, None where nothing is."""
        ...

    def delete(self, attributes: Attributes) -> None:
        """Delete."""
        ...


DataReader = Callable[[Attributes], Attributes]


@dataclass(frozen=True)
class Services:
    """What stands behind the providers: the store, and other services where those are the truth."""

    store: Store
    backends: Mapping[str, Backend]
    data: Mapping[str, DataReader]


@dataclass(frozen=True)
class Spec:
    """One provider in one version."""

    provider: Block
    resources: Mapping[str, Block]
    data: Mapping[str, Block]


def spec(name: str, version: str) -> Spec:
    """The schemas of a provider; KeyError where there is no stand-in for it."""
    major = int(version.partition(".")[0])
    nothing = block("", nested=True)
    tags = block("tags:ms", nested=True, most=1)
    known: dict[str, Callable[[], Spec]] = {
        "aws": lambda: Spec(
            block("region profile", nested=True, default_tags=tags), aws.resources(major), aws.data_sources()
        ),
        "kubernetes": lambda: Spec(others.kubernetes_provider(), others.KUBERNETES, {}),
        "helm": lambda: Spec(others.helm_provider(major), others.helm_resources(major), {}),
        "random": lambda: Spec(nothing, others.RANDOM, {}),
        "tls": lambda: Spec(nothing, {}, others.TLS),
    }
    return known[name]()


def made(kind: str, name: str, kept: object, attributes: Attributes, seed: str) -> object:
    """A computed attribute's value: stable for an object, different between objects. `kept` is its cty type."""
    maker = MAKERS.get((kind, name))
    if maker is not None:
        return maker(attributes, seed)
    if name == "id":
        own = attributes.get("name")
        prefix = aws.PREFIXES.get(kind, kind.partition("_")[2].replace("_", "-"))
        return own if kind in NAMED and isinstance(own, str) else f"{prefix}-{seed[:12]}"
    if name == "arn":
        service = kind.split("_")[1]
        return f"arn:aws:{service}:{REGION}:{ACCOUNT}:{kind[4:]}/{attributes.get('name') or seed[:8]}"
    simple: dict[object, object] = {"string": f"{name}-{seed[:8]}", "number": 1, "bool": False}
    if isinstance(kept, list):
        return {"map": {}, "list": [], "set": []}.get(kept[0])
    return simple.get(kept)
