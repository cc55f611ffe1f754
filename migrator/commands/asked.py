"""What is asked of one start of a run, beyond the inputs that the run itself is bound to."""

import functools
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from typing import Any, TypeVar

import click

from migrator.approvers import valid_hash
from migrator.commands.options import acceptances
from migrator.commands.saves import Saves
from migrator.commands.which import mirror_place
from migrator.listeners import Target, target
from migrator.window import window_end
from migrator.wiring import Terms

Command = TypeVar("Command", bound=Callable[..., Any])


@dataclass(frozen=True)
class Asked:
    """`hours` is how long an approval holds; `two_person`, `probe` and `journal` are said once, and kept with the run."""

    approve: str | None = None
    accept: tuple[tuple[str, str], ...] = ()
    ticket: str | None = None
    hours: float = 4.0
    run_id: str | None = None
    window_end: datetime | None = None
    on_event: tuple[Target, ...] = ()
    two_person: bool = False
    unlock: str | None = None
    journal: str | None = None
    saves: Saves = field(default_factory=Saves)
    probe: bool = True

    def terms(self) -> Terms:
        """What the states are told of it."""
        return Terms(self.ticket, self.hours, self.window_end)


def asks(function: Command) -> Command:
    """The options of every command that goes on with a run; they arrive as one `asked: Asked`."""
    options = (
        click.option("--approve", metavar="HASH", help="Approve exactly the plan with this hash (12 or more digits)."),
        click.option("--accept", multiple=True, metavar="CODE=REASON", help="Accept a finding; journalled."),
        click.option("--run", "run_id", metavar="ID", help="Which run to go on with; default the newest."),
        click.option("--window-end", metavar="TIME", callback=_time, help="Begin no apply that may last longer."),
        click.option("--on-event", multiple=True, metavar="CMD|URL", callback=_targets, help="Tell what happens; repeats."),
        click.option(
            "--journal", metavar="s3://BUCKET/PREFIX", callback=mirror_place, help="Mirror the journal there; none: no more."
        ),
        click.option("--no-outage-probe", is_flag=True, help="Do not watch what users lose; for the whole run."),
    )

    @functools.wraps(function)
    def wrapped(
        *positional: Any, approve: str | None, accept: tuple[str, ...], run_id: str | None, window_end: datetime | None,
        on_event: tuple[Target, ...], journal: str | None, no_outage_probe: bool, **given: Any,
    ) -> Any:  # fmt: skip
        hashed = valid_hash(approve) if approve else None
        asked = Asked(hashed, acceptances(accept), run_id=run_id, window_end=window_end, on_event=on_event, journal=journal)
        return function(*positional, asked=replace(asked, probe=not no_outage_probe), **given)

    result: Any = wrapped
    for option in reversed(options):
        result = option(result)
    return result  # type: ignore[no-any-return]


def _time(_context: click.Context, _option: click.Parameter, text: str | None) -> datetime | None:
    try:
        return window_end(text, datetime.now(UTC).astimezone()) if text is not None else None
    except ValueError as error:
        raise click.BadParameter(str(error)) from error


def _targets(_context: click.Context, _option: click.Parameter, texts: tuple[str, ...]) -> tuple[Target, ...]:
    try:
        return tuple(map(target, texts))
    except ValueError as error:
        raise click.BadParameter(str(error)) from error
