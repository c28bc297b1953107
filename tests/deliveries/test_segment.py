import json
import logging
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from orchestration.connectors import TargetError, calling, segment
from orchestration.delivering import deliver
from tests.deliveries.conftest import ANA, BEN, CAM, PROFILES, config_of, publish, statuses
from tests.deliveries.serving import Api, served
from warehouse.home import Home

IDENTIFY = """
[[targets]]
name = "cdp"
system = "segment"
object = "identify"
key = {userId = "customer_id"}
fields = {channel = "contact.preferred_channel", visits = "interactions"}
max_removals = 1
secrets = {write_key = "SEGMENT_KEY"}
"""
TRACK = IDENTIFY.replace('"identify"', '"Promise made"\ntable = "fct_commitments"').replace('userId = "customer_id"', 'id = "commitment_id"').replace(
    'channel = "contact.preferred_channel", visits = "interactions"', 'userId = "customer_id", what = "statement", timestamp = "promised_at"'
)  # fmt: skip


class Cdp(Api):
    """Takes batches; a message id that it has seen is not taken again."""

    def __init__(self) -> None:
        super().__init__()
        self.messages: dict[str, dict[str, Any]] = {}
        self.batches: list[int] = []

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> tuple[int, Any]:
        if path == "/elsewhere":
            return 200, "<html>"
        assert path == "/v1/batch" and headers["Authorization"] == "Basic a2V5Og==" and headers["User-Agent"].startswith("analytics-python/")
        assert len(body) < 500_000
        batch = json.loads(body)["batch"]
        self.batches.append(len(batch))
        for message in batch:
            self.messages.setdefault(message["messageId"], message)
        return 200, {"success": True}


@pytest.fixture
def cdp(monkeypatch: pytest.MonkeyPatch) -> Iterator[Cdp]:
    monkeypatch.setattr(calling, "sleep", lambda seconds: None)
    monkeypatch.setenv("SEGMENT_KEY", "key")
    with served(Cdp()) as api:
        yield api


def told(cdp: Cdp, folder: Path, text: str = IDENTIFY) -> Any:
    return config_of(folder, text + f'url = "{cdp.url}"\n')


def test_people_are_identified_with_explicit_nulls(cdp: Cdp, home: Home, tmp_path: Path):
    assert deliver(home, told(cdp, tmp_path), "cdp").results["accepted"] == 3
    by_user = {m["userId"]: m for m in cdp.messages.values()}
    assert by_user[BEN]["type"] == "identify" and by_user[BEN]["traits"] == {"channel": None, "visits": 1}
    publish(home, PROFILES[1:])
    deliver(home, told(cdp, tmp_path), "cdp")
    assert list(cdp.messages.values())[-1]["traits"] == {"channel": None, "visits": None}
    assert statuses(home, "cdp", "identify")[ANA] == "removed"


@pytest.mark.parametrize("trouble", [429, 503, "unheard", "lost"])
def test_a_batch_that_is_sent_twice_counts_once(trouble: Any, cdp: Cdp, home: Home, tmp_path: Path):
    cdp.trouble = [("POST", trouble)]
    assert deliver(home, told(cdp, tmp_path), "cdp").results["accepted"] == 3
    assert len(cdp.messages) == 3


def test_a_run_that_is_cut_off_sends_the_same_messages_again(cdp: Cdp, home: Home, tmp_path: Path):
    cdp.trouble = [("POST", "lost")] * calling.ATTEMPTS
    with pytest.raises(TargetError):
        deliver(home, told(cdp, tmp_path), "cdp")
    deliver(home, told(cdp, tmp_path), "cdp")
    assert len(cdp.messages) == 3 and set(statuses(home, "cdp", "identify").values()) == {"accepted"}


def test_limits_are_held_on_our_side(cdp: Cdp, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(segment, "MOST_EVENTS", 2)
    publish(home, [*PROFILES[:2], PROFILES[2] | {"contact__preferred_channel": "x" * 33_000}, PROFILES[0] | {"customer_id": "d" * 32}])
    report = deliver(home, told(cdp, tmp_path), "cdp")
    assert cdp.batches == [2, 1] and report.results["rejected"] == 1
    assert report.rejected[0]["key"] == CAM and "larger than" in report.rejected[0]["answer"]


def test_a_batch_stays_under_the_limits_whatever_the_letters(cdp: Cdp, home: Home, tmp_path: Path):
    publish(home, [PROFILES[0] | {"customer_id": f"{n:032}", "contact__preferred_channel": "漢" * 4_000} for n in range(60)])
    assert deliver(home, told(cdp, tmp_path), "cdp").results["accepted"] == 60
    assert len(cdp.batches) > 2 and {m["traits"]["channel"] for m in cdp.messages.values()} == {"漢" * 4_000}


def test_a_batch_that_segment_refuses_is_listed_with_its_answer_and_the_next_goes(cdp: Cdp, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(segment, "MOST_EVENTS", 2)
    cdp.trouble = [("POST", 400)]
    report = deliver(home, told(cdp, tmp_path), "cdp")
    assert report.results["accepted"] == 1 and [row["key"] for row in report.rejected] == [ANA, BEN]
    assert "trouble" in report.rejected[0]["answer"]


def test_an_address_that_sends_on_to_another_took_nothing(cdp: Cdp, home: Home, tmp_path: Path):
    cdp.trouble = [("POST /v1", 302)]
    with pytest.raises(TargetError, match="target cdp answered 302"):
        deliver(home, told(cdp, tmp_path), "cdp")
    assert set(statuses(home, "cdp", "identify").values()) == {"sent"}


def test_neither_the_write_key_nor_what_is_sent_is_in_a_log_or_an_error(cdp: Cdp, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture):
    caplog.set_level(logging.DEBUG)
    cdp.trouble = [("POST", 403)]
    with pytest.raises(TargetError, match="its secrets are refused") as wrong:
        deliver(home, told(cdp, tmp_path), "cdp")
    deliver(home, told(cdp, tmp_path), "cdp")
    assert not [said for said in (str(wrong.value), caplog.text) if "a2V5Og" in said or '"key"' in said or "sms" in said]


def test_commitments_are_tracked_once_with_their_own_time(cdp: Cdp, home: Home, tmp_path: Path):
    commitments = pl.DataFrame([{"commitment_id": "k1", "customer_id": ANA, "statement": "a call back", "promised_at": datetime(2026, 3, 1)}])
    publish(home, PROFILES, fct_commitments=commitments)
    deliver(home, told(cdp, tmp_path, TRACK), "cdp")
    (message,) = cdp.messages.values()
    assert (message["type"], message["event"], message["userId"], message["timestamp"]) == ("track", "Promise made", ANA, "2026-03-01T00:00:00.000+00:00")
    assert message["properties"] == {"id": "k1", "what": "a call back"}


def test_what_is_said_again_after_something_else_counts_anew(cdp: Cdp, home: Home, tmp_path: Path):
    for channel in ("sms", "email", "sms"):
        publish(home, [PROFILES[0] | {"contact__preferred_channel": channel}])
        deliver(home, told(cdp, tmp_path), "cdp")
    assert [m["traits"]["channel"] for m in cdp.messages.values()] == ["sms", "email", "sms"]


def test_a_resumed_batch_leaves_out_who_withdrew_consent(cdp: Cdp, home: Home, tmp_path: Path):
    text = IDENTIFY + 'consent = "marketing"\n'
    cdp.trouble = [("POST", "unheard")] * calling.ATTEMPTS
    with pytest.raises(TargetError):
        deliver(home, told(cdp, tmp_path, text), "cdp")
    publish(home, [PROFILES[0] | {"consent__marketing": "no"}, *PROFILES[1:]])
    deliver(home, told(cdp, tmp_path, text), "cdp")
    said = {m["userId"]: m["traits"] for m in cdp.messages.values()}
    assert said == {ANA: {"channel": None, "visits": None}, BEN: {"channel": None, "visits": 1}}
