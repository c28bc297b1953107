"""The ledger of a run under way: it adds and rewrites nothing, and whoever reads it sees each row as it stands."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import polars as pl
import pytest

from orchestration import clock, delivery_ledger
from orchestration.delivering import deliver
from orchestration.standing import targets
from tests.deliveries.conftest import ANA, BEN, CAM, PROFILES, Memory, config_of, ledger, publish, statuses
from warehouse.home import Home
from warehouse.lake import Lake

MODEL = Path(__file__).parents[2] / "dbt_project" / "models" / "staging" / "stg_lake__deliveries.sql"


def killed(home: Home, folder: Path, step: str) -> Memory:
    target = Memory()
    target.dies_at = step
    with pytest.raises(KeyboardInterrupt):
        deliver(home, config_of(folder), "crm", open_with=target)
    return target


def test_a_batch_is_added_and_nothing_rewritten_until_the_end(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    wrote: list[tuple[str, str]] = []
    write = Lake._write
    monkeypatch.setattr(Lake, "_write", lambda self, name, rows, *, mode, **at: wrote.append((name, mode)) or write(self, name, rows, mode=mode, **at))
    deliver(home, config_of(tmp_path), "crm", open_with=Memory())
    assert wrote == [("deliveries", "append"), *[("delivered", "append"), ("deliveries", "append"), ("deliveries", "append")] * 2, ("deliveries", "overwrite")]
    assert len(pl.read_parquet(home.lake / "deliveries" / "*.parquet")) == 3


def test_what_a_killed_run_left_is_read_as_it_stands(home: Home, tmp_path: Path):
    killed(home, tmp_path, "answer")
    files = Lake(str(home.lake)).files("deliveries")
    assert len(files) > 1 and statuses(home) == {ANA: "sent", BEN: "sent", CAM: "pending"}
    assert [(row["pending"], row["up_to_date"]) for row in targets(Lake(str(home.lake)))] == [(3, 0)]
    query = MODEL.read_text().replace("{{ source('lake', 'deliveries') }}", f"read_parquet({files})")
    assert sorted(duckdb.sql(query).select("key, status").fetchall()) == sorted(statuses(home).items())


def test_a_clock_that_is_put_back_hides_nothing(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    killed(home, tmp_path, "begin")
    times = iter(datetime(2020, 1, 1) - timedelta(hours=n) for n in range(1000))
    monkeypatch.setattr(clock, "now", lambda: next(times))
    deliver(home, config_of(tmp_path), "crm", open_with=Memory())
    assert set(statuses(home).values()) == {"accepted"}


@pytest.mark.parametrize("most", [0, 128])
def test_what_was_rejected_leaves_no_trace_among_what_may_come_back(most: int, home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(delivery_ledger, "MOST_WRITES", most)
    target = Memory()
    target.refused = {ANA: "INVALID_EMAIL"}
    deliver(home, config_of(tmp_path), "crm", open_with=target)
    assert sorted(Lake(str(home.lake)).read("delivered")["customer_id"]) == [BEN, CAM]


def test_a_run_that_dies_after_a_rejection_forgets_it_the_next_time(home: Home, tmp_path: Path):
    class Refusing(Memory):
        def begin(self, *given: Any) -> str:
            if self.batches:
                raise KeyboardInterrupt
            return super().begin(*given)

    target = Refusing()
    target.refused = {ANA: "INVALID_EMAIL"}
    with pytest.raises(KeyboardInterrupt):
        deliver(home, config_of(tmp_path), "crm", open_with=target)
    publish(home, PROFILES[1:])
    deliver(home, config_of(tmp_path), "crm", open_with=Memory())
    history = Lake(str(home.lake)).read("delivered")
    assert not history.filter((pl.col("customer_id") == ANA) & pl.col("digests").str.contains(home.key.digest("delivered", "ana@example.com")[:16]))["row"].to_list()


def test_a_history_of_many_runs_is_put_together(home: Home, tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(delivery_ledger, "MOST_WRITES", 2)
    for channel in ("a", "b", "c"):
        publish(home, [PROFILES[0] | {"contact__preferred_channel": channel}, *PROFILES[1:]])
        deliver(home, config_of(tmp_path), "crm", open_with=Memory())
    assert len(Lake(str(home.lake)).files("delivered")) <= 2 and len(ledger(home).lake.read("delivered")) == 5
