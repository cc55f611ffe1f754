"""How long each check of verify is waited for: its clock starts when what it needs holds."""

from collections.abc import Iterator, Mapping
from datetime import datetime

from checks.health.model import Judged, Outlook
from checks.health.order import outlooks, root
from runbooks.health import Verification


class Clocks:
    """One clock for each code that does not hold; fed with every look."""

    def __init__(self, verification: Verification) -> None:
        self._given = verification
        self._began: dict[str, datetime] = {}
        self._stuck: dict[str, datetime] = {}
        self._same: dict[str, tuple[str, datetime]] = {}

    def open(self, judged: tuple[Judged, ...], now: datetime) -> tuple[Judged, ...]:
        """What is still to be waited for after this look."""
        found = outlooks(judged)
        roots = {code: root(code, found, self._given.codes) for code in found}
        for one in judged:
            self._note(one, roots[one.code], found[one.code], now)
        waited_for = {code for code in found if found[code] is not Outlook.HOLDS and self._waits(code, roots, found, now)}
        return tuple(one for one in judged if one.code in waited_for and one.outlook is not Outlook.HOLDS)

    def _note(self, one: Judged, cause: str, outlook: Outlook, now: datetime) -> None:
        """Start clocks, and stop those of what holds, or waits for something else."""
        code = one.code
        if outlook is not Outlook.STUCK:
            self._stuck.pop(code, None)
        else:
            self._stuck.setdefault(code, now)
        if outlook is Outlook.HOLDS or (cause != code and outlook is not Outlook.STUCK):
            self._began.pop(code, None)
        else:
            self._began.setdefault(code, now)
        if self._same.get(code, ("", now))[0] != one.now:
            self._same[code] = (one.now, now)

    def _waits(self, code: str, roots: Mapping[str, str], found: Mapping[str, Outlook], now: datetime) -> bool:
        pace = self._given.codes[code]
        if found[code] is Outlook.STUCK:
            grace = self._given.grace if pace.grace is None else pace.grace
            return _seconds(self._stuck[code], now) < grace and _seconds(self._began[code], now) < pace.deadline
        if roots[code] != code:
            return self._waits(roots[code], roots, found, now)
        return _seconds(self._began[code], now) < pace.deadline

    def lines(self, open_: tuple[Judged, ...], now: datetime) -> Iterator[str]:
        """What is waited for now, each in one line: how it stands, for how long, and how long it usually takes."""
        for one in open_:
            if one.code in self._began:
                text, since = self._same[one.code]
                pace = self._given.codes[one.code]
                yield f"{pace.label}: {text} for {spelled(_seconds(since, now))}, usually {spelled(pace.usually)}"


def spelled(seconds: float) -> str:
    """Seconds below two minutes, else whole minutes."""
    return f"{seconds:.0f} s" if seconds < 120 else f"{seconds / 60:.0f} m"


def _seconds(since: datetime, now: datetime) -> float:
    return (now - since).total_seconds()
