from datetime import datetime
from pathlib import Path

import pytest

from orchestration.config import Config
from orchestration.landing import Found, land
from orchestration.resources import Store
from orchestration.sources import found_files
from orchestration.writes import clear_landed, has_decisions, take_decisions
from transforms.formats import SourceSettings
from transforms.interactions import read_export
from warehouse.home import Home
from warehouse.recall.http.inbox import Inbox, Record, carrier

NOW = datetime(2026, 3, 1, 12)


@pytest.fixture
def build(tmp_path: Path) -> Store:
    return Store(Home(tmp_path), Config(), NOW, "1a2b")


def test_what_was_written_is_an_export_of_its_own_source(build: Store):
    Inbox(build.home).put_records([Record("r1", NOW, [("email", "ana@example.com")], {"contact.preferred_channel": "sms", "note": "likes «tea»"})])
    (found,) = found_files(build.config, build.home)
    assert isinstance(found, Found) and (found.source, found.format) == ("api", "records")
    rows, broken = land(build.home, [found], build.lake.read("exports"), NOW)
    assert broken == []
    with Path(found.path).open("rb") as stream:
        read = read_export(stream, "records", found.path, SourceSettings("api", None, "UTC"), rows["export_id"][0], NOW, build.home.key)
    assert (len(read.records), len(read.quarantine), read.identity_mentions["identity"].to_list()) == (1, 0, ["email:ana@example.com"])
    clear_landed(build.home, [found])
    assert list(found_files(build.config, build.home)) == []


def test_only_the_inboxs_files_are_cleared(build: Store, tmp_path: Path):
    ours = tmp_path / "exports.jsonl"
    ours.write_text("{}\n")
    clear_landed(build.home, [Found("chat", None, str(ours), "1")])
    assert ours.exists()


def test_half_a_file_is_not_read(build: Store):
    Inbox(build.home).put_records([Record("r1", NOW, [("email", "a@example.com")])])
    (path,) = (build.home.root / "inbox" / "api").iterdir()
    path.rename(path.with_name(".draft.records.jsonl"))
    assert list(found_files(build.config, build.home)) == []


def test_decisions_go_to_the_ledger_once(build: Store):
    assert not has_decisions(build.home)
    said = {"decision": "retract", "observation_id": "o1"}
    for _ in range(2):
        Inbox(build.home).put_decisions([said, {"decision": "unlink", "identity_a": "email:a@example.com", "identity_b": "phone:+14155550100"}])
    assert has_decisions(build.home)
    assert take_decisions(build) == 2
    assert not has_decisions(build.home) and take_decisions(build) == 0
    rows = build.lake.read("decisions").sort("decision").to_dicts()
    assert [(row["decision"], row["observation_id"], row["who"], row["decided_at"]) for row in rows] == [("retract", "o1", "api", NOW), ("unlink", None, "api", NOW)]


def test_a_row_names_its_customer_by_one_identity():
    assert carrier(["zendesk_user:9", "phone:+14155550100", "email:ana@example.com"]) == ("email", "ana@example.com")
    assert carrier(["conversation:chat:c1"]) == ("conversation", "chat:c1")
    assert carrier([]) is None
