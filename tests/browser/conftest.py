"""One Chromium for all tests of the page, and the page of a small plan."""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from migrator.report.html import risk_html
from migrator.report.risk import RiskReport
from tests.support import samples
from tests.support.browser import Browser, missing

Show = Callable[[RiskReport], Browser]


@pytest.fixture(scope="session")
def chromium() -> Iterator[Browser]:
    """A browser with a fresh profile."""
    reason = missing()
    if reason is not None:
        pytest.skip(reason)
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        browser = Browser(Path(profile))
        yield browser
        browser.close()


@pytest.fixture
def show_html(chromium: Browser, tmp_path: Path) -> Callable[[str], Browser]:
    """A function that opens a page."""

    def opened(text: str) -> Browser:
        page = tmp_path / "page.html"
        page.write_text(text)
        chromium.scheme("light")
        chromium.open(page.as_uri())
        return chromium

    return opened


@pytest.fixture
def show(show_html: Callable[[str], Browser]) -> Show:
    """A function that opens the page of a report."""
    return lambda told: show_html(risk_html(told))


@pytest.fixture
def page(show: Show) -> Browser:
    """The page of seven changes."""
    return show(samples.OFFERED)
