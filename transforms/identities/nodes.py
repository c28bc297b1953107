"""Identities as nodes: every identity seen, with when it was first known. What does not belong here: how nodes are linked."""

from __future__ import annotations

import polars as pl

from warehouse.home import Key

MENTION: dict[str, pl.DataType | type[pl.DataType]] = {
    "source": pl.String,
    "carrier": pl.String,
    "carrier_id": pl.String,
    "identity": pl.String,
    "identity_type": pl.String,
    "value": pl.String,
    "raw_value": pl.String,
    "is_valid": pl.Boolean,
    "conversation_id": pl.String,
    "speaker": pl.String,
    "occurred_at": pl.Datetime("us"),
    "recorded_at": pl.Datetime("us"),
    "export_id": pl.String,
}


def customer_id(identity: str, key: Key) -> str:
    """The id of the customer that an identity is the eldest of."""
    return key.digest("customer", identity)


def with_unnamed(mentions: pl.DataFrame, interactions: pl.DataFrame, records: pl.DataFrame) -> pl.DataFrame:
    """Adds the identities of what came without a valid identifier: `conversation:<source>:<conversation_id>` and `record:<source>:<record_id>`.

    A conversation that gets its first identifier later than it was first seen keeps the identity it had until then: both are mentioned by it.

    Args:
        mentions: rows of `warehouse.tables.landing.IdentityMentions`.
        interactions: rows of `Interactions`; only source, conversation_id, occurred_at, recorded_at, export_id are read.
        records: rows of `Records`.

    Returns:
        `mentions` and the added rows, in the same columns.
    """
    given = mentions.select(*MENTION)
    return pl.concat([given, _unnamed(given, interactions, "conversation"), _unnamed(given, records.with_columns(occurred_at="updated_at"), "record")])


def _unnamed(mentions: pl.DataFrame, rows: pl.DataFrame, kind: str) -> pl.DataFrame:
    key = f"{kind}_id"
    named = mentions.filter("is_valid")
    named = named.filter(pl.col("conversation_id").is_not_null()) if kind == "conversation" else named.filter(pl.col("carrier") == "record").with_columns(record_id="carrier_id")
    since = named.group_by("source", key).agg(named_at=pl.col("recorded_at").min())
    return (
        rows.sort("recorded_at", "occurred_at", "export_id")
        .group_by("source", key)
        .agg(pl.col("occurred_at", "recorded_at", "export_id").first())
        .join(since, on=["source", key], how="left")
        .filter(pl.col("named_at").is_null() | (pl.col("recorded_at") < pl.col("named_at")))
        .with_columns(
            carrier=pl.lit(kind),
            carrier_id=key,
            identity_type=pl.lit(kind),
            value=pl.format("{}:{}", "source", key),
            raw_value=pl.format("{}:{}", "source", key),
            identity=pl.format(kind + ":{}:{}", "source", key),
            is_valid=pl.lit(True),
            speaker=pl.lit(None, pl.String),
            conversation_id=pl.col(key) if kind == "conversation" else pl.lit(None, pl.String),
        )
        .select(pl.col(name).cast(kind_) for name, kind_ in MENTION.items())
    )


def nodes(mentions: pl.DataFrame) -> pl.DataFrame:
    """One row an identity, eldest first.

    Eldest is by the first `recorded_at`, the first `occurred_at` of what landed then, and the text: nothing that lands later changes the order of
    what is there, so ids built on it are stable.

    Returns:
        identity, identity_type, value, first_recorded_at, first_occurred_at, is_valid (in any mention).
    """
    return (
        mentions.lazy()
        .sort("recorded_at", "occurred_at")
        .group_by("identity")
        .agg(
            pl.col("identity_type", "value").first(),
            first_recorded_at=pl.col("recorded_at").first(),
            first_occurred_at=pl.col("occurred_at").first(),
            is_valid=pl.col("is_valid").any(),
        )
        .sort("first_recorded_at", "first_occurred_at", "identity")
        .collect()
    )
