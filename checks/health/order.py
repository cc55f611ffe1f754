"""What waits for what: the cause first. What needs something that does not hold is not told as a fault of its own."""

from collections.abc import Iterable, Mapping

from checks.health.model import Judged, Outlook
from checks.model import Result, Unknown
from runbooks.health import Pace

WORST = (Outlook.STUCK, Outlook.COMING, Outlook.UNKNOWN, Outlook.HOLDS)


def outlooks(judged: Iterable[Judged]) -> dict[str, Outlook]:
    """Code -> the worst of its outlooks."""
    found: dict[str, Outlook] = {}
    for one in judged:
        found[one.code] = min(found.get(one.code, one.outlook), one.outlook, key=WORST.index)
    return found


def root(code: str, found: Mapping[str, Outlook], paces: Mapping[str, Pace]) -> str:
    """The need, or need of a need, that does not hold and waits for nothing itself; the code itself where all hold."""
    for need in paces[code].needs:
        if found.get(need, Outlook.HOLDS) is not Outlook.HOLDS:
            return root(need, found, paces)
    return code


def told(judged: tuple[Judged, ...], paces: Mapping[str, Pace]) -> tuple[Result, ...]:
    """The results as they are to be told. What is stuck says its own cause, whatever it waits for."""
    found = outlooks(judged)
    return tuple(_told(one, root(one.code, found, paces)) for one in judged)


def _told(one: Judged, cause: str) -> Result:
    if one.outlook in (Outlook.HOLDS, Outlook.STUCK) or cause == one.code:
        return one.result
    return Unknown(one.code, f"waits for {cause}", blocks=True)
