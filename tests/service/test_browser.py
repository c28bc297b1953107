import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import pytest

from tests.service.conftest import Served

DRIVER, BROWSER = shutil.which("chromedriver"), shutil.which("chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--window-size=1280,1600",
]
pytestmark = pytest.mark.skipif(not (DRIVER and BROWSER), reason="needs chromium and chromedriver: apt-get install chromium chromium-driver")


class Browser:
    """A browser, by the W3C WebDriver protocol."""

    def __init__(self, port: int, profile: Path) -> None:
        self._http = httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60)
        options = {"args": [*FLAGS, f"--user-data-dir={profile}"], "binary": BROWSER}
        for _ in range(100):
            try:
                self._http.get("/status")
                break
            except httpx.HTTPError:
                time.sleep(0.1)
        made = self._http.post(
            "/session", json={"capabilities": {"alwaysMatch": {"browserName": "chrome", "goog:chromeOptions": options, "goog:loggingPrefs": {"browser": "ALL"}}}}
        )
        self._session = f"/session/{made.json()['value']['sessionId']}"

    def do(self, command: str, **given: object) -> object:
        answer = self._http.post(f"{self._session}/{command}", json=given).json()["value"]
        assert not (isinstance(answer, dict) and "error" in answer), answer
        return answer

    def on(self, selector: str, action: str, **given: object) -> None:
        (element,) = self.do("element", using="css selector", value=selector).values()
        self.do(f"element/{element}/{action}", **given)

    def script(self, text: str) -> object:
        return self.do("execute/sync", script=f"return {text}", args=[])

    def complaints(self) -> list[dict]:
        return [each for each in self._http.post(f"{self._session}/se/log", json={"type": "browser"}).json()["value"] if "favicon" not in each["message"]]

    def close(self) -> None:
        self._http.delete(self._session)


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = subprocess.Popen([str(DRIVER), f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        opened = Browser(port, tmp_path_factory.mktemp("profile"))
        yield opened
        opened.close()
    finally:
        driver.terminate()
        driver.wait(10)


def until(met: Callable[[], object]) -> None:
    for _ in range(100):
        if met():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")


def test_a_person_finds_a_customer_looks_back_and_tries_a_recall(browser: Browser, served: Served):
    browser.do("url", url=served.url.replace("://", f"://anyone:{served.keys['acme']}@"))
    browser.on("header input", "value", text="ana@example.com")
    browser.on("header button", "click")
    until(lambda: browser.script("location.pathname") == "/customers/c-ana")
    assert browser.script("document.querySelectorAll('svg.timeline rect.held').length") == 2
    assert browser.script("getComputedStyle(document.querySelector('svg.timeline rect.held')).strokeWidth") == "1px"
    browser.on("#recall input[name=query]", "value", text="which seat?")
    browser.on("#recall button", "click")
    until(lambda: browser.script("document.querySelector('pre.block')?.textContent.includes('Prefers an aisle seat')"))
    assert browser.script("document.documentElement.scrollWidth <= innerWidth")
    browser.on(".moments a:last-of-type", "click")
    until(lambda: browser.script("location.search.startsWith('?known_as_of=')"))
    assert "as known on" in str(browser.script("[...document.querySelectorAll('h2')].map(h => h.textContent).join()"))
    assert browser.complaints() == []
