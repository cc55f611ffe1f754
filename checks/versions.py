"""Terraform's version constraints: =, !=, >, >=, <, <= and ~>, joined by commas."""

import re
from collections.abc import Iterable

Version = tuple[int, ...]
PART = re.compile(r"^\s*(=|!=|>=|<=|>|<|~>)?\s*v?(\d+(?:\.\d+)*)(-[\w.]+)?\s*$")


def parse(text: str) -> Version:
    """The numbers of a version, without a pre-release; ValueError where it is none."""
    found = re.match(r"v?(\d+(?:\.\d+)*)", text.strip())
    if found is None:
        raise ValueError(f"not a version: {text!r}")
    return tuple(int(one) for one in found[1].split("."))


def admits(constraint: str, version: str) -> bool:
    """Whether a version satisfies every part of a constraint; ValueError where the constraint is none."""
    return all(_admits(part, _padded(parse(version))) for part in constraint.split(","))


def understood(constraint: str) -> bool:
    """Whether a text is a version constraint at all."""
    return all(PART.match(part) for part in constraint.split(","))


def reaches(constraints: Iterable[str], floor: str) -> bool:
    """Whether some version from `floor` on satisfies every constraint; one that is not understood holds nothing back."""
    kept = [one for one in constraints if understood(one)]
    low = _padded(parse(floor))
    bounds = [low, *(_padded(parse(found[2])) for one in kept for part in one.split(",") if (found := PART.match(part)))]
    tried = {version for one in bounds for version in (one, (*one[:-1], one[-1] + 1)) if version >= low}
    return any(all(_admits(part, one) for each in kept for part in each.split(",")) for one in tried)


def _padded(version: Version) -> Version:
    return (*version, *(0,) * (3 - len(version)))


def _admits(part: str, version: Version) -> bool:
    found = PART.match(part)
    if found is None:
        raise ValueError(f"not a version constraint: {part!r}")
    written = parse(found[2])
    bound = _padded(written)
    if found[1] == "~>":
        fixed = max(len(written) - 1, 1)
        return version >= bound and version[:fixed] == bound[:fixed]
    order = (version > bound) - (version < bound)
    wanted = {"=": (0,), "!=": (-1, 1), ">": (1,), ">=": (0, 1), "<": (-1,), "<=": (-1, 0)}
    return order in wanted[found[1] or "="]
