"""Claims with their quotes, from everything that landed. What belongs here: running the extractors and settling who claims what, when. What does not: how a claim is found."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from transforms import episodes
from transforms.classes import holds_any
from transforms.extractors import CLAIMS, Extractor, Owning
from transforms.extractors.records import RecordsExtractor
from transforms.extractors.sensitive import SensitiveExtractor
from transforms.registry import Registry
from warehouse.home import Key
from warehouse.recall.instructions import is_instruction
from warehouse.tables.registry import TABLES

_COLUMNS = TABLES["observations"].empty().schema
_PLACE = ("interaction_id", "quote_start", "quote_end", "kind", "attribute", "said", "operation")


class Observed(NamedTuple):
    """The `observations` frame, and how many claims were refused: (source, carrier_id, claims_refused)."""

    observations: pl.DataFrame
    refused: pl.DataFrame


def observe(
    interactions: pl.DataFrame,
    mentions: pl.DataFrame,
    records: pl.DataFrame,
    sensitive_spans: pl.DataFrame,
    extractors: Sequence[Extractor | RecordsExtractor],
    registry: Registry,
    activations: pl.DataFrame,
    key: Key,
    timezones: Mapping[str, str] | None = None,
) -> Observed:
    """All claims about some conversations and records, in every state that was known of them.

    Args:
        interactions: every revision of every message of these conversations, as the lake has them.
        mentions: identity mentions of these conversations and records.
        records: every version of these records.
        sensitive_spans: where numbers were masked in these interactions.
        extractors: in order of precedence; `RecordsExtractor` reads records, all others turns.
        registry: attributes in force; a claim about any other is refused.
        activations: the ledger of activations; an extractor that is not in it counts as active from the start.
        key: makes the ids.
        timezones: source to IANA zone, for words such as "tomorrow".
    """
    cut = episodes.cut(interactions, timezones)
    readers = [e for e in extractors if not isinstance(e, RecordsExtractor)]
    drawn, refused = _drawn(cut.turns, [SensitiveExtractor(sensitive_spans, registry), *readers], registry)
    spoken = _attributed(_dated(drawn, cut), cut.turns, mentions, key)
    fields = [_recorded(e, records, mentions, key) for e in extractors if isinstance(e, RecordsExtractor)]
    rows = registry.classes.stamped(pl.concat([spoken, *fields]) if fields else spoken)
    said = pl.concat_str("statement", "quote", "value", separator="\n", ignore_nulls=True)
    rows = rows.filter(~holds_any(registry.classes.barred_from("extraction"))).with_columns(is_instruction=is_instruction(said))
    return Observed(_activated(rows, activations).select(_COLUMNS.names()).cast(_COLUMNS).sort("observation_id"), refused)


def _drawn(turns: pl.DataFrame, extractors: Sequence[Extractor], registry: Registry) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Claims of all extractors on distinct episodes, checked, one for each thing said; and the refused, counted."""
    found = [
        extractor.extract(turns)
        .select(CLAIMS.names())
        .cast(CLAIMS)
        .with_columns(extractor=pl.lit(extractor.name), extractor_version=pl.lit(extractor.version), precedence=pl.lit(order, pl.Int64))
        for order, extractor in enumerate(extractors)
    ]
    claims = pl.concat(found).join(
        turns.select("episode_id", "interaction_id", "source", "conversation_id", "channel", "text", "occurred_at"), on=["episode_id", "interaction_id"], how="left"
    )
    sound = (pl.col("text").str.slice(pl.col("quote_start"), pl.col("quote_end") - pl.col("quote_start")) == pl.col("quote")) & (pl.col("quote_end") > pl.col("quote_start"))
    known = pl.col("attribute").is_null() | pl.col("attribute").is_in(list(registry))
    claims = claims.with_columns(is_sound=(sound & known).fill_null(False))
    refused = claims.filter(~pl.col("is_sound") & pl.col("source").is_not_null()).group_by("source", carrier_id="conversation_id").agg(claims_refused=pl.len().cast(pl.Int64))
    return _settled(claims.filter("is_sound").drop("is_sound", "text"), extractors), refused


def _settled(claims: pl.DataFrame, extractors: Sequence[Extractor]) -> pl.DataFrame:
    """Of claims on one thing that touch in the text, the one of highest precedence; nothing beside an owner's about what it owns."""
    for extractor in extractors:
        if isinstance(extractor, Owning) and extractor.owns:
            claims = claims.filter((pl.col("extractor") == extractor.name) | ~pl.col("attribute").is_in(sorted(extractor.owns)).fill_null(False))
    by = ["episode_id", "interaction_id", "kind", "attribute"]
    claims = claims.with_row_index("claim")
    taken = claims.select(*by, "precedence", other="claim", start="quote_start", end="quote_end")
    pairs = claims.join(taken, on=by, nulls_equal=True).filter(
        (pl.col("other") != pl.col("claim"))
        & (pl.col("start") < pl.col("quote_end"))
        & (pl.col("quote_start") < pl.col("end"))
        & (pl.col("precedence_right") < pl.col("precedence"))
    )
    claims = claims.join(pairs.select("claim").unique(), on="claim", how="anti").join(_said_by_attributes(claims), on="claim", how="anti")
    return (
        claims.with_columns(said=pl.coalesce("value", "statement"))
        .sort("precedence", "claim")
        .unique(["episode_id", *_PLACE], keep="first", maintain_order=True)
        .drop("precedence", "claim")
    )


def _said_by_attributes(claims: pl.DataFrame) -> pl.DataFrame:
    """Free statements that a claim of the same kind about an attribute, in the same words, makes unnecessary."""
    by = ["episode_id", "interaction_id", "kind"]
    valued = claims.filter(pl.col("attribute").is_not_null() & (pl.col("operation") == "assert")).select(*by, start="quote_start", end="quote_end")
    free = claims.filter(pl.col("attribute").is_null() & pl.col("kind").is_in(["preference", "consent", "sentiment", "issue"])).join(valued, on=by)
    return free.filter((pl.col("start") < pl.col("quote_end")) & (pl.col("quote_start") < pl.col("end"))).select("claim").unique()


def _dated(claims: pl.DataFrame, cut: episodes.Episodes) -> pl.DataFrame:
    """One row a claim over all states: `recorded_at`, where it could first be drawn, `retired_at`, where it no longer could."""
    stood = claims.join(cut.standing, on="episode_id")
    times = cut.horizons.sort("span_id", "horizon").with_columns(after=pl.col("horizon").shift(-1).over("span_id"))
    stood = stood.join(times, on=["span_id", "horizon"]).sort("horizon")
    once = stood.unique(list(_PLACE), keep="first", maintain_order=True).with_columns(recorded_at="horizon").drop("after", "horizon")
    ends = stood.group_by(_PLACE).agg(retired_at=pl.col("after").last())
    return once.join(ends, on=list(_PLACE), nulls_equal=True)


def _attributed(claims: pl.DataFrame, turns: pl.DataFrame, mentions: pl.DataFrame, key: Key) -> pl.DataFrame:
    """Claims with the identity they are about: the message's own, else the conversation's earliest known then, else the conversation itself."""
    valid = mentions.filter("is_valid").sort("recorded_at", "occurred_at", "identity").select("source", "carrier", "carrier_id", "conversation_id", "identity", known="recorded_at")
    claims = claims.with_row_index("claim")
    own = _earliest(claims, valid.filter(pl.col("carrier") == "interaction").select("source", "known", "identity", interaction_id="carrier_id"), ["source", "interaction_id"])
    near = _earliest(claims, valid.filter(pl.col("carrier") != "record").select("source", "known", "identity", "conversation_id"), ["source", "conversation_id"])
    rows = claims.join(own.rename({"identity": "own"}), on="claim", how="left").join(near.rename({"identity": "near"}), on="claim", how="left")
    rows = rows.with_columns(
        identity=pl.coalesce("own", "near", pl.format("conversation:{}:{}", "source", "conversation_id")), observed_at="occurred_at",
        valid_from=pl.coalesce("valid_from", "occurred_at"), record_id=pl.lit(None, pl.String), observation_id=key.digests(rows, *_PLACE),
    )  # fmt: skip
    return _shaped(rows)


def _earliest(claims: pl.DataFrame, known: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    pairs = claims.select("claim", "recorded_at", *by).join(known, on=by, maintain_order="left_right").filter(pl.col("known") <= pl.col("recorded_at"))
    return pairs.unique("claim", keep="first", maintain_order=True).select("claim", "identity")


def _recorded(extractor: RecordsExtractor, records: pl.DataFrame, mentions: pl.DataFrame, key: Key) -> pl.DataFrame:
    """Claims of records, each known from when its version landed."""
    owners = (
        mentions.filter(pl.col("is_valid") & (pl.col("carrier") == "record"))
        .sort("recorded_at", "occurred_at", "identity")
        .unique(["source", "carrier_id"], keep="first", maintain_order=True)
    )
    rows = extractor.extract(records).join(records.select("source", "record_id", "row_hash", "updated_at", "recorded_at"), on=["source", "record_id", "row_hash"])
    rows = rows.join(owners.select("source", "identity", record_id="carrier_id"), on=["source", "record_id"], how="left")
    nothing = [
        pl.lit(None, _COLUMNS[c]).alias(c) for c in ("topic", "quote_start", "quote_end", "interaction_id", "conversation_id", "channel", "valid_to", "due_at", "retired_at")
    ]
    rows = rows.with_columns(
        *nothing, identity=pl.coalesce("identity", pl.format("record:{}:{}", "source", "record_id")), authority=pl.lit("system_of_record"), confidence=pl.lit(1.0),
        observed_at="updated_at", valid_from="updated_at", extractor=pl.lit(extractor.name), extractor_version=pl.lit(extractor.version),
    )  # fmt: skip
    return _shaped(rows.with_columns(observation_id=key.digests(rows, "source", "record_id", "row_hash", "kind", "attribute", "value", "operation")))


def _shaped(rows: pl.DataFrame) -> pl.DataFrame:
    kept = [c for c in _COLUMNS if c not in ("activated_at", "deactivated_at", "classes", "is_instruction")]
    return rows.select(kept).cast({c: _COLUMNS[c] for c in kept})


def _activated(rows: pl.DataFrame, activations: pl.DataFrame) -> pl.DataFrame:
    """Rows with the time their extractor's version was put to use, and replaced."""
    used = activations.group_by("extractor", "extractor_version").agg(
        pl.col("activated_at").min(), deactivated_at=pl.when(pl.col("deactivated_at").is_null().any()).then(None).otherwise(pl.col("deactivated_at").max())
    )
    rows = rows.join(used, on=["extractor", "extractor_version"], how="left")
    return rows.with_columns(pl.coalesce("activated_at", "recorded_at"))
