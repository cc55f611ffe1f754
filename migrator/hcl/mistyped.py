"""Given values that do not fit the types of their variables."""

from collections.abc import Iterable, Mapping

from checks.facts import Mistyped
from migrator.hcl.conversion import MismatchError, kind
from migrator.hcl.scope import Said, declarations
from migrator.hcl.tree import Block


def mistyped(top: Iterable[Block], given: Mapping[str, Said]) -> tuple[Mistyped, ...]:
    """Every value that Terraform would refuse, by the variable's name."""
    every = tuple(top)
    declared = declarations(every)
    places = {one.labels[0]: one.place for one in every if one.type == "variable"}
    found = []
    for name in sorted(given.keys() & declared.keys()):
        try:
            declared[name].value(given[name])
        except MismatchError as error:
            type_, said = declared[name].type or "any", given[name]
            found.append(Mistyped(name, type_, kind(said.value), str(error), said.where, places[name]))
    return tuple(found)
