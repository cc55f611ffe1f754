"""The page of a run in a real Chromium: it can be read in both themes, fits a phone, and needs nothing from anywhere."""

from collections.abc import Callable

import pytest

from migrator.report.html import report_html
from migrator.report.outage import timeline
from migrator.standing import standing
from states.events import ActionSeen, Event
from tests.support import samples
from tests.support.browser import CONTRAST, Browser

Open = Callable[[str], Browser]


def page(*events: Event, plan: bool) -> str:
    """The page of a run that nobody works on, and that cost its users something."""
    run = samples.run(*events)
    acts = samples.stamped(*(one for one in events if isinstance(one, ActionSeen)))
    outage = timeline(samples.LOOKS, acts, samples.ASSESSMENT, None)
    return report_html(run, standing(run, running=False), samples.ASSESSMENT if plan else None, outage)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_can_be_read(show_html: Open, scheme: str) -> None:
    """Every text has a contrast of 4.5 or more, of a run that stopped as well; nothing is asked for, nothing goes wrong."""
    browser = show_html(page(*samples.FAILED, plan=True))
    browser.scheme(scheme)
    assert browser.run(CONTRAST) == []
    assert browser.said() == []
    assert len(browser.requests()) == 1


def test_it_fits_a_phone(show_html: Open) -> None:
    """Nothing is wider than the window."""
    browser = show_html(page(*samples.DONE, plan=True))
    browser.devtools("Emulation.setDeviceMetricsOverride", width=380, height=900, deviceScaleFactor=1, mobile=False)
    try:
        assert browser.run("return document.documentElement.scrollWidth") <= 380
    finally:
        browser.devtools("Emulation.clearDeviceMetricsOverride")


def test_a_run_without_a_plan_has_a_page_that_works(show_html: Open) -> None:
    """Where nothing was planned yet, there is nothing to filter; the theme can be chosen all the same."""
    browser = show_html(page(*samples.PREFLIGHTED, plan=False))
    browser.click("#theme")
    assert browser.run("return document.documentElement.dataset.theme") == "light"
    assert browser.said() == []


def test_what_goes_leads_to_its_change(show_html: Open) -> None:
    """A name among what is replaced and destroyed opens its row in the table."""
    browser = show_html(page(*samples.DONE, plan=True))
    browser.click(".gone a")
    assert browser.run("return document.querySelector('tr:target details').open") is True


def test_the_outage_can_be_read_without_a_mouse(show_html: Open) -> None:
    """Its table comes with the keyboard, and says who was without service; the picture is there, and drawn."""
    browser = show_html(page(*samples.DONE, plan=False))
    browser.run("document.querySelector('.scroll').focus()")
    assert browser.run("return document.activeElement.getAttribute('aria-label')") == "The same as a table"
    assert "without service" in browser.run("return document.activeElement.innerText")
    drawn = "return [...document.querySelectorAll('.lanes rect')].every(one => one.getBoundingClientRect().width > 0)"
    assert browser.run(drawn) is True
    fills = "return new Set([...document.querySelectorAll('.users rect')].map(one => getComputedStyle(one).fill)).size"
    assert browser.run(fills) == 4
