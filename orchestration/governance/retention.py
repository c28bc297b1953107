"""Retention: what has been kept as long as `[retention]` says goes, physically, at each build.

What belongs here: which rows are too old, and taking them out. What does not: a person's erasure (erase). A legal hold outranks all of it.

A message, record or claim is as old as the time at which it was said or updated; a landed file is as old as its landing. A claim never outlives its message. Where a
channel, a source, a kind or an attribute has a figure of its own, the shortest of these counts, and else the general one. A customer's state comes on top (states).
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import polars as pl

from orchestration.config import Config
from orchestration.governance import people, states
from orchestration.governance.plan import DRAWN
from orchestration.landing import landed_path
from orchestration.resources import Store
from transforms.registry import Registry
from warehouse.home import Home
from warehouse.lake import Lake

KEYS = {
    "interactions": ["interaction_id", "row_hash"],
    "records": ["source", "record_id", "row_hash"],
    **{name: ["observation_id"] for name in DRAWN},
    "recalls": ["recall_id"],
}
"""Tables that have a figure, and what tells their rows."""
BESIDE = {"shadow_observations"}
"""What a candidate draws: neither counted nor published to readers, so that nothing else is made anew for it."""
NOTHING_MADE = {"landing", "recalls", *BESIDE}
"""What nothing else is made from."""


@dataclass(frozen=True)
class Terms:
    """How long things stay, at one moment.

    Attributes:
        config: its `[retention]`.
        registry: attributes have figures of their own.
        at: the clock.
    """

    config: Config
    registry: Registry
    at: datetime

    @property
    def is_any(self) -> bool:
        """Is there a figure at all?"""
        return self.config.retention != type(self.config.retention)() or bool(self._attributes())

    def old_messages(self) -> pl.Expr:
        """Interactions that are too old."""
        terms = self.config.retention
        return self._old("occurred_at", [("channel", terms.channels), ("source", terms.sources)], terms.interactions)

    def old_records(self) -> pl.Expr:
        """Record versions that are too old: only where their source has a figure, since a record in force may have been written long ago."""
        return self._old("updated_at", [("source", self.config.retention.sources)], None)

    def old_claims(self) -> pl.Expr:
        """Observations that are too old."""
        terms = self.config.retention
        return self._old("observed_at", [("attribute", self._attributes()), ("kind", terms.kinds), ("channel", terms.channels), ("source", terms.sources)], terms.observations)

    def old_recalls(self) -> pl.Expr:
        """Recalls that are too old."""
        return self._old("recalled_at", [], self.config.retention.recalls)

    def old_exports(self) -> pl.Expr:
        """Exports whose landed file is too old."""
        return self._old("recorded_at", [], self.config.retention.landing)

    def _attributes(self) -> dict[str, timedelta]:
        return {name: timedelta(seconds=a.retain) for name, a in self.registry.items() if a.retain}

    def _old(self, time: str, own: list[tuple[str, Mapping[str, timedelta]]], general: timedelta | None) -> pl.Expr:
        figures = [pl.col(column).replace_strict(list(terms), list(terms.values()), default=None, return_dtype=pl.Duration("us")) for column, terms in own if terms]
        stays = pl.coalesce(pl.min_horizontal(*figures) if figures else pl.lit(None, pl.Duration("us")), pl.lit(general, pl.Duration("us")))
        return (pl.lit(self.at, pl.Datetime("us")) - pl.col(time) > stays).fill_null(False)


def due(lake: Lake, home: Home, terms: Terms) -> dict[str, pl.DataFrame]:
    """What is too old and not under a hold: the keys of rows by table, and under `landing` the exports whose file goes."""
    if not terms.is_any:
        return {}
    held = pl.Series(people.all_held(lake), dtype=pl.String).implode()
    mentions = lake.scan("identity_mentions").filter(pl.col("identity").is_in(held))
    talks = mentions.select("source", "conversation_id").drop_nulls().unique()
    records = mentions.filter(pl.col("carrier") == "record").select("source", record_id="carrier_id").unique()
    messages = lake.scan("interactions").filter(terms.old_messages()).join(talks, on=["source", "conversation_id"], how="anti")
    versions = lake.scan("records").filter(terms.old_records()).join(records, on=["source", "record_id"], how="anti")
    drawn = {name: lake.scan(name).filter(terms.old_claims() & ~pl.col("identity").is_in(held)).join(talks, on=["source", "conversation_id"], how="anti") for name in DRAWN}
    recalls = lake.scan("recalls").filter(terms.old_recalls())
    found = {name: rows.select(KEYS[name]).collect() for name, rows in ({"interactions": messages, "records": versions} | drawn | {"recalls": recalls}).items()}
    exports = lake.scan("exports").filter(terms.old_exports()).select("source", "export_id").collect()
    under_hold = lake.scan("identity_mentions").filter(pl.col("identity").is_in(held)).select("export_id").unique().collect()["export_id"]
    there = [landed_path(home, export_id).exists() for export_id in exports["export_id"]]
    for name, rows in states.due(lake, home, terms.config.retention.states, terms.at).items():
        found[name] = pl.concat([found[name], rows]).unique()
    found["landing"] = exports.filter(pl.Series(there, dtype=pl.Boolean)).filter(~pl.col("export_id").is_in(under_hold.implode()))
    return {name: rows for name, rows in found.items() if len(rows)}


def terms_of(store: Store) -> Terms:
    """The terms of a build."""
    return Terms(store.config, store.registry, store.clock)


def is_due(store: Store) -> bool:
    """Would a build take anything out?"""
    return bool(due(store.lake, store.home, terms_of(store)))


def enforce(store: Store, *tables: str) -> dict[str, int]:
    """Takes out of the named tables (or `landing`) what is too old, and of everything that was made from it. Returns counts."""
    found = {name: rows for name, rows in due(store.lake, store.home, terms_of(store)).items() if name in tables}
    _count_by_source(store, found)
    for name, keys in found.items():
        if name == "landing":
            _forget_files(store, keys)
            continue
        if name == "interactions":
            _forget_answers(store.lake, keys)
        store.lake.recreate(name, store.lake.read(name).join(keys, on=KEYS[name], how="anti"))
        if name == "interactions":
            _forget_carried(store.lake, "interaction", "interaction_id", keys)
            kept = store.lake.read("interactions").select(KEYS[name])
            store.lake.recreate("sensitive_spans", store.lake.read("sensitive_spans").join(kept, on=KEYS[name], how="semi"))
        if name == "records":
            _forget_carried(store.lake, "record", "record_id", keys)
    counts = {name: len(rows) for name, rows in found.items()}
    if set(found) - NOTHING_MADE:
        forget_made(store)
    for name, number in counts.items():
        if name not in BESIDE:
            store.trimmed[name] = store.trimmed.get(name, 0) + number
    for name, number in counts.items():
        store.progress.note(f"retention: {number:,} {'files' if name == 'landing' else 'rows'} of {name} were too old and are gone")
    return counts


def _count_by_source(store: Store, found: Mapping[str, pl.DataFrame]) -> None:
    """Adds rows that go to the counts of their sources."""
    for name in ("interactions", "records", "observations"):
        if name in found:
            rows = store.lake.scan(name).join(found[name].lazy(), on=KEYS[name], how="semi").group_by("source").len().collect()
            for source, number in rows.iter_rows():
                store.aged_out[source] = store.aged_out.get(source, 0) + number


def settle(store: Store) -> None:
    """Where something was taken out, writes what was made from it anew, so that no former version of a table still holds it."""
    if store.trimmed:
        for name in (*DRAWN, "extractions", "shadow_extractions", "proposals", "links", "memberships", "customers"):
            store.lake.recreate(name, store.lake.read(name))


def _forget_answers(lake: Lake, keys: pl.DataFrame) -> None:
    """What a language model answered about conversations of which a message goes: it may quote it."""
    talks = lake.scan("interactions").join(keys.lazy(), on=keys.columns, how="semi").select("source", "conversation_id").unique().collect()
    lake.recreate("answers", lake.read("answers").join(talks, on=talks.columns, how="anti"))


def _forget_carried(lake: Lake, carrier: str, column: str, keys: pl.DataFrame) -> None:
    """Mentions whose message or record is gone in all its versions."""
    table = f"{carrier}s"
    held = lake.read(table).select(carrier_id=column).unique()
    gone = keys.select(carrier_id=column).unique().join(held, on="carrier_id", how="anti").with_columns(carrier=pl.lit(carrier))
    rows = lake.read("identity_mentions").join(gone, on=["carrier", "carrier_id"], how="anti")
    if carrier == "interaction":
        talks = lake.scan("interactions").select("source", carrier_id="conversation_id").unique().collect()
        of_talk = pl.col("carrier") == "conversation"
        rows = pl.concat([rows.filter(~of_talk), rows.filter(of_talk).join(talks, on=["source", "carrier_id"], how="semi")])
    lake.recreate("identity_mentions", rows)


def _forget_files(store: Store, keys: pl.DataFrame) -> None:
    """Removes landed files. The register keeps that they were there, so that the same file is not landed again."""
    shared = store.lake.read("exports").join(keys, on=keys.columns, how="anti")["export_id"]
    for export_id in keys.filter(~pl.col("export_id").is_in(shared.implode()))["export_id"]:
        landed_path(store.home, export_id).unlink(missing_ok=True)


def forget_made(store: Store) -> None:
    """The marts' file and the vectors are made anew, for what is deleted from them stays in their bytes; former snapshots go when this build publishes."""
    for path in store.home.database.parent.glob(f"{store.home.database.name}*"):
        path.unlink()
    shutil.rmtree(store.home.cache / "embeddings", ignore_errors=True)


def told(store: Store) -> str | None:
    """What this build took out, for the ledger."""
    return "retention took out " + ", ".join(f"{number} {name}" for name, number in sorted(store.trimmed.items())) if store.trimmed else None
