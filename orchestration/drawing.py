"""Drawing observations, only from what changed. What belongs here: which conversations and records are due, in portions. What does not: how a claim is found."""

from __future__ import annotations

from collections.abc import Iterator

import polars as pl

from orchestration.governance.bars import forget_undrawn
from orchestration.resources import Store
from transforms.continuity import activated, continued
from transforms.observations import observe
from warehouse.governance import audit
from warehouse.tables.registry import TABLES

PORTION = 40_000
_CARRIER = ["source", "carrier", "carrier_id"]


def states(interactions: pl.LazyFrame, records: pl.LazyFrame) -> pl.DataFrame:
    """The state of every conversation and record: a hash over its rows and when they landed, and how many rows they are."""
    spoken = interactions.select("source", "row_hash", "recorded_at", carrier=pl.lit("conversation"), carrier_id="conversation_id")
    held = records.select("source", "row_hash", "recorded_at", carrier=pl.lit("record"), carrier_id="record_id")
    rows = pl.concat([spoken, held]).with_columns(row=pl.concat_str("row_hash", pl.col("recorded_at").cast(pl.Int64).cast(pl.String), separator="@"))
    return rows.group_by(_CARRIER).agg(state=pl.col("row").sort().str.join("/"), rows=pl.len()).collect().with_columns(pl.col("state").hash(11).cast(pl.String).alias("state_hash")).drop("state")


def draw(store: Store) -> dict[str, int]:
    """Brings the lake's observations up to what has landed. Returns counts: carriers read, observations held, claims refused."""
    lake, generation = store.lake, store.generation
    ledger = activated(lake.read("activations"), store.extractors, store.clock)
    if not ledger.equals(lake.read("activations")):
        lake.overwrite("activations", ledger)
        audit.append(store.home, lake, "extractors", generation, store.clock, actor="build")
    lake.overwrite("attributes", store.registry.frame()) if not store.registry.frame().equals(lake.read("attributes")) else None
    if len(lake.scan("extractions").filter(pl.col("generation") != generation).head(1).collect()):
        forget_undrawn(store)
    current = states(lake.scan("interactions"), lake.scan("records"))
    held = lake.read("extractions")
    if store.full:
        held = held.clear()
    due = current.join(held.filter(pl.col("generation") == generation), on=[*_CARRIER, "state_hash"], how="anti").sort(_CARRIER)
    gone = lake.read("extractions").join(current, on=_CARRIER, how="anti")
    if len(gone):
        _forget(store, gone)
    drawn_before = lake.scan("observations").select(_carrier_of_observation()).unique().collect()
    for portion in _portions(due):
        _draw_portion(store, portion, ledger, drawn_before, generation)
    refused = lake.scan("extractions").select(pl.col("claims_refused").sum()).collect().item()
    return {"read": len(due), "observations": lake.scan("observations").select(pl.len()).collect().item(), "claims_refused": refused or 0}


def _portions(due: pl.DataFrame) -> Iterator[pl.DataFrame]:
    """Carriers in portions of about PORTION rows, so that memory stays bounded."""
    cut = due.with_columns(portion=(pl.col("rows").cum_sum() - pl.col("rows")) // PORTION)
    yield from cut.partition_by("portion", maintain_order=True, include_key=False)


def _carrier_of_observation() -> list[pl.Expr]:
    is_record = pl.col("record_id").is_not_null()
    return [
        pl.col("source"),
        pl.when(is_record).then(pl.lit("record")).otherwise(pl.lit("conversation")).alias("carrier"),
        pl.when(is_record).then("record_id").otherwise("conversation_id").alias("carrier_id"),
    ]


def _draw_portion(store: Store, portion: pl.DataFrame, ledger: pl.DataFrame, drawn_before: pl.DataFrame, generation: str) -> None:
    lake = store.lake
    spoken = portion.filter(pl.col("carrier") == "conversation").select("source", conversation_id="carrier_id")
    held = portion.filter(pl.col("carrier") == "record").select("source", record_id="carrier_id")
    interactions = lake.scan("interactions").join(spoken.lazy(), on=spoken.columns, how="semi").collect()
    records = lake.scan("records").join(held.lazy(), on=held.columns, how="semi").collect()
    mentions = pl.concat(
        [
            lake.scan("identity_mentions").join(spoken.lazy(), on=spoken.columns, how="semi"),
            lake.scan("identity_mentions").filter(pl.col("carrier") == "record").join(held.rename({"record_id": "carrier_id"}).lazy(), on=["source", "carrier_id"], how="semi"),
        ]
    ).collect()
    spans = lake.scan("sensitive_spans").join(interactions.lazy().select("interaction_id").unique(), on="interaction_id", how="semi").collect()
    in_use = ledger.filter(pl.col("deactivated_at").is_null())
    zones = {s.name: s.timezone for s in store.config.sources}
    observed = observe(interactions, mentions, records, spans, store.extractors, store.registry, in_use, store.home.key, zones)
    again = portion.join(drawn_before, on=_CARRIER, how="semi")
    if len(again):
        old = lake.scan("observations").with_columns(_carrier_of_observation()[1:]).join(again.lazy(), on=_CARRIER, how="semi").select(TABLES["observations"].schema.column_names()).collect()
        is_record = pl.col("carrier") == "record"
        keys = again.select("source", conversation_id=pl.when(~is_record).then("carrier_id"), record_id=pl.when(is_record).then("carrier_id"))
        lake.replace("observations", continued(old, observed.observations, ledger), keys)
    else:
        lake.append("observations", observed.observations)
    done = portion.join(observed.refused, on=["source", "carrier_id"], how="left").with_columns(pl.col("claims_refused").fill_null(0), generation=pl.lit(generation))
    lake.replace("extractions", done.select(TABLES["extractions"].schema.column_names()), portion.select(_CARRIER))


def _forget(store: Store, gone: pl.DataFrame) -> None:
    """Takes away the observations of conversations and records that are no longer in the lake."""
    is_record = pl.col("carrier") == "record"
    keys = gone.select("source", conversation_id=pl.when(~is_record).then("carrier_id"), record_id=pl.when(is_record).then("carrier_id"))
    store.lake.replace("observations", store.lake.read("observations").clear(), keys)
    store.lake.replace("extractions", gone.clear(), gone.select(_CARRIER))
