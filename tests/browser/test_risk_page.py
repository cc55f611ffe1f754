"""The risk report's page in a real Chromium: filters, search, keyboard, both themes, print, and nothing leaves it."""

import http.server
import threading
from collections.abc import Callable, Iterator
from dataclasses import replace

import msgspec
import pytest

from migrator.report.risk import RiskReport
from tests.support import samples
from tests.support.browser import CONTRAST, Browser
from tests.support.judgments import large

Show = Callable[[RiskReport], Browser]
SHOWN = (
    "return [...document.querySelectorAll('#table > tbody > tr')].filter(one => one.checkVisibility()).map(one => one.id)"
)
FOCUS = "const at = document.activeElement; return at.id || at.dataset.value || at.closest('tr')?.id || at.tagName"
COUNT = "return document.getElementById('count').textContent"


def test_the_page_says_nothing_and_asks_for_nothing(page: Browser) -> None:
    """There is no error on the console, and no request but the one for the page itself."""
    page.click("#open")
    page.click("#theme")
    assert page.said() == []
    (asked,) = page.requests()
    assert asked.endswith("page.html")


class Listening(http.server.BaseHTTPRequestHandler):
    """Keeps what it is asked for."""

    asked: list[str] = []  # noqa: RUF012 - one list for the one server of a test

    def do_GET(self) -> None:
        """Answer with nothing."""
        self.asked.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Be quiet."""


@pytest.fixture
def listener() -> Iterator[str]:
    """Somebody who would hear whatever leaves the page."""
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Listening)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


def test_nothing_can_leave_the_page(page: Browser, listener: str) -> None:
    """Even a script inside the page cannot ask for anything: the content policy refuses it, whatever it is."""
    page.wait(
        "const [url, done] = arguments; const image = new Image(); image.src = url + '/image';"
        "fetch(url + '/fetch').catch(() => 0).then(() => { navigator.sendBeacon(url + '/beacon'); setTimeout(done, 300); })",
        listener,
    )
    page.run(
        "const made = document.createElement('script'); made.textContent = 'window.ran = 1'; document.body.append(made)"
    )
    assert page.run("return window.ran ?? null") is None
    assert Listening.asked == []
    assert any("Content Security Policy" in one for one in page.said())


def test_filters(page: Browser) -> None:
    """Levels, actions and marks can be chosen: any of a group will do, and every group must agree."""
    assert page.run(SHOWN) == ["c1", "c2", "c3", "c4", "c5", "c6", "c7"]
    page.click("[data-value=high]")
    assert (page.run(SHOWN), page.run(COUNT)) == (["c2", "c3"], "2 of 7 changes")
    page.click("[data-value=critical]")
    assert page.run(SHOWN) == ["c1", "c2", "c3"]
    page.click("[data-value=unexpected]")
    assert page.run(SHOWN) == ["c1"]
    page.click("[data-value=delete]")
    assert page.run(SHOWN) == []
    assert page.run("return document.getElementById('nothing').checkVisibility()")
    page.click("#clear")
    assert (len(page.run(SHOWN)), page.run(COUNT)) == (7, "7 changes")


def test_dimensions_filter(page: Browser) -> None:
    """What the changes are a risk to can be chosen, too."""
    page.click("button[data-value=durability]")
    assert page.run(SHOWN) == ["c1"]
    page.click("button[data-value=availability]")
    assert page.run(SHOWN) == ["c1", "c2"]


CHOOSE = "const one = document.getElementById('module'); one.value = arguments[0]; one.dispatchEvent(new Event('change'))"


def test_modules(show: Show) -> None:
    """Choosing a module shows the changes in it and below it, and none of a module whose name begins with its name."""
    longer = msgspec.structs.replace(samples.CHANGES[5], address="module.wandb_app2.aws_x.y")
    page = show(RiskReport(replace(samples.ASSESSMENT, changes=(*samples.CHANGES, longer))))
    page.run(CHOOSE, "wandb_infra/app_eks")
    assert page.run(SHOWN) == ["c2", "c6", "c7"]
    page.run(CHOOSE, "wandb_app")
    assert page.run(SHOWN) == ["c4"]


def test_search(page: Browser) -> None:
    """Every word must be in an address, a value or a finding; Escape empties the search."""
    page.click("#search")
    page.press("R6I.xlarge workers")
    assert page.run(SHOWN) == ["c2"]
    page.press("Escape")
    page.press("dns-record")
    assert page.run(SHOWN) == ["c3"]


def test_keyboard(page: Browser) -> None:
    """Everything is reached without a mouse: skip link, filters, rows; arrows go from row to row, Enter opens one."""
    page.press("Tab", "Enter", "Tab")
    assert page.run(FOCUS) == "search"
    page.press("ArrowDown")
    assert page.run(FOCUS) == "c1"
    page.press("ArrowDown", "Enter")
    assert page.run("return document.querySelector('#c2 .diff').checkVisibility()")
    page.press("ArrowUp", "ArrowUp")
    assert page.run(FOCUS) == "search"
    page.press("Tab", "Tab", "Space")
    assert page.run(SHOWN) == ["c1"]
    assert page.run("return document.activeElement.getAttribute('aria-pressed')") == "true"
    assert page.run("return getComputedStyle(document.activeElement).outlineStyle") == "solid"


def test_names_for_screen_readers(page: Browser) -> None:
    """Each control has a name and what it is; the number of changes that are shown is announced."""
    tree = page.devtools("Accessibility.getFullAXTree")["nodes"]
    seen = [(one["role"]["value"], one.get("name", {}).get("value", "")) for one in tree if not one["ignored"]]
    controls = [one for one in seen if one[0] in ("button", "combobox", "searchbox", "link", "DisclosureTriangle")]
    assert len(controls) > 20
    assert [one for one in controls if not one[1].strip()] == []
    assert {"main", "search", "table", "contentinfo"} <= {role for role, _ in seen}
    assert page.run("return document.getElementById('count').getAttribute('aria-live')") == "polite"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_both_themes_can_be_read(page: Browser, scheme: str) -> None:
    """The page follows the system, and every text has a contrast of 4.5 or more against what is behind it."""
    page.scheme(scheme)
    page.click("#open")
    ground = page.run("return getComputedStyle(document.documentElement).backgroundColor")
    assert ground == {"light": "rgb(245, 246, 248)", "dark": "rgb(14, 19, 26)"}[scheme]
    assert page.run(CONTRAST) == []


def test_the_theme_can_be_chosen(page: Browser) -> None:
    """The button goes from the system's theme to light, to dark, and back."""
    ground = "return getComputedStyle(document.documentElement).backgroundColor"
    page.scheme("dark")
    seen = [page.run(ground)]
    for _ in range(3):
        page.click("#theme")
        seen.append(page.run(ground))
    dark, light = "rgb(14, 19, 26)", "rgb(245, 246, 248)"
    assert seen == [dark, light, dark, dark]


def test_a_finding_leads_to_its_change(page: Browser) -> None:
    """The link of a finding opens its row, also where a filter hid it."""
    page.click("[data-value=low]")
    page.click("a[href='#c1']")
    page.wait("setTimeout(arguments[0], 50)")
    assert "c1" in page.run(SHOWN)
    assert page.run("return document.querySelector('#c1 .diff').checkVisibility()")
    assert page.run(FOCUS) == "c1"


def test_print(page: Browser) -> None:
    """On paper every evidence is shown and no control; what a filter hid stays hidden, and colours are those of paper."""
    page.click("[data-value=high]")
    page.scheme("dark", media="print")
    page.run("dispatchEvent(new Event('beforeprint'))")
    assert page.run("return document.querySelector('#c2 .diff').checkVisibility()")
    assert page.run(SHOWN) == ["c2", "c3"]
    assert not page.run("return document.querySelector('.filters').checkVisibility()")
    assert page.run("return getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    page.run("dispatchEvent(new Event('afterprint'))")
    assert not page.run("return document.querySelector('#c2 details').open")


def test_without_scripts(show: Show) -> None:
    """Where scripts are off, every change is there and can be opened; there are no controls that do nothing."""
    browser = show(samples.OFFERED)
    browser.devtools("Emulation.setScriptExecutionDisabled", value=True)
    try:
        show(samples.OFFERED)
        assert len(browser.run(SHOWN)) == 7
        assert not browser.run("return document.querySelector('.filters, .tools').checkVisibility()")
    finally:
        browser.devtools("Emulation.setScriptExecutionDisabled", value=False)


def test_markup_is_not_obeyed(show: Show) -> None:
    """A plan that holds scripts and handlers runs none of them, and shows them as they are."""
    attack = "</td><script>window.ran = 1</script><img src=x onerror='window.ran = 1'>"
    changes = tuple(msgspec.structs.replace(one, address=one.address + attack) for one in samples.CHANGES)
    found = replace(samples.ASSESSMENT, changes=changes)
    browser = show(RiskReport(found, subject=attack))
    assert browser.run("return window.ran ?? null") is None
    assert attack in browser.run("return document.getElementById('c1').textContent")
    assert browser.said() == []


def test_a_large_plan_can_be_used(show: Show) -> None:
    """At 50,000 changes the page still filters; it says that it does not list all of them."""
    browser = show(RiskReport(large(50_000)))
    listed = len(browser.run(SHOWN))
    browser.click("#search")
    browser.press('"49')
    assert 0 < len(browser.run(SHOWN)) < listed
    assert f"{listed:,} of 50,000 changes" in browser.run("return document.querySelector('.capped').textContent")


@pytest.mark.parametrize("width", [380, 800, 1360])
def test_it_fits_every_width(page: Browser, width: int) -> None:
    """Nothing is wider than the window, on a phone either."""
    page.click("#open")
    page.devtools("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=False)
    try:
        assert page.run("return document.documentElement.scrollWidth") <= width
    finally:
        page.devtools("Emulation.clearDeviceMetricsOverride")
