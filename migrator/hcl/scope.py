"""What variables and locals come to: given values with Terraform's precedence, else defaults, converted to their types."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from migrator.hcl.conversion import MismatchError, converted, taken_as_text
from migrator.hcl.evaluate import evaluate, plain
from migrator.hcl.literal import NotLiteralError, literal
from migrator.hcl.secret import named_secret
from migrator.hcl.tree import Block, references
from migrator.hcl.unknown import UNKNOWN


@dataclass(frozen=True)
class Said:
    """A value that is given to a variable: `where` says by which line or by which variable of the environment."""

    value: Any
    where: str
    of_environment: bool = False


@dataclass(frozen=True)
class Declared:
    """A `variable` block, as far as its value hangs on it."""

    type: str | None
    default: str | None
    nullable: bool
    sensitive: bool

    def value(self, said: Said) -> Any:
        """The given value in the variable's type; MismatchError where Terraform would refuse it."""
        as_text = not said.of_environment or taken_as_text(self.type)
        return converted(said.value if as_text else _parsed(said.value), self.type)


def declarations(top: Iterable[Block]) -> dict[str, Declared]:
    """The variables that are declared, by name."""
    return {one.labels[0]: _declared(one.attributes) for one in top if one.type == "variable"}


def _declared(said: Mapping[str, str]) -> Declared:
    return Declared(said.get("type"), said.get("default"), said.get("nullable") != "false", said.get("sensitive") == "true")


def _parsed(text: str) -> Any:
    try:
        literal(text)
    except NotLiteralError as error:
        raise MismatchError("an expression is needed") from error
    return plain(text)


class Scope:
    """The variables and locals of one set of files."""

    def __init__(self, top: Iterable[Block], given: Mapping[str, Said]) -> None:
        every = tuple(top)
        self._declared = declarations(every)
        self._locals = {name: text for one in every if one.type == "locals" for name, text in one.attributes.items()}
        self._given = given
        self._open: set[str] = set()

    def evaluate(self, text: str) -> Any:
        """The value of an expression; UNKNOWN, in whole or in parts, where only Terraform can tell."""
        return evaluate(text, self)

    def variable(self, name: str) -> Any:
        """A given value, else the default; UNKNOWN where there is neither, or where it does not fit the type."""
        declared = self._declared.get(name)
        if declared is None:
            return UNKNOWN
        said = self._given.get(name)
        try:
            if said is not None and not (said.value is None and not declared.nullable):
                return declared.value(said)
            return UNKNOWN if declared.default is None else converted(plain(declared.default), declared.type)
        except MismatchError:
            return UNKNOWN

    def local(self, name: str) -> Any:
        """What a local comes to; UNKNOWN for one that is not there, or that hangs on itself."""
        if name not in self._locals or name in self._open:
            return UNKNOWN
        self._open.add(name)
        try:
            return self.evaluate(self._locals[name])
        finally:
            self._open.discard(name)

    def secret(self, text: str) -> bool:
        """Whether an expression hangs on something that is sensitive or is named so, through however many locals."""
        seen: set[str] = set()
        waiting = [text]
        while waiting:
            for root, name in references(waiting.pop()):
                if self._hidden(root, name):
                    return True
                if root == "local" and name not in seen:
                    seen.add(name)
                    waiting.append(self._locals.get(name, ""))
        return False

    def _hidden(self, root: str, name: str) -> bool:
        declared = self._declared.get(name) if root == "var" else None
        return named_secret(name) or (declared is not None and declared.sensitive)
