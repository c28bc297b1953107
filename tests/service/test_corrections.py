import json
import re
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from orchestration.config import Config
from orchestration.resources import Store as Build
from orchestration.writes import take_decisions, take_uses
from tests.service.conftest import NOW, Running, put, store
from warehouse.governance import audit
from warehouse.home import Home

ANA = "email:ana@example.com"


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[tuple[httpx.Client, Home]]:
    """A store of its own, and a browser that has opened its page."""
    served = store("acme", tmp_path)
    put(served.home, "b")
    with Running({"acme": served}) as url, httpx.Client(base_url=url, auth=("x", served.keys.add("desk", NOW)), trust_env=False) as client:
        yield client, served.home


def decisions(home: Home) -> list[dict]:
    return [json.loads(line) for path in sorted((home.root / "inbox" / "decisions").glob("*.jsonl")) for line in path.read_text().splitlines()]


def an_observation(client: httpx.Client) -> str:
    return client.post("/v1/recall", json={"identity": ANA, "query": ""}).json()["profile"][0]["observation_ids"][0]


def test_a_correction_over_http_is_a_decision_of_the_ledger_with_who_and_why(desk: tuple[httpx.Client, Home]):
    client, home = desk
    answer = client.post("/v1/correct", json={"identity": ANA, "attribute": "preferred channel", "value": "E-Mail", "why": "she told me"})
    assert answer.status_code == 202
    assert client.post("/v1/retract", json={"identity": ANA, "observationId": an_observation(client), "why": "a mistake"}).status_code == 202
    build = Build(home, Config(), NOW, "1a2b")
    assert take_decisions(build) == 2
    rows = {row["decision"]: row for row in build.lake.read("decisions").to_dicts()}
    assert rows["correct"] | {"decision_id": ""} == rows["correct"] | {"decision_id": "", "attribute": "contact.preferred_channel", "value": "email", "why": "she told me", "who": "api/desk"}
    assert rows["correct"]["identity_a"] == ANA and rows["retract"]["why"] == "a mistake" and rows["retract"]["who"] == "api/desk"
    assert sorted(build.lake.read("audit")["action"]) == ["correct", "retract"] and audit.verify(home, build.lake) == []


def test_what_is_not_there_cannot_be_corrected(desk: tuple[httpx.Client, Home]):
    client, home = desk
    assert client.post("/v1/retract", json={"identity": ANA, "observationId": "o-of-nobody"}).status_code == 404
    assert client.post("/v1/retract", json={"identity": "email:bo@example.com", "observationId": an_observation(client)}).status_code == 404
    assert client.post("/v1/correct", json={"identity": "email:nobody@example.com", "attribute": "language", "value": "en"}).status_code == 404
    assert client.post("/v1/correct", json={"identity": ANA, "attribute": "language", "value": ""}).status_code == 422
    assert httpx.post(client.base_url.join("/v1/correct"), json={"identity": ANA, "attribute": "language", "value": "en"}, trust_env=False).status_code == 401
    assert decisions(home) == []


def test_the_page_corrects_and_takes_back_and_says_so(desk: tuple[httpx.Client, Home]):
    client, home = desk
    page = client.get("/customers/c-ana").text
    token, observations = (re.search(rf'name="{name}" value="([^"]+)"', page)[1] for name in ("token", "observations"))
    sent = client.post("/customers/c-ana/correct", data={"token": token, "attribute": "contact.preferred_channel", "value": "email", "why": "asked"}, follow_redirects=True)
    assert sent.status_code == 200 and "after the next build" in sent.text
    assert client.post("/customers/c-ana/retract", data={"token": token, "observations": observations}).status_code == 303
    assert sorted((row["decision"], row["why"], row["who"]) for row in decisions(home)) == [("correct", "asked", "api/desk"), ("retract", None, "api/desk")]


@pytest.mark.parametrize("token", ["", "0" * 32, None])
def test_a_form_that_was_not_made_here_is_refused(desk: tuple[httpx.Client, Home], token: str | None):
    client, home = desk
    given = token if token is not None else home.key.digest("form", "acme", "desk", "c-bo")
    assert client.post("/customers/c-ana/correct", data={"token": given, "attribute": "language", "value": "en"}).status_code == 403
    assert client.post("/customers/c-ana/retract", data={"token": given, "observations": "o1"}).status_code == 403
    assert decisions(home) == []


def test_another_sites_page_can_write_nothing_with_a_browsers_password(desk: tuple[httpx.Client, Home]):
    client, home = desk
    body = json.dumps({"identity": ANA, "attribute": "language", "value": "en"})
    for headers in ({"sec-fetch-site": "cross-site"}, {"sec-fetch-site": "same-site"}):
        assert client.post("/v1/correct", content=body, headers=headers | {"content-type": "application/json"}).status_code == 403
    for content_type in ("text/plain", "application/x-www-form-urlencoded"):
        assert client.post("/v1/correct", content=body, headers={"content-type": content_type}).status_code == 422
    assert decisions(home) == []


def test_the_use_of_a_key_is_audited_once_a_day_by_its_digest(desk: tuple[httpx.Client, Home]):
    client, home = desk
    for _ in range(3):
        client.get("/")
    lake = Build(home, Config(), NOW, "1a2b").lake
    assert (take_uses(home, lake), take_uses(home, lake)) == (1, 0)
    again = store("acme", home.root)
    again.used("desk")
    assert take_uses(home, lake) == 0
    (row,) = lake.read("audit").to_dicts()
    assert row["action"] == "key_use" and row["subject"] == again.keys.digest_of("desk") and audit.verify(home, lake) == []
