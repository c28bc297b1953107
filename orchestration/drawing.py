"""Drawing observations, only from what changed. What belongs here: which conversations and records are due, in portions. What does not: how a claim is found."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import polars as pl

from orchestration.extractors import Extractors, model_key
from orchestration.governance.bars import forget_undrawn
from orchestration.resources import Store
from transforms.continuity import activated, continued, former
from transforms.extractors import Answered
from transforms.observations import observe
from transforms.policies import noted
from warehouse.governance import audit
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

if TYPE_CHECKING:
    from orchestration.asking import Asking

PORTION = 40_000
_CARRIER = ["source", "carrier", "carrier_id"]
_OBSERVATION = TABLES["observations"].schema.column_names()


def states(interactions: pl.LazyFrame, records: pl.LazyFrame) -> pl.DataFrame:
    """The state of every conversation and record: a hash over its rows and when they landed, and how many rows they are."""
    spoken = interactions.select("source", "row_hash", "recorded_at", carrier=pl.lit("conversation"), carrier_id="conversation_id")
    held = records.select("source", "row_hash", "recorded_at", carrier=pl.lit("record"), carrier_id="record_id")
    rows = pl.concat([spoken, held]).with_columns(row=pl.concat_str("row_hash", pl.col("recorded_at").cast(pl.Int64).cast(pl.String), separator="@"))
    return rows.group_by(_CARRIER).agg(state=pl.col("row").sort().str.join("/"), rows=pl.len()).collect().with_columns(pl.col("state").hash(11).cast(pl.String).alias("state_hash")).drop("state")


@dataclass(frozen=True)
class Drawn:
    """What one set of extractors draws, and the tables that hold it.

    Attributes:
        extractors: the set.
        observations: name of the table of its observations.
        extractions: name of the table of what they were drawn from.
        ledger: activations that its observations are stamped with; none for a set that was never in use.
    """

    extractors: Extractors
    observations: str
    extractions: str
    ledger: pl.DataFrame


def draw(store: Store) -> dict[str, int]:
    """Brings the lake's observations up to what has landed. Returns counts: carriers read, observations held, claims refused."""
    lake = store.lake
    ledger = _switched(store)
    if not store.registry.frame().equals(lake.read("attributes")):
        lake.overwrite("attributes", store.registry.frame())
    policies = noted(lake.read("policies"), store.registry.frame(), store.clock)
    if not policies.equals(lake.read("policies")):
        lake.overwrite("policies", policies)
    return _bring_up(store, Drawn(store.extractors, "observations", "extractions", ledger))


def _switched(store: Store) -> pl.DataFrame:
    """The ledger of activations with the extractors in use; where it changes, that is audited."""
    lake, extractors = store.lake, store.extractors
    before = lake.read("activations")
    ledger = activated(before, extractors.members, store.clock)
    if not ledger.equals(before):
        at_once = pl.col("activated_at") == store.clock, pl.col("deactivated_at") == store.clock
        names = [ledger.filter(when).select(pl.format("{} {}", "extractor", "extractor_version")).to_series().sort().to_list() for when in at_once]
        details = {"begun": names[0], "ended": names[1]}
        audit.append(store.home, lake, "extractors", extractors.generation, store.clock, actor="build", details=details)
        lake.overwrite("activations", ledger)
    if len(lake.scan("extractions").filter(pl.col("generation") != extractors.generation).head(1).collect()):
        forget_undrawn(store)
    return ledger


def _bring_up(store: Store, drawn: Drawn) -> dict[str, int]:
    """Draws anew what changed, of one set."""
    lake, generation = store.lake, drawn.extractors.generation
    current = states(lake.scan("interactions"), lake.scan("records"))
    held = lake.read(drawn.extractions)
    if store.full:
        held = held.clear()
    held = held.filter((pl.col("generation") == generation) & pl.col("waits_for").is_null())
    due = current.join(held, on=[*_CARRIER, "state_hash"], how="anti").sort(_CARRIER)
    gone = lake.read(drawn.extractions).join(current, on=_CARRIER, how="anti")
    if len(gone):
        _forget(store, drawn, gone)
    drawn_before = lake.scan(drawn.observations).select(_carrier_of_observation()).unique().collect()
    asking = _asking(store, drawn.extractors)
    try:
        for portion in _portions(due):
            _draw_portion(store, drawn, portion, drawn_before, asking)
    finally:
        if asking:
            asking.close()
    refused = lake.scan(drawn.extractions).select(pl.col("claims_refused").sum()).collect().item()
    return {"read": len(due), "observations": lake.scan(drawn.observations).select(pl.len()).collect().item(), "claims_refused": refused or 0}


def _asking(store: Store, extractors: Extractors) -> Asking | None:
    if extractors.settings.llm is None or "llm" not in extractors.settings.which:
        return None
    from orchestration.asking import Asking

    return Asking(store.lake, store.clock, extractors.settings.llm, model_key(store.config, extractors.settings.llm), store.progress.note)


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


def _draw_portion(store: Store, drawn: Drawn, portion: pl.DataFrame, drawn_before: pl.DataFrame, asking: Asking | None) -> None:
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
    in_use = drawn.ledger.filter(pl.col("deactivated_at").is_null())
    zones = {s.name: s.timezone for s in store.config.sources}
    extractors, waiting = _answered(drawn.extractors.members, asking, interactions, zones)
    observed = observe(interactions, mentions, records, spans, extractors, store.registry, in_use, store.home.key, zones)
    again = portion.join(drawn_before, on=_CARRIER, how="semi")
    if len(again):
        old = lake.scan(drawn.observations).with_columns(_carrier_of_observation()[1:]).join(again.lazy(), on=_CARRIER, how="semi").select(_OBSERVATION).collect()
        if len(drawn.ledger):
            over = former(old, observed.observations)
            lake.append("former_activations", over.join(lake.read("former_activations"), on=["observation_id", "activated_at"], how="anti"))
        kept = continued(old, observed.observations, drawn.ledger) if len(drawn.ledger) else observed.observations
        lake.replace(drawn.observations, kept, _keys(again))
    else:
        lake.append(drawn.observations, observed.observations)
    done = portion.join(observed.refused, on=["source", "carrier_id"], how="left").join(waiting, on=_CARRIER, how="left")
    done = done.with_columns(pl.col("claims_refused").fill_null(0), generation=pl.lit(drawn.extractors.generation))
    lake.replace(drawn.extractions, done.select(TABLES["extractions"].schema.column_names()), portion.select(_CARRIER))


def _answered(members: list[Any], asking: Asking | None, interactions: pl.DataFrame, zones: Mapping[str, str]) -> tuple[list[Any], pl.DataFrame]:
    """The extractors, those that need answers with the answers, and the carriers that wait for one: (source, carrier, carrier_id, waits_for)."""
    extractors, waiting = list[Any](), [pl.DataFrame(schema=dict.fromkeys([*_CARRIER, "waits_for"], pl.String))]
    for extractor in members:
        if isinstance(extractor, Answered) and asking is not None:
            extractor, unread = asking.heard(extractor, interactions, zones)  # type: ignore[arg-type]
            waiting.append(unread.select("source", carrier=pl.lit("conversation"), carrier_id="conversation_id", waits_for=pl.lit(extractor.name)))
        extractors.append(extractor)
    return extractors, pl.concat(waiting)


def _keys(carriers: pl.DataFrame) -> pl.DataFrame:
    """The observations of some carriers, by what tells them."""
    is_record = pl.col("carrier") == "record"
    return carriers.select("source", conversation_id=pl.when(~is_record).then("carrier_id"), record_id=pl.when(is_record).then("carrier_id"))


def _forget(store: Store, drawn: Drawn, gone: pl.DataFrame) -> None:
    """Takes away what was drawn from conversations and records that are no longer in the lake, and what was answered about them."""
    store.lake.replace(drawn.observations, TABLES["observations"].empty(), _keys(gone))
    store.lake.replace(drawn.extractions, TABLES["extractions"].empty(), gone.select(_CARRIER))
    former = store.lake.read("former_activations").join(store.lake.scan(drawn.observations).select("observation_id").collect(), on="observation_id", how="anti")
    if len(former):
        store.lake.replace("former_activations", TABLES["former_activations"].empty(), former.select("observation_id").unique())
    talks = gone.filter(pl.col("carrier") == "conversation").select("source", conversation_id="carrier_id")
    if len(talks) and store.lake.files("answers"):
        store.lake.replace("answers", TABLES["answers"].empty(), talks)


def waits(lake: Lake) -> bool:
    """Is there a conversation that an extractor could not read yet?"""
    return bool(lake.scan("extractions").filter(pl.col("waits_for").is_not_null()).head(1).select(pl.len()).collect().item())
