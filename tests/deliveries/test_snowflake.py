import json
from datetime import datetime
from pathlib import Path

import fakesnow
import polars as pl
import pytest
import snowflake.connector

from orchestration.connectors import Shape, TargetError
from orchestration.connectors.snowflake import Snowflake
from orchestration.delivering import deliver
from orchestration.delivery_files import to_files
from tests.deliveries.conftest import ANA, BEN, CAM, PROFILES, config_of, publish, statuses
from tests.orchestration.cli.running import tellonce
from warehouse.home import Home

TARGET = """
[[targets]]
name = "dwh"
system = "snowflake"
object = "PROFILES"
key = {CUSTOMER_ID = "customer_id"}
fields = {EMAIL = "contact.email", CHANNEL = "contact.preferred_channel", LAST_SEEN_AT = "last_seen_at", INTERACTIONS = "interactions"}
max_removals = 1
options = {account = "a", user = "u", database = "CRM", schema = "PUBLIC2"}
secrets = {password = "SNOWFLAKE_PASSWORD"}
"""
SELECT = "select CUSTOMER_ID, EMAIL, CHANNEL, LAST_SEEN_AT, INTERACTIONS from CRM.PUBLIC2.PROFILES order by 1"


@pytest.fixture
def account(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("SNOWFLAKE_PASSWORD", "hunter2")
    with fakesnow.patch():
        yield


def held() -> list[tuple]:
    with snowflake.connector.connect(database="CRM", schema="PUBLIC2") as connection:
        return connection.cursor().execute(SELECT).fetchall()


def test_rows_arrive_with_types_times_nulls_and_letters_and_change_by_key(home: Home, tmp_path: Path, account: None):
    config = config_of(tmp_path, TARGET)
    assert deliver(home, config, "dwh").results["accepted"] == 3
    assert held() == [
        (ANA, "ana@example.com", "sms", datetime(2026, 3, 1, 12, 30, 0, 123456), 3),
        (BEN, "ben@example.com", None, datetime(2026, 3, 2), 1),
        (CAM, "zoë@例え.jp", 'it\'s =1+1 "q", é漢\n2', None, 0),
    ]
    publish(home, [PROFILES[0] | {"contact__preferred_channel": None}, PROFILES[2]])
    report = deliver(home, config, "dwh")
    assert (report.counts["updates"], report.counts["removals"], report.counts["unchanged"]) == (1, 1, 1)
    assert [row[:3] for row in held()] == [(ANA, "ana@example.com", None), (CAM, "zoë@例え.jp", 'it\'s =1+1 "q", é漢\n2')]
    assert statuses(home, "dwh", "PROFILES") == {ANA: "accepted", BEN: "removed", CAM: "accepted"}


def test_a_million_rows_are_one_batch(account: None):
    numbers = pl.DataFrame({"n": pl.int_range(1_000_000, eager=True)})
    payload = pl.struct(EMAIL=pl.format("{}@example.com", "n"), ID=pl.col("n").cast(pl.String)).struct.json_encode()
    rows = numbers.select(key=pl.col("n").cast(pl.String), payload=payload)
    with snowflake.connector.connect(database="CRM", schema="PUBLIC2") as connection:
        target = Snowflake(connection, Shape("dwh", "MANY", ("ID",), {"EMAIL": pl.String(), "ID": pl.String()}))
        for _ in range(2):
            batch_id = target.begin("upsert", rows)
            assert target.send(batch_id, "upsert", rows)["status"].unique().to_list() == ["accepted"]
        assert connection.cursor().execute("select count(*), count(distinct EMAIL) from CRM.PUBLIC2.MANY").fetchall() == [(1_000_000, 1_000_000)]


def test_a_field_that_is_new_becomes_a_column(home: Home, tmp_path: Path, account: None):
    deliver(home, config_of(tmp_path, TARGET.replace(', INTERACTIONS = "interactions"', "")), "dwh")
    report = deliver(home, config_of(tmp_path, TARGET), "dwh")
    assert report.counts["updates"] == 3 and [row[4] for row in held()] == [3, 1, 0]


def test_the_table_has_the_marts_names_types_and_comments(home: Home, tmp_path: Path, account: None):
    deliver(home, config_of(tmp_path, TARGET), "dwh")
    with snowflake.connector.connect(database="CRM", schema="PUBLIC2") as connection:
        columns = connection.cursor().execute("describe table CRM.PUBLIC2.PROFILES").fetchall()
        (said,) = connection.cursor().execute("select comment from information_schema.columns where table_name = 'PROFILES' and column_name = 'EMAIL'").fetchall()
    assert {name: kind.split("(")[0] for name, kind, *_ in columns} == {
        "CUSTOMER_ID": "VARCHAR", "EMAIL": "VARCHAR", "CHANNEL": "VARCHAR", "LAST_SEEN_AT": "TIMESTAMP_NTZ", "INTERACTIONS": "NUMBER",
    }  # fmt: skip
    assert said == ("the customer’s own",)


def test_a_field_may_be_called_what_sql_has_a_word_for(home: Home, tmp_path: Path, account: None):
    deliver(home, config_of(tmp_path, TARGET.replace("CHANNEL =", "order =").replace("EMAIL =", '"Pre Ferred" =')), "dwh")
    with snowflake.connector.connect(database="CRM", schema="PUBLIC2") as connection:
        assert connection.cursor().execute('select "ORDER", "Pre Ferred" from CRM.PUBLIC2.PROFILES order by customer_id').fetchall()[0] == ("sms", "ana@example.com")


def test_an_error_names_neither_row_nor_secret(home: Home, tmp_path: Path, account: None):
    config = config_of(tmp_path, TARGET.replace("PROFILES", "NOWHERE.DEEPER.PROFILES"))
    with pytest.raises(TargetError) as refused:
        deliver(home, config, "dwh")
    assert "hunter2" not in str(refused.value) and "ana@" not in str(refused.value)
    assert set(statuses(home, "dwh", "NOWHERE.DEEPER.PROFILES").values()) == {"pending"}


def test_files_only_are_whole_and_load_by_their_own_sql(home: Home, tmp_path: Path, account: None):
    config = config_of(tmp_path, TARGET)
    deliver(home, config, "dwh")
    publish(home, PROFILES[1:])
    _, files = to_files(home, config, "dwh", tmp_path / "out", yes=True)
    manifest = json.loads(files[2].read_text())
    assert manifest["upserts"] == 2 and manifest["removals"] == 1 and manifest["key"] == ["CUSTOMER_ID"]
    assert pl.read_parquet(files[0])["TELLONCE_OPERATION"].to_list() == ["upsert", "upsert", "remove"]
    with snowflake.connector.connect(database="CRM", schema="PUBLIC2") as connection:
        for statement in files[1].read_text().removesuffix(";\n").split(";\n"):
            connection.cursor().execute(statement)
    assert [row[0] for row in held()] == [BEN, CAM]


def test_the_command_shows_keeps_applies_and_ends_with_the_right_code(home: Home, tmp_path: Path, account: None):
    (tmp_path / "tellonce.toml").write_text(TARGET)
    where = ("--home", home.root, "--config", tmp_path, "--json")
    shown = json.loads(tellonce("deliver", "dwh", "--dry-run", *where).out)
    assert shown["counts"]["inserts"] == 3 and {row["operation"] for row in shown["rows"]} == {"insert"}
    assert tellonce("deliver", "dwh", "--plan", tmp_path / "plan", *where).code == 0
    ran = tellonce("deliver", "dwh", "--apply", tmp_path / "plan", *where)
    assert ran.code == 0 and json.loads(ran.out)["results"]["accepted"] == 3
    moved = tellonce("deliver", "dwh", "--apply", tmp_path / "plan", *where)
    assert moved.code == 1 and "the world has moved" in moved.err and not moved.out
    publish(home, [PROFILES[0] | {"contact__email": "ben@example.com"}, *PROFILES[1:]])
    assert tellonce("deliver", "nope", *where).code == 2
    assert len(json.loads(tellonce("deliver", "dwh", "--to", tmp_path / "out", *where).out)["files"]) == 3


def test_a_secret_that_is_not_in_the_environment(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    (tmp_path / "tellonce.toml").write_text(TARGET)
    monkeypatch.delenv("SNOWFLAKE_PASSWORD", raising=False)
    ran = tellonce("deliver", "dwh", "--home", home.root, "--config", tmp_path)
    assert ran.code == 2 and "not in the environment: SNOWFLAKE_PASSWORD" in ran.err
