from datetime import datetime
from typing import Any

import duckdb
import polars as pl
import pytest
import yaml

from orchestration import dbt
from warehouse.home import Home
from warehouse.lake import local
from warehouse.tables.registry import TABLES

DAY = [datetime(2026, 1, day) for day in range(1, 10)]


def member(identity: str, customer: str, known_from: datetime, known_to: datetime | None) -> dict[str, Any]:
    kind, _, value = identity.partition(":")
    return {"identity": identity, "identity_type": kind, "value": value, "customer_id": customer, "known_from": known_from, "known_to": known_to}


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory):
    """Two is merged into one on the third, and both into zero, which was known before, on the fifth."""
    home = Home(tmp_path_factory.mktemp("segment"))
    lake = local(home.lake)
    rows = [
        member("anonymous_id:x", "two", DAY[1], DAY[2]),
        member("anonymous_id:x", "one", DAY[2], DAY[4]),
        member("anonymous_id:x", "zero", DAY[4], None),
        member("email:a@example.com", "one", DAY[1], DAY[4]),
        member("email:a@example.com", "zero", DAY[4], None),
        member("external_id:7", "zero", DAY[0], None),
        member("conversation:s:k", "lone", DAY[0], None),
        member("phone:+14155550100", "caller", DAY[0], None),
        member("whatsapp:+14155550100", "caller", DAY[0], None),
    ]
    lake.append("memberships", pl.DataFrame(rows, schema=TABLES["memberships"].empty().schema))
    result = dbt.run(home, lake, DAY[8], select="+external_id_mapping_updates +profile_merges +user_identifiers")
    assert result.ok, result.failures
    with duckdb.connect(str(home.database), read_only=True) as connection:
        yield connection


def test_every_merge_is_a_row_for_all_that_had_merged_before(database: Any):
    found = database.execute(
        "select segment_id, canonical_segment_id, timestamp from segment.id_graph_updates where segment_id not in ('lone', 'caller') order by timestamp, segment_id"
    ).fetchall()
    assert found == [
        ("zero", "zero", DAY[0]), ("one", "one", DAY[1]), ("two", "two", DAY[1]), ("two", "one", DAY[2]), ("one", "zero", DAY[4]), ("two", "zero", DAY[4]),
    ]  # fmt: skip


def test_the_present_as_segment_materialises_it(database: Any):
    merges = dict(database.execute("select segment_id, canonical_segment_id from segment.profile_merges").fetchall())
    assert merges == {"zero": "zero", "one": "zero", "two": "zero", "lone": "lone", "caller": "caller"}
    identifiers = database.execute("select canonical_segment_id, type, value from segment.user_identifiers where canonical_segment_id <> 'caller' order by type").fetchall()
    assert identifiers == [("zero", "anonymous_id", "x"), ("zero", "email", "a@example.com"), ("zero", "user_id", "7")]


def test_an_identifier_keeps_the_customer_of_first_sight(database: Any):
    found = database.execute("select external_id_type, segment_id from segment.external_id_mapping_updates where segment_id <> 'caller' order by 1").fetchall()
    assert found == [("anonymous_id", "two"), ("email", "one"), ("user_id", "zero")]


TIMES = ["seq", "received_at", "uuid_ts", "timestamp"]
TRIGGERS = [f"triggering_event_{name}" for name in ("type", "id", "name", "source_id", "source_name", "source_slug")]
COLUMNS = {
    "user_traits": ["canonical_segment_id", "name", "value", *TIMES],
    "user_identifiers": ["canonical_segment_id", "type", "value", *TIMES],
    "profile_merges": ["canonical_segment_id", "segment_id", *TIMES],
    "id_graph_updates": ["segment_id", "canonical_segment_id", *TRIGGERS, "id", *TIMES],
    "external_id_mapping_updates": ["segment_id", "external_id_type", "external_id_value", "external_id_hash", *TRIGGERS, "id", *TIMES],
}
"""As Segment documents them (Profiles Sync tables and materialized views)."""


@pytest.mark.parametrize("table", COLUMNS)
def test_columns_are_those_of_profiles_sync(table: str):
    (model,) = yaml.safe_load((dbt.PROJECT / "models" / "segment" / f"{table}.yml").read_text())["models"]
    assert [column["name"] for column in model["columns"]] == COLUMNS[table]


def test_a_model_that_keeps_the_newest_row_of_each_hash_loses_no_identifier(database: Any):
    kept, there = database.execute("select count(distinct external_id_hash), count(*) from segment.external_id_mapping_updates").fetchone()
    assert kept == there == 5
