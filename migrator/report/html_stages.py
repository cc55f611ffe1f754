"""The phases of the apply as a picture: one bar each, from left to right in their order."""

from dataclasses import dataclass

from checks.plan.model import Forecast
from migrator.report.risk import minutes
from migrator.terminal.printable import one_line

MARKS = 4  # of the scale, the first and the last included


@dataclass(frozen=True)
class Stage:
    """A phase of the apply, and its bar in percent of the picture: `sure` long at least, `more` longer at most."""

    minutes: str
    name: str
    outage: str
    because: str
    fails: str
    calm: bool
    at: float
    sure: float
    more: float


def scale(one: Forecast) -> tuple[str, ...]:
    """What stands below the picture: minutes, in equal steps."""
    return tuple(f"{one.minutes[1] * step / (MARKS - 1):.0f}" for step in range(MARKS))


def stages(one: Forecast) -> tuple[Stage, ...]:
    """Each begins where those before it may be over at the earliest; they overlap, so they are squeezed into the whole."""
    least = sum(each.minutes[0] for each in one.phases)
    squeeze = min(one.minutes[0] / least, 1) if least else 1
    whole, at, made = max(one.minutes[1], 1), 0.0, []
    for each in one.phases:
        begins, sure = 100 * at / whole, 100 * each.minutes[0] * squeeze / whole
        most = max(min(100 * each.minutes[1] * squeeze / whole, 100 - begins), sure)
        made.append(
            Stage(
                minutes=minutes(each.minutes),
                name=one_line(each.name),
                outage="no outage" if each.outage == "none" else one_line(each.outage),
                because=one_line(each.because),
                fails=one_line(each.if_it_fails),
                calm=each.outage == "none",
                at=round(begins, 2),
                sure=round(sure, 2),
                more=round(most - sure, 2),
            )
        )
        at += each.minutes[0] * squeeze
    return tuple(made)
