from datetime import datetime
from pathlib import Path

import polars as pl
import pytest

from warehouse.governance import audit
from warehouse.home import Home
from warehouse.lake import Lake

AT = datetime(2026, 3, 1, 12)


@pytest.fixture
def store(tmp_path: Path) -> tuple[Home, Lake]:
    home, lake = Home(tmp_path), Lake(str(tmp_path / "lake"))
    for number in range(1, 5):
        assert audit.append(home, lake, "link", f"d{number}", AT, actor="li", details={"n": number}) == number
    return home, lake


def test_an_untouched_chain_holds(store: tuple[Home, Lake]):
    assert audit.verify(*store) == []


def test_a_store_without_acts_holds(tmp_path: Path):
    assert audit.verify(Home(tmp_path), Lake(str(tmp_path / "lake"))) == []


CHANGES = {
    "a changed row": lambda rows: rows.with_columns(subject=pl.when(pl.col("sequence") == 2).then(pl.lit("other")).otherwise("subject")),
    "a removed row": lambda rows: rows.filter(pl.col("sequence") != 2),
    "two rows in each other's place": lambda rows: rows.with_columns(sequence=pl.col("sequence").replace({2: 3, 3: 2})),
    "a chain cut off at its end": lambda rows: rows.filter(pl.col("sequence") < 4),
    "a chain with nothing left": lambda rows: rows.clear(),
    "a row that is there twice": lambda rows: pl.concat([rows, rows.filter(pl.col("sequence") == 2)]),
}


@pytest.mark.parametrize("change", CHANGES)
def test_verify_finds(change: str, store: tuple[Home, Lake]):
    home, lake = store
    rows = CHANGES[change](lake.read("audit"))
    if rows["sequence"].is_duplicated().any():
        rows = rows.with_columns(sequence=pl.col("sequence") + pl.cum_count("sequence").over("sequence").cast(pl.Int64) * 10 - 10)
    lake.overwrite("audit", rows)
    assert audit.verify(home, lake)


def test_a_row_written_before_a_crash_kept_the_head_back_is_no_fault(store: tuple[Home, Lake]):
    home, lake = store
    before = audit.head_path(home).read_text()
    audit.append(home, lake, "erase", "e1", AT, actor="li")
    audit.head_path(home).write_text(before)
    assert audit.verify(home, lake) == []
    assert audit.append(home, lake, "erase", "e2", AT, actor="li") == 6
    assert audit.verify(home, lake) == []
