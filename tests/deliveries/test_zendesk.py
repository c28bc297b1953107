import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from orchestration.connectors import TargetError, calling
from orchestration.delivering import deliver
from tests.deliveries.conftest import ANA, BEN, CAM, PROFILES, config_of, publish, statuses
from tests.deliveries.serving import Api, served
from warehouse.home import Home

USERS = """
[[targets]]
name = "desk"
system = "zendesk"
object = "users"
key = {external_id = "customer_id"}
fields = {email = "contact.email", preferred_channel = "contact.preferred_channel"}
max_removals = 1
secrets = {email = "ZD_EMAIL", token = "ZD_TOKEN"}
"""
RECORDS = USERS.replace('"users"', '"memory"')


class Desk(Api):
    """Takes jobs of at most 100 and tells how they went; users and records by external id."""

    def __init__(self) -> None:
        super().__init__()
        self.held: dict[str, dict[str, Any]] = {}
        self.refused: dict[str, str] = {}
        self.jobs: dict[str, dict[str, Any]] = {}
        self.kills = 0

    def answer(self, method: str, path: str, query: dict[str, str], headers: Any, body: bytes) -> tuple[int, Any]:
        assert headers["Authorization"].startswith("Basic ")
        if "show_many" in path:
            return 200, {"users": [{"external_id": key} for key in query["external_ids"].split(",") if key in self.held]}
        if method == "POST":
            said = json.loads(body)
            items, action = (said["users"], "upsert") if "users" in said else (said["job"]["items"], said["job"]["action"])
            assert len(items) <= 100
            job = {"id": f"j{len(self.jobs)}", "status": "queued", "results": None}
            self.jobs[job["id"]] = job | {"status": "completed", "results": [self.one(place, item, action) for place, item in enumerate(items)]}
            return 200, {"job_status": job}
        if self.kills:
            self.kills -= 1
            return 200, {"job_status": {"id": "x", "status": "killed", "results": []}}
        return 200, {"job_status": self.jobs[path.rpartition("/")[2].removesuffix(".json")]}

    def one(self, place: int, item: Any, action: str) -> dict[str, Any]:
        if action.startswith("delete"):
            return {"index": place, "success": True} if self.held.pop(item, None) else {"index": place, "error": "RecordNotFound"}
        if item["external_id"] in self.refused:
            return {"index": place, "error": "UserUpdateError", "details": self.refused[item["external_id"]]}
        self.held.setdefault(item["external_id"], {}).update(item)
        return {"index": place, "id": 7, "status": "Updated"}


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Iterator[Desk]:
    monkeypatch.setattr(calling, "sleep", lambda seconds: None)
    monkeypatch.setenv("ZD_EMAIL", "agent@example.com")
    monkeypatch.setenv("ZD_TOKEN", "t")
    with served(Desk()) as api:
        yield api


def told(desk: Desk, folder: Path, text: str = USERS) -> Any:
    return config_of(folder, text + f'url = "{desk.url}"\n')


def test_users_get_their_fields_and_only_those_are_emptied(desk: Desk, home: Home, tmp_path: Path):
    desk.refused = {BEN: "Email: is invalid"}
    report = deliver(home, told(desk, tmp_path), "desk")
    assert report.results["accepted"] == 2 and report.rejected[0]["answer"] == "UserUpdateError Email: is invalid"
    assert desk.held[ANA] == {"external_id": ANA, "email": "ana@example.com", "user_fields": {"preferred_channel": "sms"}}
    publish(home, PROFILES[2:])
    assert deliver(home, told(desk, tmp_path), "desk").results["removed"] == 2
    assert desk.held[ANA] == {"external_id": ANA, "email": "ana@example.com", "user_fields": {"preferred_channel": None}}
    assert BEN not in desk.held


def test_records_of_a_custom_object_come_and_go(desk: Desk, home: Home, tmp_path: Path):
    deliver(home, told(desk, tmp_path, RECORDS), "desk")
    assert desk.held[CAM]["custom_object_fields"]["email"] == "zoë@例え.jp"
    del desk.held[ANA]
    publish(home, PROFILES[2:])
    assert deliver(home, told(desk, tmp_path, RECORDS), "desk").results["removed"] == 2
    assert set(desk.held) == {CAM}


def test_more_than_a_hundred_rows_are_several_jobs(desk: Desk, home: Home, tmp_path: Path):
    publish(home, [PROFILES[0] | {"customer_id": f"{n:032}"} for n in range(250)])
    assert deliver(home, told(desk, tmp_path), "desk").results["accepted"] == 250
    assert len(desk.jobs) == 3


@pytest.mark.parametrize("trouble", [("POST", 429), ("POST", "lost"), ("GET", 503)])
def test_throttling_and_lost_answers(trouble: tuple, desk: Desk, home: Home, tmp_path: Path):
    desk.trouble = [trouble]
    assert deliver(home, told(desk, tmp_path), "desk").results["accepted"] == 3


def test_rows_of_a_job_that_was_killed_go_again(desk: Desk, home: Home, tmp_path: Path):
    desk.kills = 1
    report = deliver(home, told(desk, tmp_path), "desk")
    assert report.results["pending"] == 3 and report.is_partial
    assert not deliver(home, told(desk, tmp_path), "desk").is_partial


def test_a_cut_off_run_goes_on(desk: Desk, home: Home, tmp_path: Path):
    desk.trouble = [("GET .*job_statuses", "unheard")] * calling.ATTEMPTS
    with pytest.raises(TargetError):
        deliver(home, told(desk, tmp_path), "desk")
    deliver(home, told(desk, tmp_path), "desk")
    assert set(statuses(home, "desk", "users").values()) == {"accepted"} and set(desk.held) == {ANA, BEN, CAM}
