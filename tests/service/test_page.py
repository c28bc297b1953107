import re

import httpx
import pytest

from tests.recall.made import T0, Made
from tests.service.conftest import NOW, Running, Served, store
from warehouse.home import Home
from warehouse.recall.encoder import WordLlama
from warehouse.recall.http.timeline import draw
from warehouse.recall.snapshot import publish, write


@pytest.fixture
def page(served: Served):
    with httpx.Client(base_url=served.url, auth=("anyone", served.keys["acme"]), trust_env=False) as client:
        yield client


def test_a_customer_is_found_by_an_identity_that_stays_out_of_the_address(page: httpx.Client):
    sent = page.post("/customers", data={"identity": "Ana@example.com"})
    assert (sent.status_code, sent.headers["location"]) == (303, "/customers/c-ana")
    missed = page.post("/customers", data={"identity": "nobody@example.com"})
    assert missed.status_code == 404 and "Nobody is known as" in missed.text


def test_the_profile_has_its_quotes_and_conversations(page: httpx.Client):
    text = page.get("/customers/c-ana").text
    for told in ("Preferred channel", "sms", "Preferred channel is SMS", "email:ana@example.com", "Send a replacement jug"):
        assert told in text


def test_the_past_is_shown_as_it_was_known(page: httpx.Client):
    then = page.get("/customers/c-ana", params={"known_as_of": "2024-01-20T00:00:00Z"}).text
    (profile,) = re.findall(r'<table class="rows profile">(.*?)</table>', then, re.S)
    assert "email" in profile and "sms" not in profile
    assert 'rect class="unknown"' in then


def test_a_recall_tells_what_it_left_out_and_why(page: httpx.Client):
    def left_out(**given: str) -> str:
        text = page.post("/customers/c-ana", data={"query": "which seat on flights?"} | given).text
        return re.findall(r'<table class="rows left">(.*?)</table>', text, re.S)[0]

    assert "past the limit of 1" in left_out(limit="1", budget="400")
    assert "no room in the budget" in left_out(budget="20")
    assert "has too little to do with the question" in left_out(budget="400")


def test_search_goes_across_customers(page: httpx.Client):
    assert "Owns two greyhounds" in page.post("/search", data={"query": "greyhounds"}).text


@pytest.mark.parametrize("given", ["as_of=soon", "as_of=%00", "known_as_of=9999-99-99", "as_of=" + "1" * 40, "as_of=0001-01-01T00:00:00%2B14:00"])
def test_times_that_are_none_are_now(page: httpx.Client, given: str):
    assert page.get(f"/customers/c-ana?{given}").status_code == 200


def test_nothing_comes_from_elsewhere_and_nothing_runs(page: httpx.Client):
    for path in ("/", "/customers/c-ana", "/style.css"):
        answer = page.get(path)
        assert not re.search(r"(?:src|href|url\()\s*=?\s*[\"'(]?(?:https?:)?//|<script|@import|style=", answer.text)
        assert "default-src 'none'" in answer.headers["content-security-policy"]


def test_what_a_customer_said_is_text_not_markup(tmp_path):
    made = Made.empty()
    who = made.customer("eve")
    evil = '<script>alert(1)</script><img src=x onerror="alert(2)">'
    made.keep(who, evil, T0, attribute="note", value=evil, quote=evil, messages=[made.say(who, evil, T0)])
    home = Home(tmp_path)
    publish(home, write(home, made.frames(), WordLlama(), "b"), "b")
    eve = store("s", tmp_path)
    key = eve.keys.add("k", NOW)
    with Running({"s": eve}) as url, httpx.Client(base_url=url, auth=("x", key), trust_env=False) as client:
        pages = [client.get("/customers/c-eve"), client.post("/customers/c-eve", data={"query": evil}), client.post("/search", data={"query": evil})]
        for page in pages:
            assert page.status_code == 200 and "&lt;script&gt;" in page.text and "<script" not in page.text and "<img" not in page.text


def test_bars_that_hold_at_once_lie_in_rows_of_their_own():
    def row(value: str, since: int, until: int | None, known: int = 1, gone: int | None = None) -> dict:
        return {
            "attribute": "a.b", "value": value, "valid_from": f"2024-01-{since:02}T00:00:00Z", "valid_to": until and f"2024-01-{until:02}T00:00:00Z",
            "known_from": f"2024-02-{known:02}T00:00:00Z", "known_to": gone and f"2024-02-{gone:02}T00:00:00Z",
        }  # fmt: skip

    drawn = draw([row("x", 1, 10), row("y", 10, None), row("z", 5, None, gone=4)], T0.replace(month=3), None, None)
    assert [[bar.standing for bar in lane.bars] for lane in drawn.lanes] == [["held", "held"], ["withdrawn"]]
    earlier = draw([row("x", 1, None, known=3)], T0.replace(month=3), None, T0.replace(month=2, day=1))
    assert earlier.lanes[0].bars[0].standing == "unknown"
