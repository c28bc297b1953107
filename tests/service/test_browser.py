from collections.abc import Iterator

import pytest

from tests.service.browsing import NEEDED, Browser, opened, until
from tests.service.conftest import Served

pytestmark = NEEDED


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    with opened(tmp_path_factory.mktemp("profile")) as browser:
        yield browser


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
