"""A headless browser, and a page in it. What belongs here: driving it. What does not: assertions."""

from __future__ import annotations

import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

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
NEEDED = pytest.mark.skipif(not (DRIVER and BROWSER), reason="needs chromium and chromedriver: apt-get install chromium chromium-driver")


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


@contextmanager
def opened(profile: Path) -> Iterator[Browser]:
    """A browser whose profile lies in a folder."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    driver = subprocess.Popen([str(DRIVER), f"--port={port}"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        browser = Browser(port, profile)
        yield browser
        browser.close()
    finally:
        driver.terminate()
        driver.wait(10)


def until(met: Callable[[], object]) -> None:
    for _ in range(100):
        if met():
            return
        time.sleep(0.05)
    raise AssertionError("it did not come about")
