"""The page of the checks of preflight and verify, made by `make docs`; a test holds the file to the catalogue."""

import sys
from collections.abc import Iterable, Iterator

from checks import catalogue
from checks.health import groups as health
from checks.preflight import groups as preflight
from migrator.report.preflight import check_rows

HEAD = """# What is checked

A check holds, fails, or could not be told; what could not be told is never called good. `--only` and `--skip` take a code or
the name of a group; `--accept CODE=REASON` accepts a finding.

Each check is shown by tests to turn red by one fault and green by its remedy, through the command line; *proved on* says on
what: a real part or a stand-in. What a code means and what to do: `migrator explain CODE`, or [codes.md](codes.md).

This page is made from the catalogue: `make docs`.
"""
PREFLIGHT = """# What preflight checks

`migrator preflight --tfvars post-operator.tfvars` gathers facts once, all at the same time, and judges them together;
`migrator run` starts with the same.
"""
VERIFY = """# What verify checks

`migrator verify --tfvars post-operator.tfvars` judges the deployment after the migration, and with `--wait` waits for what
is on its way; `migrator run` ends with the same. What only waits for another check is not told as a fault of its own.
"""


def page() -> str:
    """The whole page."""
    return "\n".join([HEAD, *_part("preflight", PREFLIGHT, preflight.GROUPS), *_part("verify", VERIFY, health.GROUPS)])


def _part(step: str, head: str, groups: Iterable[preflight.Group | health.Group]) -> Iterator[str]:
    every = [one for one in catalogue.entries().values() if one.step == step]
    told = tuple(groups)
    yield head
    yield f"{len(every)} checks in {len(told)} groups.\n"
    for group in told:
        yield f"## {group.name}\n"
        yield f"{(group.judge.__doc__ or '').strip()}\n"
        yield "| check | what holds where it is green | proved on |\n|---|---|---|"
        yield from check_rows(one for one in every if one.group == group.name)
        yield ""


if __name__ == "__main__":
    sys.stdout.write(page())
