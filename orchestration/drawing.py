"""Drawing observations, only from what changed. What belongs here: which conversations and records are due, in portions. What does not: how a claim is found."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

import polars as pl

from orchestration import shadow
from orchestration.carriers import CARRIER, Portion, keys, of_observation, portions, states
from orchestration.extractors import Extractors, model_key
from orchestration.governance.bars import forget_undrawn
from orchestration.resources import Store
from transforms.continuity import activated, continued
from transforms.extractors import Answered
from transforms.observations import observe
from transforms.policies import noted
from warehouse.governance import audit
from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

if TYPE_CHECKING:
    from orchestration.asking import Asking

_OBSERVATION = TABLES["observations"].schema.column_names()


@dataclass(frozen=True)
class Drawn:
    """What one set of extractors draws, and the tables that hold it.

    Attributes:
        extractors: the set.
        observations: name of the table of its observations.
        extractions: name of the table of what they were drawn from.
        ledger: activations that its observations are stamped with; none for a set that is not in use.
        since: when the set was put to use; None for one that is not.
    """

    extractors: Extractors
    observations: str
    extractions: str
    ledger: pl.DataFrame
    since: datetime | None


def draw(store: Store) -> dict[str, int]:
    """Brings the lake's observations up to what has landed. Returns counts: carriers read, observations held, claims refused."""
    lake = store.lake
    in_use = _switched(store)
    if not store.registry.frame().equals(lake.read("attributes")):
        lake.overwrite("attributes", store.registry.frame())
    policies = noted(lake.read("policies"), store.registry.frame(), store.clock)
    if not policies.equals(lake.read("policies")):
        lake.overwrite("policies", policies)
    return bring_up(store, in_use)


def _switched(store: Store) -> Drawn:
    """The set in use, with the ledgers that say since when; where that changes, it is audited."""
    lake, extractors = store.lake, store.extractors
    before = lake.read("generations")
    generations = activated(before, pl.DataFrame({"generation": [extractors.generation]}), store.clock)
    members = [(e.name, e.version, e.digest) for e in extractors.members]
    used = pl.DataFrame(members, schema=dict.fromkeys(("extractor", "extractor_version", "digest"), pl.String), orient="row")
    ledger = activated(lake.read("activations"), used, store.clock)
    if not generations.equals(before):
        at_once = pl.col("activated_at") == store.clock, pl.col("deactivated_at") == store.clock
        names = [ledger.filter(when).select(pl.format("{} {}", "extractor", "extractor_version")).to_series().sort().to_list() for when in at_once]
        details = {"begun": names[0], "ended": names[1], "in_use": extractors.names}
        audit.append(store.home, lake, "extractors", extractors.generation, store.clock, actor="build", details=details)
        lake.overwrite("activations", ledger)
        lake.overwrite("generations", generations)
    if len(lake.scan("extractions").filter(pl.col("generation") != extractors.generation).head(1).collect()):
        forget_undrawn(store)
    (since,) = generations.filter(pl.col("deactivated_at").is_null())["activated_at"]
    return Drawn(extractors, "observations", "extractions", ledger, since)


def bring_up(store: Store, drawn: Drawn) -> dict[str, int]:
    """Draws anew what changed, of one set; what the shadow set holds of the same generation is taken over and not read again."""
    lake, generation = store.lake, drawn.extractors.generation
    current = states(lake.scan("interactions"), lake.scan("records"))
    held = lake.read(drawn.extractions)
    if store.full:
        held = held.clear()
    held = held.filter((pl.col("generation") == generation) & pl.col("waits_for").is_null())
    due = current.join(held, on=[*CARRIER, "state_hash"], how="anti").sort(CARRIER)
    gone = lake.read(drawn.extractions).join(current, on=CARRIER, how="anti")
    if len(gone):
        _forget(store, drawn, gone)
    before = _drawn_before(store, drawn)
    shadowed = due.clear() if store.full or drawn.since is None else due.join(shadow.ready(lake, generation), on=[*CARRIER, "state_hash"], how="semi")
    for portion in portions(shadowed):
        _keep(store, drawn, before, shadow.taken(lake, portion, drawn.ledger))
    asking = _asking(store, drawn.extractors)
    try:
        for portion in portions(due.join(shadowed, on=CARRIER, how="anti", maintain_order="left")):
            _keep(store, drawn, before, _read(store, drawn, portion, asking))
    finally:
        if asking:
            asking.close()
    refused = lake.scan(drawn.extractions).select(pl.col("claims_refused").sum()).collect().item()
    counts = {"read": len(due) - len(shadowed), "taken_over": len(shadowed)}
    return counts | {"observations": lake.scan(drawn.observations).select(pl.len()).collect().item(), "claims_refused": refused or 0}


def _drawn_before(store: Store, drawn: Drawn) -> pl.DataFrame:
    """Carriers that were drawn from before; `since` is when another took over: the set in use, or in this build a model that had not answered yet."""
    held = store.lake.scan(drawn.observations).select("source", *of_observation()).unique()
    marks = store.lake.scan(drawn.extractions).select(*CARRIER, "generation", "waits_for")
    by_others = pl.when(pl.col("generation") != drawn.extractors.generation).then(pl.lit(drawn.since, pl.Datetime("us")))
    since = by_others.when(pl.col("waits_for").is_not_null()).then(pl.lit(store.clock, pl.Datetime("us")))
    return held.join(marks, on=CARRIER, how="full", coalesce=True).select(*CARRIER, since=since).collect()


def _asking(store: Store, extractors: Extractors) -> Asking | None:
    if extractors.settings.llm is None or "llm" not in extractors.settings.which:
        return None
    from orchestration.asking import Asking

    return Asking(store.lake, store.clock, extractors.settings.llm, model_key(store.config, extractors.settings.llm), store.progress.note, store.taken_answers)


def _read(store: Store, drawn: Drawn, portion: pl.DataFrame, asking: Asking | None) -> Portion:
    """Lets the extractors read a portion."""
    lake = store.lake
    spoken = portion.filter(pl.col("carrier") == "conversation").select("source", conversation_id="carrier_id")
    held = portion.filter(pl.col("carrier") == "record").select("source", record_id="carrier_id")
    interactions = _collected("interactions", lake.scan("interactions").join(spoken.lazy(), on=spoken.columns, how="semi"))
    records = _collected("records", lake.scan("records").join(held.lazy(), on=held.columns, how="semi"))
    of_portion = pl.concat(
        [
            lake.scan("identity_mentions").join(spoken.lazy(), on=spoken.columns, how="semi"),
            lake.scan("identity_mentions").filter(pl.col("carrier") == "record").join(held.rename({"record_id": "carrier_id"}).lazy(), on=["source", "carrier_id"], how="semi"),
        ]
    )
    mentions = _collected("identity_mentions", of_portion)
    spans = _collected("sensitive_spans", lake.scan("sensitive_spans").join(interactions.lazy().select("interaction_id").unique(), on="interaction_id", how="semi"))
    in_use = drawn.ledger.filter(pl.col("deactivated_at").is_null())
    zones = {s.name: s.timezone for s in store.config.sources}
    extractors, waiting = _answered(drawn.extractors.made, asking, interactions, zones)
    observed = observe(interactions, mentions, records, spans, extractors, store.registry, in_use, store.home.key, zones)
    done = portion.join(observed.refused, on=["source", "carrier_id"], how="left").join(waiting, on=CARRIER, how="left")
    done = done.with_columns(pl.col("claims_refused").fill_null(0), generation=pl.lit(drawn.extractors.generation))
    return Portion(observed.observations, done.select(TABLES["extractions"].schema.column_names()))


def _keep(store: Store, drawn: Drawn, before: pl.DataFrame, portion: Portion) -> None:
    """Writes what a portion's carriers say now, joined with what they said before where the set is in use."""
    lake, kept = store.lake, portion.observations
    again = before.join(portion.extractions, on=CARRIER, how="semi")
    if len(again) and drawn.since is not None:
        old = lake.scan(drawn.observations).with_columns(of_observation()).join(again.lazy(), on=CARRIER).select(*_OBSERVATION, "since")
        new = kept.with_columns(of_observation()).join(again, on=CARRIER, how="left").select(*_OBSERVATION, "since")
        kept, over = continued(_still_there(old, lake).collect(), new)
        lake.append("former_activations", over.join(lake.read("former_activations"), on=["observation_id", "activated_at"], how="anti"))
    lake.replace(drawn.observations, kept, keys(again)) if len(again) else lake.append(drawn.observations, kept)
    lake.replace(drawn.extractions, portion.extractions, portion.extractions.select(CARRIER))


def _still_there(old: pl.LazyFrame, lake: Lake) -> pl.LazyFrame:
    """Claims whose message is still in the lake: one that an earlier set made never outlives it."""
    spoken = old.join(lake.scan("interactions"), on="interaction_id", how="semi")
    return pl.concat([spoken, old.filter(pl.col("interaction_id").is_null())])


def _collected(table: str, rows: pl.LazyFrame) -> pl.DataFrame:
    """Rows of a table, streamed, so that never all of it is held; in the order of its key, as a stream has none."""
    return rows.collect(engine="streaming").sort(TABLES[table].schema.primary_key())


def _answered(members: list[Any], asking: Asking | None, interactions: pl.DataFrame, zones: Mapping[str, str]) -> tuple[list[Any], pl.DataFrame]:
    """The extractors, those that need answers with the answers, and the carriers that wait for one: (source, carrier, carrier_id, waits_for)."""
    extractors, waiting = list[Any](), [pl.DataFrame(schema=dict.fromkeys([*CARRIER, "waits_for"], pl.String))]
    for extractor in members:
        if isinstance(extractor, Answered) and asking is not None:
            extractor, unread = asking.heard(extractor, interactions, zones)  # type: ignore[arg-type]
            waiting.append(unread.select("source", carrier=pl.lit("conversation"), carrier_id="conversation_id", waits_for=pl.lit(extractor.name)))
        extractors.append(extractor)
    return extractors, pl.concat(waiting)


def _forget(store: Store, drawn: Drawn, gone: pl.DataFrame) -> None:
    """Takes away what was drawn from conversations and records that are no longer in the lake, and what was answered about them."""
    lake = store.lake
    lake.replace(drawn.observations, TABLES[drawn.observations].empty(), keys(gone))
    lake.replace(drawn.extractions, TABLES[drawn.extractions].empty(), gone.select(CARRIER))
    if drawn.since is None:
        return
    former = lake.read("former_activations").join(lake.scan(drawn.observations).select("observation_id").collect(), on="observation_id", how="anti")
    if len(former):
        lake.replace("former_activations", TABLES["former_activations"].empty(), former.select("observation_id").unique())
    talks = gone.filter(pl.col("carrier") == "conversation").select("source", conversation_id="carrier_id")
    if len(talks) and lake.files("answers"):
        lake.replace("answers", TABLES["answers"].empty(), talks)


def waits(lake: Lake) -> bool:
    """Is there a conversation that an extractor could not read yet?"""
    return bool(lake.scan("extractions").filter(pl.col("waits_for").is_not_null()).head(1).select(pl.len()).collect().item())
