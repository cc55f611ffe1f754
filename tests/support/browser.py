"""A real Chromium without a screen, driven by the WebDriver protocol: JSON over HTTP, spoken to chromedriver."""

import base64
import json
import os
import re
import shutil
import subprocess
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import urllib3

FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage", "--window-size=1360,1000",
)  # fmt: skip
ELEMENT = "element-6066-11e4-a52e-4f735466cecf"
KEYS = {"Tab": "\ue004", "Enter": "\ue007", "Escape": "\ue00c", "ArrowUp": "\ue013", "ArrowDown": "\ue015", "Space": " "}
# Every text with its contrast against what is behind it, by WCAG's formula; colours are mixed by the browser itself.
CONTRAST = """
const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
canvas.canvas.width = canvas.canvas.height = 1;
function over(colours) {
  canvas.clearRect(0, 0, 1, 1);
  for (const one of colours) { canvas.fillStyle = one; canvas.fillRect(0, 0, 1, 1); }
  return canvas.getImageData(0, 0, 1, 1).data.slice(0, 3);
}
function light(rgb) {
  const [r, g, b] = [...rgb].map(one => one / 255).map(one => one <= 0.04045 ? one / 12.92 : ((one + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}
const poor = [];
for (const one of document.querySelectorAll('body *')) {
  const own = [...one.childNodes].some(each => each.nodeType === 3 && each.textContent.trim());
  if (!own || !one.checkVisibility() || one.disabled || one.closest('[aria-hidden], .nil, .skip, option, script')) continue;
  const behind = [];
  for (let each = one; each; each = each.parentElement) behind.unshift(getComputedStyle(each).backgroundColor);
  const [a, b] = [light(over([...behind, getComputedStyle(one).color])), light(over(behind))];
  const ratio = (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05);
  if (ratio < 4.5) poor.push(`${one.tagName}.${one.className} ${one.textContent.trim().slice(0, 30)}: ${ratio.toFixed(2)}`);
}
return poor;
"""
STARTED = re.compile(r"started successfully on port (\d+)")


def missing() -> str | None:
    """What is not installed, None where everything is."""
    return None if _binary() and shutil.which("chromedriver") else "Chromium or chromedriver is not installed"


class Browser:
    """One window."""

    def __init__(self, profile: Path) -> None:
        self._driver = subprocess.Popen(
            ("chromedriver", "--port=0"), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=_env(profile)
        )
        assert self._driver.stdout is not None
        self._base = f"http://127.0.0.1:{_port(self._driver.stdout)}/session"
        self._http = urllib3.PoolManager(timeout=60, retries=False)
        options = {"args": [*FLAGS, f"--user-data-dir={profile / 'data'}"], "binary": _binary()}
        wanted = {"goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL", "performance": "ALL"}}
        self._base += "/" + self.ask("POST", "", capabilities={"alwaysMatch": wanted})["sessionId"]

    def ask(self, method: str, path: str, **body: Any) -> Any:
        """One command of the protocol; what it answers."""
        given = {"json": body} if method == "POST" else {}
        answer = self._http.request(method, self._base + path, **given).json()["value"]
        assert not (isinstance(answer, dict) and "error" in answer), answer
        return answer

    def open(self, url: str) -> None:
        """Go to a page, the logs emptied before."""
        self.ask("POST", "/url", url="about:blank")
        self.said()
        self.requests()
        self.ask("POST", "/url", url=url)

    def run(self, script: str, *arguments: Any) -> Any:
        """The value that a function's body returns in the page."""
        return self.ask("POST", "/execute/sync", script=script, args=arguments)

    def wait(self, script: str, *arguments: Any) -> Any:
        """The value that a function's body gives to its last argument, a callback."""
        return self.ask("POST", "/execute/async", script=script, args=arguments)

    def click(self, selector: str) -> None:
        """Click the first element that a selector finds, as a mouse does."""
        found = self.ask("POST", "/element", using="css selector", value=selector)
        self.ask("POST", f"/element/{found[ELEMENT]}/click")

    def press(self, *keys: str) -> None:
        """Press keys, by their name, or type a text."""
        typed = "".join(KEYS.get(one, one) for one in keys)
        pressed = [{"type": kind, "value": key} for key in typed for kind in ("keyDown", "keyUp")]
        self.ask("POST", "/actions", actions=[{"type": "key", "id": "keyboard", "actions": pressed}])

    def devtools(self, command: str, **parameters: Any) -> Any:
        """A command of the DevTools protocol."""
        return self.ask("POST", "/goog/cdp/execute", cmd=command, params=parameters)

    def scheme(self, name: str, media: str = "screen") -> None:
        """What the system prefers, `light` or `dark`, and whether it prints."""
        self.devtools("Emulation.setEmulatedMedia", media=media, features=[{"name": "prefers-color-scheme", "value": name}])

    def said(self) -> list[str]:
        """What the console says since it was asked last."""
        return [one["message"] for one in self.ask("POST", "/se/log", type="browser")]

    def requests(self) -> list[str]:
        """Every address that the page asked for since, in DevTools' own words."""
        said = [one["message"] for one in self.ask("POST", "/se/log", type="performance")]
        events = [json.loads(one)["message"] for one in said]
        return [one["params"]["request"]["url"] for one in events if one["method"] == "Network.requestWillBeSent"]

    def picture(self, into: Path) -> None:
        """A picture of the whole page."""
        shot = self.devtools("Page.captureScreenshot", captureBeyondViewport=True)
        into.write_bytes(base64.b64decode(shot["data"]))

    def close(self) -> None:
        """End it, and everything that it started."""
        with suppress(AssertionError, urllib3.exceptions.HTTPError):
            self.ask("DELETE", "")
        self._driver.terminate()
        self._driver.communicate(timeout=30)


def _binary() -> str | None:
    return shutil.which("chromium") or shutil.which("google-chrome")


def _port(said: IO[str]) -> int:
    for line in said:
        if found := STARTED.search(line):
            return int(found[1])
    raise AssertionError("chromedriver did not start")


def _env(profile: Path) -> dict[str, str]:
    """Everything that it writes goes below the profile."""
    return {**os.environ, "HOME": str(profile), "TMPDIR": str(profile)}
