"""The ledger of builds: what was read, what became of it, and what is held. What belongs here: counting. What does not: deciding."""

from __future__ import annotations

import duckdb
import polars as pl

from orchestration.publication import connect, rows_of
from orchestration.resources import Store
from warehouse.tables.words import STATUSES

ROWS = ("rows_read", "rows_landed", "rows_known", "rows_quarantined", "rows_refused")


def source_rows(store: Store) -> pl.DataFrame:
    """One row a source: counts of this build's reading, and of what is held after it."""
    lake, names = store.lake, [s.name for s in store.config.sources]
    reads = lake.scan("export_reads").filter(pl.col("build_id") == store.build_id).group_by("source").agg(exports_landed=pl.len().cast(pl.Int64), **{r: pl.col(r).sum() for r in ROWS}).collect()
    frames = [
        reads,
        _counted(lake.scan("interactions").unique("interaction_id"), "interactions"),
        _counted(lake.scan("records"), "records"),
        lake.scan("extractions").group_by("source").agg(pl.col("claims_refused").sum()).collect(),
        _statuses(store),
    ]
    known = sorted({*names, *(s for f in frames for s in f["source"])}) or ["(all)"]
    rows = pl.DataFrame({"source": known}, schema={"source": pl.String})
    for frame in frames:
        rows = rows.join(frame, on="source", how="left")
    return rows.with_columns(pl.exclude("source").fill_null(0).cast(pl.Int64))


def _counted(rows: pl.LazyFrame, name: str) -> pl.DataFrame:
    return rows.group_by("source").agg(pl.len().cast(pl.Int64).alias(name)).collect()


def _statuses(store: Store) -> pl.DataFrame:
    """Observations by source and status as the last reconciliation left them."""
    columns = [f"observations_{s}" for s in STATUSES]
    empty = pl.DataFrame(schema={"source": pl.String, **dict.fromkeys(columns, pl.Int64)})
    if not store.home.database.exists():
        return empty
    sums = ", ".join(f"count(*) filter (where status = '{s}') as observations_{s}" for s in STATUSES)
    try:
        with connect(store.home.database, read_only=True) as database:
            return rows_of(database, f"select source, {sums} from marts.fct_observations group by source")
    except duckdb.Error:
        return empty


def unbalanced(rows: pl.DataFrame) -> list[str]:
    """Sources whose rows don't add up: read is not landed + known + quarantined + refused."""
    return rows.filter(pl.col("rows_read") != pl.sum_horizontal(ROWS[1:]))["source"].to_list()
