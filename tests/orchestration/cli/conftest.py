import json
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from tests.recall.made import small
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.recall import snapshot
from warehouse.recall.encoder import WordLlama
from warehouse.tables.registry import TABLES

DAY = [datetime(2026, 3, day, 12) for day in range(1, 29)]
MARTS = """
create schema marts;
create table marts.dim_identities as select * from identities;
create table marts.fct_profile_history as select * from beliefs;
create table marts.fct_observations as select * from observations;
create table marts.fct_builds as select * from builds;
create table marts.fct_recalls as select 'r1' as recall_id, timestamp '2026-03-12' as recalled_at, repeat('a', 32) as customer_id, '["belief-York-10"]' as memory_ids;
create table marts.fct_deliveries as select 'crm' as target, 'Contact' as object, repeat('a', 32) as customer_id, 'upsert' as operation, '{"City": "York"}' as payload,
    'accepted' as status, timestamp '2026-03-13' as changed_at;
"""


def build_row(build_id: str, at: datetime, **counts: int) -> dict:
    row = {name: (0 if dtype == pl.Int64 else None) for name, dtype in TABLES["builds"].empty().schema.items()}
    return row | {"build_id": build_id, "source": "chat", "clock_at": at, "started_at": at, "status": "published"} | counts


def belief(
    customer: str, attribute: str, value: str, valid: tuple, known: tuple, *, reason: str = "first", end: str | None = None, observation: str = "o1", is_current: bool = False
) -> dict:
    return {
        "customer_id": customer, "attribute": attribute, "value": value, "valid_from": valid[0], "valid_to": valid[1], "known_from": known[0], "known_to": known[1],
        "is_current": is_current, "change_reason": reason, "observation_ids": json.dumps([observation]), "belief_id": f"belief-{value}-{known[0].day}",
        "end_reason": end,
    }  # fmt: skip


@pytest.fixture(scope="session")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Ana moved house on the 3rd and said so late, on the 10th; her phone joined her on the 5th. Two builds, and a snapshot of another small world."""
    home = Home(tmp_path_factory.mktemp("home") / "store")
    home.root.mkdir()
    identities = pl.DataFrame(
        [
            {
                "identity": "email:ana@example.com",
                "identity_type": "email",
                "value": "ana@example.com",
                "customer_id": "a" * 32,
                "known_from": DAY[0],
                "known_to": None,
            },
            {
                "identity": "phone:+14155550100",
                "identity_type": "phone",
                "value": "+14155550100",
                "customer_id": "b" * 32,
                "known_from": DAY[1],
                "known_to": DAY[4],
            },
            {
                "identity": "phone:+14155550100",
                "identity_type": "phone",
                "value": "+14155550100",
                "customer_id": "a" * 32,
                "known_from": DAY[4],
                "known_to": None,
            },
        ]
    )
    beliefs = pl.DataFrame(
        [
            belief("a" * 32, "location.city", "Leeds", (DAY[0], None), (DAY[0], DAY[9]), end="correction"),
            belief("a" * 32, "location.city", "Leeds", (DAY[0], DAY[2]), (DAY[9], None)),
            belief("a" * 32, "location.city", "York", (DAY[2], None), (DAY[9], None), reason="update", observation="o2", is_current=True),
            belief("b" * 32, "language", "es", (DAY[1], None), (DAY[1], DAY[4]), observation="o3", end="merge"),
        ]
    )
    observations = pl.DataFrame(
        [
            {"observation_id": f"o{n}", "quote": quote, "statement": quote, "conversation_id": f"t{n}", "interaction_id": f"chat:{n}", "source": "chat", "channel": "chat",
             "authority": "customer", "observed_at": DAY[n], "status": "active"}
            for n, quote in ((1, "I live in Leeds"), (2, "we moved to\nYork"), (3, "hablo español"))
        ]
    )  # fmt: skip
    builds = pl.DataFrame(
        [build_row("1a2b", DAY[1], rows_read=3, rows_landed=3, interactions=3), build_row("1c3d", DAY[12], rows_read=1, rows_landed=1, interactions=4)],
        schema=TABLES["builds"].empty().schema,
    )  # fmt: skip
    with duckdb.connect(str(home.published)) as marts:
        for name, frame in (("identities", identities), ("beliefs", beliefs), ("observations", observations), ("builds", builds)):
            marts.register(name, frame.to_arrow())
        marts.execute(MARTS)
    Lake(str(home.lake)).append("builds", builds)
    snapshot_id = snapshot.write(home, small().frames(), WordLlama(), "1c3d")
    snapshot.publish(home, snapshot_id, "1c3d")
    return home.root
