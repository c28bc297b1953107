"""Claims with their quotes, from everything that landed. What belongs here: running the extractors and settling who claims what, when. What does not: how a claim is found."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import polars as pl

from transforms import episodes
from transforms.classes import holds_any
from transforms.extractors import CLAIMS, Answered, Extractor, Owning
from transforms.extractors.records import RecordsExtractor
from transforms.extractors.sensitive import SensitiveExtractor
from transforms.registry import Registry
from warehouse.home import Key
from warehouse.recall.instructions import is_instruction
from warehouse.tables.registry import TABLES

_COLUMNS = TABLES["observations"].empty().schema
_PLACE = ("interaction_id", "quote_start", "quote_end", "kind", "attribute", "said", "operation")


class Observed(NamedTuple):
    """The `observations` frame, and how many claims were refused, by rule: (source, carrier_id, claims_refused, refusals)."""

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
    spoken = _attributed(_dated(drawn, _heard(cut, [e for e in readers if isinstance(e, Answered)])), cut.turns, mentions, key)
    fields = [_recorded(e, records, mentions, key) for e in extractors if isinstance(e, RecordsExtractor)]
    rows = registry.classes.stamped(pl.concat([spoken, *fields]) if fields else spoken)
    said = pl.concat_str("statement", "quote", "value", separator="\n", ignore_nulls=True)
    rows = rows.filter(~holds_any(registry.classes.barred_from("extraction"))).with_columns(is_instruction=is_instruction(said))
    return Observed(activated(rows, activations), refused)


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
    broken = pl.when(~sound.fill_null(False)).then(pl.lit("the quote is not at its span")).when(~known).then(pl.lit("no such attribute"))
    claims = claims.with_columns(rule=broken)
    of_answers = [e.refusals(turns).join(turns.select("episode_id", "source", "conversation_id").unique(), on="episode_id") for e in extractors if isinstance(e, Answered)]
    rules = [frame.select("source", "conversation_id", "rule") for frame in (claims.drop_nulls(["rule", "source"]), *of_answers)]
    return _settled(claims.filter(pl.col("rule").is_null()).drop("rule", "text"), extractors), _counted(pl.concat(rules))


def _counted(refused: pl.DataFrame) -> pl.DataFrame:
    """Refused claims by conversation: how many, and how many by rule."""
    by_rule: dict[tuple[str, str], Counter[str]] = {}
    for source, conversation_id, rule in refused.iter_rows():
        by_rule.setdefault((source, conversation_id), Counter())[rule] += 1
    rows = [(*of, counts.total(), json.dumps(counts, sort_keys=True)) for of, counts in by_rule.items()]
    return pl.DataFrame(rows, schema={"source": pl.String, "carrier_id": pl.String, "claims_refused": pl.Int64, "refusals": pl.String}, orient="row")


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


def _heard(cut: episodes.Episodes, answered: Sequence[Answered]) -> pl.DataFrame:
    """When the states in which an episode stood were heard, and when they ended: (pace, episode_id, horizon, heard_at, ended_at).

    A state is heard at its horizon and ends at the next. To an extractor that needs answers, whose name is then the pace, it is heard when the last of them came;
    a state whose answers are missing is none, and the one before goes on.
    """
    frames = [cut.standing.with_columns(pace=pl.lit(""), heard_at="horizon")]
    for extractor in answered:
        read = extractor.read_at(cut.turns).with_columns(is_missing=pl.col("read_at").is_null())
        states = cut.standing.join(read, on="episode_id", how="left").with_columns(pace=pl.lit(extractor.name), heard_at=pl.max_horizontal("horizon", "read_at"))
        of_state = ("span_id", "horizon")
        states = states.filter(~pl.col("is_missing").fill_null(False).any().over(of_state)).with_columns(pl.col("heard_at").max().over(of_state))
        frames.append(states.select(frames[0].columns))
    states, by = pl.concat(frames), ("pace", "span_id")
    times = states.select("pace", "span_id", "horizon", "heard_at").unique().sort("pace", "span_id", "horizon")
    times = times.with_columns(pl.col("heard_at").cum_max().over(by)).with_columns(ended_at=pl.col("heard_at").shift(-1).over(by))
    return states.drop("heard_at").join(times, on=["pace", "span_id", "horizon"]).drop("span_id")


def _dated(claims: pl.DataFrame, heard: pl.DataFrame) -> pl.DataFrame:
    """One row a claim over all states: `recorded_at`, where it could first be drawn, `heard_at`, where it was, `retired_at`, where it no longer could."""
    paces = heard["pace"].unique().implode()
    claims = claims.with_columns(pace=pl.when(pl.col("extractor").is_in(paces)).then("extractor").otherwise(pl.lit("")))
    stood = claims.join(heard, on=["pace", "episode_id"]).sort("horizon")
    once = stood.unique(list(_PLACE), keep="first", maintain_order=True).with_columns(recorded_at="horizon").drop("ended_at", "horizon", "pace")
    ends = stood.group_by(_PLACE).agg(retired_at=pl.col("ended_at").sort_by("horizon").last())
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
        observed_at="updated_at", valid_from="updated_at", heard_at="recorded_at", extractor=pl.lit(extractor.name), extractor_version=pl.lit(extractor.version),
    )  # fmt: skip
    return _shaped(rows.with_columns(observation_id=key.digests(rows, "source", "record_id", "row_hash", "kind", "attribute", "value", "operation")))


def _shaped(rows: pl.DataFrame) -> pl.DataFrame:
    kept = pl.Schema({c: _COLUMNS[c] for c in _COLUMNS if c not in ("activated_at", "deactivated_at", "classes", "is_instruction")} | {"heard_at": pl.Datetime("us")})
    return rows.select(kept.names()).cast(kept)


def activated(rows: pl.DataFrame, activations: pl.DataFrame) -> pl.DataFrame:
    """Observations with the time their extractor's version was put to use, or its answer came if that was later, and the time it was replaced.

    Args:
        rows: observations without `activated_at` and `deactivated_at`, with `heard_at`, when what they were drawn from was heard.
        activations: as `observe` takes them.
    """
    used = activations.group_by("extractor", "extractor_version").agg(
        pl.col("activated_at").min(), deactivated_at=pl.when(pl.col("deactivated_at").is_null().any()).then(None).otherwise(pl.col("deactivated_at").max())
    )
    rows = rows.join(used, on=["extractor", "extractor_version"], how="left")
    begun = pl.coalesce("activated_at", "recorded_at")
    rows = rows.with_columns(activated_at=pl.when(pl.col("heard_at") > pl.col("recorded_at")).then(pl.max_horizontal(begun, "heard_at")).otherwise(begun))
    return rows.select(_COLUMNS.names()).cast(_COLUMNS).sort("observation_id")
