"""How deployments differ from the documented one, as data."""

from dataclasses import dataclass
from typing import Literal

Done = Literal["create", "update", "delete", "replace"]


@dataclass(frozen=True)
class Varied:
    """An action that a variation brings; `beside` is an address that comes or stays, without which it is another thing."""

    action: Done
    address: str
    beside: str = ""


@dataclass(frozen=True)
class Variation:
    """A way in which a deployment differs from the documented one: what is to be expected also, and what is left out.

    It holds where `argument` of the infrastructure's call has the `value`; where that is not told, by what the plan `lacks`,
    or what is `idle` in it. Without any of these it holds always. In addresses `{key}` is one key, `*` whatever follows.
    """

    name: str
    because: str
    source: str
    argument: str = ""
    value: Literal["true", "false", "unset", ""] = ""
    lacks: tuple[str, ...] = ()
    idle: tuple[str, ...] = ()
    also: tuple[Varied, ...] = ()
    without: tuple[str, ...] = ()


@dataclass(frozen=True)
class Variations:
    """The file of them."""

    variations: tuple[Variation, ...]
