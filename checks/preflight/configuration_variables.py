"""Input variables: required, declared, of the right type."""

from collections.abc import Iterator

from checks.facts import Configuration, Values
from checks.model import Finding, Passed, Result, Severity, blocking


def judge(after: Configuration, values: Values) -> Iterator[Result]:
    """What Terraform would refuse, or pass over with a warning."""
    yield from _missing(after, values)
    yield from _undeclared(values)
    yield from _mistyped(values)


def _missing(after: Configuration, values: Values) -> Iterator[Result]:
    missing = [one for one in after.variables if one.required and one.name not in values.given]
    for one in missing:
        because = f"{one.place} declares it without a default, and no file or TF_VAR_{one.name} gives it"
        yield blocking("variable-missing", one.name, because, f"set {one.name} in a file that is passed with --tfvars")
    if not missing:
        yield Passed("variable-missing", f"all {sum(one.required for one in after.variables)} required variables are given")


def _undeclared(values: Values) -> Iterator[Result]:
    for name in sorted(values.undeclared):
        because = (f"{values.places.get(name, 'a variables file')} sets it, and no variable block declares it",)
        remedy = f"look for a typing error in {name}; remove the line if nothing needs it"
        yield Finding("variable-undeclared", Severity.LOW, blocks=False, subject=name, because=because, remedy=remedy)
    if not values.undeclared:
        yield Passed("variable-undeclared", "the variables files set nothing that is not declared")


def _mistyped(values: Values) -> Iterator[Result]:
    for one in values.mistyped:
        because = f"{one.where} gives it {one.kind}, and {one.declared} declares {one.type}: {one.why}"
        remedy = f"write {one.name} as {one.type} at {one.where}"
        yield blocking("variable-type", one.name, because, remedy)
    if not values.mistyped:
        yield Passed("variable-type", f"all {len(values.given)} given values fit the types of their variables")
