import json
from pathlib import Path

import httpx

from orchestration import config
from orchestration.build import run_build
from tests.service.conftest import NOW, Running, store
from warehouse.home import Home
from warehouse.recall.http.inbox import Inbox, Record
from warehouse.recall.summaries import record_of

CONFIG = """
[[sources]]
name = "chat"
format = "interactions"
path = "*.jsonl"
[encoder]
name = "wordllama"
[extractor]
which = ["records", "grammar"]
"""
SAID = {
    "conversation_id": "c1", "message_id": "m1", "channel": "chat", "occurred_at": "2026-02-01T10:00:00Z", "speaker": "customer",
    "identifiers": [{"type": "email", "value": "ana@example.com"}], "text": "I live in Leeds.",
}  # fmt: skip


def test_what_a_client_writes_shows_after_the_next_build(tmp_path: Path):
    (tmp_path / "tellonce.toml").write_text(CONFIG)
    (tmp_path / "chat.jsonl").write_text(json.dumps(SAID) + "\n")
    home = Home(tmp_path / "home")
    mine = store("s", home.root)
    home.root.mkdir()
    key = {"X-API-Key": mine.keys.add("k", NOW)}
    with Running({"s": mine}) as url, httpx.Client(base_url=f"{url}/v1/Stores/s", headers=key, trust_env=False, timeout=30) as client:
        made = client.post("/Profiles", json={"traits": {"contact": {"email": "cy@example.com", "preferred_channel": "sms"}, "shop": {"tier": "gold"}}})
        Inbox(home).put_records(
            [Record("n1", NOW, [("email", "ana@example.com")], {"note": "Has a dog called Rex"}), Record("i1", NOW, [("email", "ana@example.com"), ("phone", "+14155550100")]),
             Record(record_of("0" * 32, "CH-1"), NOW, [("email", "ana@example.com")], {"conversation_summary": "She asks for a kennel."})]
        )
        report = run_build(config.load(tmp_path / "tellonce.toml"), home, at=NOW)
        assert {row["source"]: row["rows_landed"] for row in report.sources} == {"api": 4, "chat": 1}
        traits = client.get(f"/Profiles/{made.json()['id']}").json()["traits"]
        assert (traits["contact"]["preferred_channel"], traits["shop"]) == ("sms", {"tier": "gold"})
        (ana,) = client.post("/Profiles/Lookup", json={"idType": "phone", "value": "+1 415 555 0100"}).json()["profiles"]
        assert "Has a dog called Rex" in [row["content"] for row in client.get(f"/Profiles/{ana}/Observations").json()["observations"]]
        (summary,) = client.get(f"/Profiles/{ana}/ConversationSummaries").json()["summaries"]
        assert (summary["content"], summary["conversationId"], summary["source"]) == ("She asks for a kennel.", "CH-1", "api")
        assert "kennel" not in json.dumps([client.get(f"/Profiles/{ana}/{part}").json() for part in ("Observations", "Traits")])
        assert not list((home.root / "inbox").rglob("*.jsonl"))

