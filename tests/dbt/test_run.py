from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl
import pytest

from orchestration import dbt, lake_states
from warehouse.home import Home
from warehouse.lake import Lake, local
from warehouse.tables.marts import MARTS
from warehouse.tables.registry import TABLES

CLOCK = datetime(2026, 1, 2)
AT = datetime(2026, 1, 1)


def attribute(name: str) -> dict[str, object]:
    blank = dict.fromkeys(("expires_after_seconds", "half_life_seconds", "retain_seconds"))
    words = {"kind": "preference", "type": "text", "cardinality": "one", "policy": "latest", "is_personal": "no", "is_builtin": "no"}
    return {"attribute": name, "description": "made", **words, **blank}


def message(number: int, row_hash: str, text: str, recorded_at: datetime) -> dict[str, object]:
    return {
        "interaction_id": f"s:{number}", "row_hash": row_hash, "source": "s", "conversation_id": "k", "message_id": str(number), "channel": "sms",
        "speaker": "customer", "occurred_at": AT, "recorded_at": recorded_at, "text": text, "language": "en", "metadata": None, "export_id": "e", "place": 1,
    }  # fmt: skip


def test_an_empty_store_then_one_with_an_attribute_of_its_own_then_one_under_other_sql(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = Home(tmp_path)
    lake = local(home.lake)
    monkeypatch.setattr(sys, "argv", ["tellonce", "erase", "email:ana@example.com"])
    assert dbt.run(home, lake, CLOCK).failures == ()
    assert not any(b"ana@example.com" in path.read_bytes() for path in home.dbt.rglob("*") if path.is_file()), "dbt wrote down whom a command was about"

    lake.append("attributes", pl.DataFrame([attribute("shipping.carrier"), attribute("group")], schema=TABLES["attributes"].empty().schema))
    lake.append("interactions", pl.DataFrame([message(1, "a", "old", AT), message(1, "b", "new", CLOCK)], schema=TABLES["interactions"].empty().schema))
    lake.append("memberships", pl.DataFrame([{
        "identity": "conversation:s:k", "identity_type": "conversation", "value": "s:k", "customer_id": "c1", "known_from": AT, "known_to": None,
    }], schema=TABLES["memberships"].empty().schema))  # fmt: skip
    lake.append("observations", pl.DataFrame([{
        "observation_id": "o1", "identity": "conversation:s:k", "kind": "preference", "attribute": "shipping.carrier", "value": "ups", "operation": "assert",
        "statement": "The customer prefers UPS", "topic": None, "quote": "ups", "quote_start": 0, "quote_end": 3, "interaction_id": "s:1", "record_id": None,
        "conversation_id": "k", "source": "s", "channel": "sms", "authority": "customer", "confidence": 0.9, "observed_at": AT, "valid_from": AT, "valid_to": None,
        "due_at": None, "recorded_at": AT, "retired_at": None, "extractor": "grammar", "extractor_version": "1", "activated_at": AT, "deactivated_at": None,
    }], schema=TABLES["observations"].empty().schema))  # fmt: skip
    result = dbt.run(home, lake, CLOCK)
    assert result.ok, result.failures
    with duckdb.connect(str(home.database), read_only=True) as database:
        assert {r[0] for r in database.execute("select table_name from information_schema.tables where table_schema = 'marts'").fetchall()} == set(MARTS)
        profile = database.execute('select customer_id, shipping__carrier, "group", channels, interactions from marts.dim_profiles').fetchall()
        assert profile == [("c1", "ups", None, '["sms"]', 1)]
        assert database.execute("select text, revisions, customer_id from marts.fct_interactions").fetchall() == [("new", 2, "c1")]
        memory = database.execute("select content, mentions, status, interaction_ids, observation_ids from marts.fct_memories").fetchall()
        assert memory == [("The customer prefers UPS", 1, "active", '["s:1"]', '["o1"]')]

    assert changed_customers(home, lake) == 0
    monkeypatch.setattr(dbt, "reconciler", lambda _: "other")
    assert changed_customers(home, lake) == 1


def changed_customers(home: Home, lake: Lake) -> int:
    result = dbt.run(home, lake, CLOCK, select="stg_lake__clock int_changed_customers")
    assert result.ok, result.failures
    with duckdb.connect(str(home.database), read_only=True) as database:
        return int(database.execute("select count(*) from intermediate.int_changed_customers").fetchall()[0][0])


def test_tables_that_nothing_changed_are_left_and_what_a_failed_run_read_stays_to_be_made(tmp_path: Path) -> None:
    home = Home(tmp_path)
    lake = local(home.lake)
    one = {"identity": "email:a@b", "identity_type": "email", "value": "a@b", "customer_id": "c1", "known_from": AT, "known_to": None}
    lake.append("memberships", pl.DataFrame([one], schema=TABLES["memberships"].empty().schema))
    assert "dim_identities" in made(dbt.run(home, lake, CLOCK))
    again = dbt.run(home, lake, CLOCK)
    assert again.ok and "int_changed_customers" in made(again) and "dim_identities" not in made(again)
    lake.append("memberships", pl.DataFrame([one], schema=TABLES["memberships"].empty().schema))
    assert any("dim_identities" in line for line in dbt.run(home, lake, CLOCK).failures)
    with dbt.opened(home) as database:
        assert lake_states.take_changed(database, lake_states.states(lake)) == {"memberships"}


def made(result: dbt.DbtResult) -> set[str]:
    return {name for name, _, _ in result.nodes}


def test_a_failure_is_one_line_that_names_the_model(tmp_path: Path) -> None:
    home = Home(tmp_path)
    lake = local(home.lake)
    row = {"identity": "email:a@b", "identity_type": "email", "value": "a@b", "known_from": AT, "known_to": None}
    clash = [row | {"customer_id": "c1"}, row | {"customer_id": "c2", "known_from": datetime(2026, 1, 1, 1)}]
    lake.append("memberships", pl.DataFrame(clash, schema=TABLES["memberships"].empty().schema))
    result = dbt.run(home, lake, CLOCK, select="+dim_identities")
    assert not result.ok
    assert result.failures
    assert all("dim_identities" in line and "\n" not in line and "a@b" not in line for line in result.failures)
