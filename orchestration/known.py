"""What the lake knows already of an export. What belongs here: leaving that out, and whose a row is that two exports hold. What does not: reading exports (reading)."""

from __future__ import annotations

from collections.abc import Mapping

import polars as pl

from transforms.interactions import Read, Settled, carried, settle
from warehouse.lake import Lake

_IDS = {"interactions": ["interaction_id", "row_hash"], "records": ["source", "record_id", "row_hash"]}
_CARRIER = ["carrier", "carrier_id"]


class Known:
    """What the lake and the exports read so far hold, by source, so that a row is landed once."""

    def __init__(self, lake: Lake) -> None:
        self._lake, self._held = lake, dict[str, dict[str, pl.DataFrame]]()

    def settle(self, read: Read) -> Settled:
        """Leaves out of an export what is known, and knows it from now on.

        Of two exports that landed at one time and hold the same row, the lesser id is the row's, whichever was read first.
        """
        source = next((f["source"][0] for f in (read.interactions, read.records, read.quarantine) if len(f)), None)
        if source is None:
            return settle(read, _ids(read.interactions), _ids(read.records))
        held = self._held.setdefault(source, {name: _ids(self._lake.scan(name).filter(pl.col("source") == source)) for name in _IDS})
        settled = settle(read, held["interactions"], held["records"])
        moved = {name: _moved(name, getattr(read, name), held[name]) for name in _IDS}
        if any(len(rows) for rows in moved.values()):
            self._take_over(source, read, settled, moved)
        for name in _IDS:
            stays = held[name].join(moved[name], on=_IDS[name], how="anti") if len(moved[name]) else held[name]
            held[name] = pl.concat([stays, _ids(moved[name]), _ids(getattr(settled.read, name))])
        return settled

    def _take_over(self, source: str, read: Read, settled: Settled, moved: Mapping[str, pl.DataFrame]) -> None:
        """Gives rows to the export that is being read, with the identifiers that they carry; the other export keeps those of what it still has."""
        for name, rows in moved.items():
            self._lake.replace(name, rows, rows.select(_IDS[name]))
        others = pl.concat([rows["other"] for rows in moved.values()]).unique()
        given = self._lake.scan("identity_mentions").filter((pl.col("source") == source) & pl.col("export_id").is_in(others.implode())).collect()
        left = [carried(given.filter(pl.col("export_id") == other), *self._rows_of(source, other)) for other in others]
        gone = carried(given, moved["interactions"], moved["records"]).join(pl.concat(left), on=[*_CARRIER, "export_id"], how="anti")
        taken = carried(read.identity_mentions, moved["interactions"], moved["records"]).join(settled.read.identity_mentions, on=_CARRIER, how="anti")
        self._lake.replace("identity_mentions", taken.join(given, on=[*_CARRIER, "identity", "raw_value"], how="semi"), gone.select(*_CARRIER, "export_id"))

    def _rows_of(self, source: str, export_id: str) -> list[pl.DataFrame]:
        """Messages and records of an export."""
        return [self._lake.scan(name).filter((pl.col("source") == source) & (pl.col("export_id") == export_id)).collect() for name in _IDS]


def _moved(name: str, rows: pl.DataFrame, held: pl.DataFrame) -> pl.DataFrame:
    """Rows of the export that is being read that are held as another's, whose id is in `other`, and are its own."""
    by = [*_IDS[name], "recorded_at"]
    return rows.join(held.select(*by, other="export_id"), on=by).filter(pl.col("export_id") < pl.col("other"))


def _ids(rows: pl.DataFrame | pl.LazyFrame) -> pl.DataFrame:
    """The columns that tell a row, with when and in which export it landed."""
    known = [c for c in ("interaction_id", "source", "record_id", "row_hash", "recorded_at", "export_id") if c in rows.collect_schema()]
    return rows.lazy().select(known).collect()
