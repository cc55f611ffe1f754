"""The page of preflight's checks, made by `make docs`; a test holds the file to the catalogue."""

import sys
from collections.abc import Iterator

from checks import catalogue
from checks.preflight.groups import GROUPS
from migrator.report.preflight import check_rows

HEAD = """# What preflight checks

`migrator preflight --tfvars post-operator.tfvars` gathers facts once, all at the same time, and judges them together;
`migrator run` starts with the same. A check holds, fails, or could not be told; what could not be told is never called good.
`--only` and `--skip` take a code or the name of a group; `--accept CODE=REASON` accepts a finding.

Each check is shown by tests to turn red by one fault and green by its remedy, through the command line; *proved on* says on
what: a real part or a stand-in. What a code means and what to do: `migrator explain CODE`, or [codes.md](codes.md).

This page is made from the catalogue: `make docs`.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_groups()])


def _groups() -> Iterator[str]:
    every = catalogue.entries().values()
    yield f"{len(catalogue.preflight())} checks in {len(GROUPS)} groups.\n"
    for group in GROUPS:
        yield f"## {group.name}\n"
        yield f"{(group.judge.__doc__ or '').strip()}\n"
        yield "| check | what holds where it is green | proved on |\n|---|---|---|"
        yield from check_rows(one for one in every if one.group == group.name)
        yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
