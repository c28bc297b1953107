"""An erasure where a target still holds rows of somebody else that were sent while the person was taken for that customer."""

import json
from pathlib import Path

import polars as pl
import pytest

from orchestration import running
from orchestration.config import load
from orchestration.decisions import Decision, decide
from orchestration.delivery_ledger import newest
from orchestration.governance import erase
from tests.governance import worlds
from tests.orchestration.build import shop as s
from transforms.deliveries import Desired, difference
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

GONE, STAYS = "email:ana1@example.com", "email:ana0@example.com"
SENT = {
    "both": json.dumps({"email": "Ana1@example.com", "city": "Leeds"}), "both, never taken": json.dumps({"order": "A-10021"}),
    "own": json.dumps({"email": "ana0@example.com", "city": "Leeds"}), "ana1@example.com": json.dumps({"city": "Leeds"}), "told": json.dumps({"city": "York"}),
}  # fmt: skip


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Two people who were one customer, whose rows a target was sent, and then two."""
    monkeypatch.setattr(running, "materialise", worlds.plainly)
    monkeypatch.setattr(erase, "show_ledgers", lambda *_: None)
    folder = s.shop(tmp_path)
    s.put(folder, "chat/a.jsonl", [*s.conversation(0), *s.conversation(1)])
    s.build(folder, s.JANUARY, select="links")
    lake = Lake(str(s.home_of(folder).lake))
    decide(s.home_of(folder), lake, Decision("unlink", identity_a=STAYS, identity_b=GONE), who="li", at=s.JANUARY)
    sent = {"target": "crm", "object": "PEOPLE", "operation": "upsert", "content_hash": "h", "status": "accepted", "attempts": 1, "batch_id": "b", "changed_at": s.JANUARY}
    rows = [sent | {"customer_id": worlds.linked(folder)[STAYS], "key": key, "payload": payload} for key, payload in SENT.items()]
    rows[1] |= {"status": "rejected", "attempts": 3}
    rows[4] |= {"answer": "taken together with ANA1@example.com"}
    lake.append("deliveries", pl.DataFrame(rows, schema=TABLES["deliveries"].empty().schema))
    return folder


def test_rows_of_others_that_hold_the_person_are_due_anew_and_the_erasure_ends(folder: Path):
    config, home, stays = load(folder / "tellonce.toml"), s.home_of(folder), worlds.linked(folder)[STAYS]
    plan = erase.begin(config, home, [GONE], who="li", at=s.MARCH)
    assert plan is not None
    receipt = erase.run(config, home, plan)
    assert receipt.scan["found"] == 0 and (receipt.removed["deliveries to take back"], receipt.removed["deliveries to send anew"]) == (1, 2)
    held = newest(Lake(str(home.lake))).sort("key").collect()
    left = {row["key"]: (row["customer_id"], row["operation"], row["payload"], row["status"], row["answer"]) for row in held.to_dicts()}
    assert left == {
        "ana1@example.com": (None, "remove", None, "pending", None), "both": (stays, "upsert", None, "pending", None), "both, never taken": (stays, "upsert", None, "pending", None),
        "own": (stays, "upsert", SENT["own"], "accepted", None), "told": (stays, "upsert", SENT["told"], "accepted", None),
    }  # fmt: skip
    wanted = pl.DataFrame({"key": ["both", "own", "told"], "customer_id": stays, "payload": ['{"email":"ana0@example.com"}', SENT["own"], SENT["told"]]})
    due = difference(Desired(wanted, [], 0, 0), held).changes
    assert dict(due.select("key", "operation").iter_rows()) == {"both": "update", "both, never taken": "remove", "ana1@example.com": "remove"}
