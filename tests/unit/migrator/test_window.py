"""When a maintenance window ends, as it is typed."""

from datetime import UTC, datetime, timedelta, timezone

import pytest

from migrator.window import window_end

NOW = datetime(2026, 1, 2, 22, 30, tzinfo=timezone(timedelta(hours=1)))


@pytest.mark.parametrize(
    ("text", "end"),
    [
        ("23:15", datetime(2026, 1, 2, 22, 15, tzinfo=UTC)),
        ("22:30", datetime(2026, 1, 3, 21, 30, tzinfo=UTC)),
        ("4:05", datetime(2026, 1, 3, 3, 5, tzinfo=UTC)),
        ("2026-01-03T01:00:00Z", datetime(2026, 1, 3, 1, 0, tzinfo=UTC)),
        ("2026-01-02T23:00:00+01:00", datetime(2026, 1, 2, 22, 0, tzinfo=UTC)),
    ],
)
def test_what_is_understood(text: str, end: datetime) -> None:
    """HH:MM is the next time that the clock shows it; RFC 3339 is that moment."""
    assert window_end(text, NOW) == end


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("2026-01-02T20:00:00Z", "is over"),
        ("2026-01-03T20:00:00", "time zone"),
        ("24:00", "neither"),
        ("at nine", "neither"),
        ("", "neither"),
    ],
)
def test_what_is_refused(text: str, why: str) -> None:
    """A time that is over, one without a zone, and what is no time."""
    with pytest.raises(ValueError, match=why):
        window_end(text, NOW)
