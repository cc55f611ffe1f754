"""What forces what: a replacement that is wanted since what it refers to is replaced or created itself."""

from collections.abc import Iterator, Mapping, Sequence

from checks.plan.configured import References, bare
from checks.plan.decode import parts
from checks.plan.format import Plan, Resource

COMING = {"replace": "is replaced", "create": "is created"}
MOST = 5
Acts = Sequence[tuple[Resource, str]]


def causes(plan: Plan, acts: Acts) -> dict[str, tuple[str, ...]]:
    """Address -> lines, of each replacement that an attribute forces which is only known once something else is there."""
    waiting = {one.address: unknown for one, does in acts if does == "replace" and (unknown := _unknown(one))}
    if not waiting:
        return {}
    coming: dict[str, list[tuple[str, str]]] = {}
    for one, does in acts:
        if does in COMING:
            coming.setdefault(bare(one.address), []).append((one.address, COMING[does]))
    known = References.of(plan)
    found = {address: tuple(_lines(address, names, known, coming)) for address, names in waiting.items()}
    return {address: lines[:MOST] for address, lines in found.items() if lines}


def _unknown(change: Resource) -> tuple[str, ...]:
    """The attributes that force the replacement and are only known after apply."""
    forcing = dict.fromkeys(path[0] for path in change.change.replace_paths if path and isinstance(path[0], str))
    later = parts(change.change.after_unknown) if forcing else {}
    return tuple(one for one in forcing if one in later and b"true" in bytes(later[one]))


def _lines(
    address: str, names: tuple[str, ...], known: References, coming: Mapping[str, list[tuple[str, str]]]
) -> Iterator[str]:
    block = bare(address)
    for name in names:
        for source in known.sources(block, name):
            for other, does in coming.get(source, ())[:1] if source != block else ():
                yield f"forced by {name}, only known after apply because {other} {does}"
