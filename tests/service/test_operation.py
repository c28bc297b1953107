import io
import json
import logging
import threading
import time
from pathlib import Path

import httpx
import pytest

from tests.service.conftest import NOW, Running, Served, put, store
from warehouse.home import Home
from warehouse.recall.http import logs
from warehouse.recall.http.limits import Rate
from warehouse.recall.snapshot import rollback

ANA = {"identity": "email:ana@example.com", "query": "which seat by the window?"}


@pytest.fixture
def own(tmp_path: Path):
    """A store of this test's own, and a key."""
    mine = store("mine", tmp_path)
    put(mine.home, "b0")
    return mine, {"X-API-Key": mine.keys.add("k", NOW)}


def test_a_new_snapshot_is_taken_up_without_a_failed_read(own):
    mine, key = own
    seen: list[tuple[int, str, str]] = []
    is_done = threading.Event()

    def read() -> None:
        with httpx.Client(base_url=url, headers=key, trust_env=False) as client:
            while not is_done.is_set():
                answer = client.post("/v1/recall", json=ANA)
                body = answer.json()
                seen.append((answer.status_code, body["meta"]["buildId"], body["observations"][0]["content"][-3:]))

    with Running({"mine": mine}, rate=0) as url:
        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for number in range(1, 6):
            put(mine.home, f"b{number}", f" #{number}")
            time.sleep(0.05)
        rollback(mine.home)
        time.sleep(0.1)
        is_done.set()
        for reader in readers:
            reader.join()
        last = httpx.post(f"{url}/v1/recall", json=ANA, headers=key, trust_env=False).json()
    assert {status for status, _, _ in seen} == {200}
    assert {(build, text) for _, build, text in seen if build != "b0"} <= {(f"b{n}", f" #{n}") for n in range(1, 6)}
    assert len({build for _, build, _ in seen}) > 2 and last["meta"]["buildId"] == "b4"


def test_a_snapshot_that_cannot_be_opened_leaves_the_one_before_in_use(own):
    mine, _ = own
    before = mine.opened().snapshot.snapshot_id
    (mine.home.snapshots / "current.json").write_text(json.dumps({"published": [{"snapshot_id": "0" * 24, "build_id": "broken"}]}))
    assert mine.opened().snapshot.snapshot_id == before


def test_a_store_without_a_snapshot_says_so(tmp_path: Path):
    empty = store("empty", tmp_path)
    key = {"X-API-Key": empty.keys.add("k", NOW)}
    with Running({"empty": empty}) as url:
        assert httpx.get(f"{url}/health", trust_env=False).status_code == 503
        answer = httpx.post(f"{url}/v1/recall", json=ANA, headers=key, trust_env=False)
        assert answer.status_code == 503 and "tellonce build" in answer.json()["message"]
        put(Home(tmp_path), "b1")
        assert httpx.get(f"{url}/health", trust_env=False).status_code == 200


def test_a_key_that_asks_too_often_waits(own):
    mine, key = own
    other = {"X-API-Key": mine.keys.add("other", NOW)}
    with Running({"mine": mine}, rate=0.5, burst=3) as url, httpx.Client(base_url=url, trust_env=False) as client:
        answers = [client.get("/v1/profile", params={"identity": "a"}, headers=key) for _ in range(4)]
        assert [answer.status_code for answer in answers] == [200, 200, 200, 429]
        assert 1 <= int(answers[-1].headers["retry-after"]) <= 3
        assert client.get("/v1/profile", params={"identity": "a"}, headers=other).status_code == 200


def test_a_bucket_fills_again():
    rate = Rate(50, burst=1)
    assert rate.wait("a") == 0 and rate.wait("a") > 0
    time.sleep(0.03)
    assert rate.wait("a") == 0
    assert all(Rate(0).wait("a") == 0 for _ in range(1000))


def test_a_body_that_is_too_long_is_not_read(client: httpx.Client):
    assert client.post("/v1/recall", json=ANA | {"query": "x" * (1 << 20)}).status_code == 413
    assert client.post("/v1/recall", content=(b"x" * 65536 for _ in range(20)), headers={"content-type": "application/json"}).status_code == 413
    assert client.post("/v1/recall", json=ANA | {"query": "x" * 10_001}).status_code == 422


def test_metrics_count_and_name_nobody(client: httpx.Client, served: Served):
    client.post("/v1/recall", json=ANA)
    text = client.get("/metrics").text
    assert 'tellonce_requests_total{method="POST",route="/v1/recall",status="200"}' in text
    assert 'tellonce_request_seconds_bucket{route="/v1/recall",le="+Inf"}' in text and "tellonce_recalls_total" in text
    assert not any(word in text for word in ("acme", "ana", "seat", "tok_"))
    for line in text.splitlines():
        assert line.startswith("#") or float(line.rsplit(" ", 1)[1]) >= 0


def test_a_log_line_is_json_without_personal_data(client: httpx.Client, served: Served):
    logger, written = logging.getLogger(logs.NAME), io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs._Lines(lambda: NOW))
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    try:
        client.post("/v1/recall", json=ANA)
        client.get("/v1/profile", params={"identity": ANA["identity"]})
        client.get("/v1/Stores/acme/Profiles/email:ana@example.com/Traits")
        client.get("/nowhere/ana@example.com")
        client.post("/v1/recall", json=ANA | {"ana@example.com": 1})
        client.post("/mcp", json={"ana": 1})
    finally:
        logger.removeHandler(handler)
    lines = [json.loads(line) for line in written.getvalue().splitlines()]
    assert [(line["route"], line["status"]) for line in lines] == [
        ("/v1/recall", 200), ("/v1/profile", 200), ("/v1/Stores/{store}/Profiles/{profile}/Traits", 200), ("(none)", 404), ("/v1/recall", 422),
        ("/mcp", 400),
    ]  # fmt: skip
    assert lines[0]["key"] == "acme/tests" and lines[0]["request_id"]
    assert not any(word in written.getvalue() for word in ("ana", "window", "c-ana", served.keys["acme"]))


def test_a_failure_tells_its_place_and_not_its_message(own, monkeypatch, capsys):
    mine, key = own

    def fail(*_: object) -> None:
        raise RuntimeError("ana@example.com")

    monkeypatch.setattr(type(mine), "profile", fail)
    logger, written = logging.getLogger(logs.NAME), io.StringIO()
    handler = logging.StreamHandler(written)
    handler.setFormatter(logs._Lines(lambda: NOW))
    logger.addHandler(handler)
    try:
        with Running({"mine": mine}) as url:
            answer = httpx.get(f"{url}/v1/profile", params={"identity": "a"}, headers=key, trust_env=False)
    finally:
        logger.removeHandler(handler)
    assert answer.status_code == 500 and "ana" not in answer.text and answer.headers["x-request-id"] in written.getvalue()
    assert "RuntimeError" in written.getvalue() and "ana@" not in written.getvalue()


def test_recalls_are_logged_by_id(client: httpx.Client, served: Served):
    answer = client.post("/v1/recall", json=ANA).json()
    lines = [json.loads(line) for path in served.homes["acme"].recall_log.glob("*.jsonl") for line in path.read_text().splitlines()]
    (mine,) = [line for line in lines if line["recall_id"] == answer["meta"]["recallId"]]
    assert mine["snapshot_id"] == answer["meta"]["snapshotId"] and "window" not in json.dumps(mine)
