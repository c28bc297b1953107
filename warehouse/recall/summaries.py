"""Summaries of conversations. What belongs here: what was wanted, done and left open, in the customer's and agent's own words; those that a client wrote.

What does not: writing new sentences; a summary of ours quotes and says nothing else.
"""

from __future__ import annotations

import polars as pl

WANTED, DONE = ("request", "issue"), ("outcome", "event")
_MOST_QUOTES = 3
WRITTEN = "record.conversation_summary"
"""The attribute of a summary that a client wrote: no belief about the customer, and no memory."""
_RECORD = r"^(summary-[0-9a-f]{32})(?:-(.*))?$"
COLUMNS: dict[str, pl.DataType | type[pl.DataType]] = {
    "customer_id": pl.String,
    "summary_id": pl.String,
    "conversation_id": pl.String,
    "source": pl.String,
    "channel": pl.String,
    "content": pl.String,
    "occurred_at": pl.Datetime("us"),
    "ended_at": pl.Datetime("us"),
    "wanted": pl.List(pl.String),
    "done": pl.List(pl.String),
    "open": pl.List(pl.String),
    "observation_ids": pl.List(pl.String),
}


def resolved(observations: pl.DataFrame) -> pl.DataFrame:
    """Whether each conversation's last active outcome says resolved: customer_id, source, conversation_id, is_resolved."""
    return (
        observations.filter((pl.col("kind") == "outcome") & (pl.col("status") == "active") & pl.col("conversation_id").is_not_null())
        .sort("observed_at", "observation_id")
        .group_by("customer_id", "source", "conversation_id")
        .agg((pl.col("value").last() == "resolved").alias("is_resolved"))
    )


def record_of(name: str, conversation_id: str | None) -> str:
    """The id of the record that a written summary lands as: its own name of 32 digits, and the conversation."""
    return f"summary-{name}" + (f"-{conversation_id}" if conversation_id else "")


def written(observations: pl.DataFrame) -> pl.DataFrame:
    """Summaries that clients wrote and did not take back, with the columns COLUMNS; only `content` says anything."""
    held = observations.filter((pl.col("attribute") == WRITTEN) & (pl.col("status") != "retracted") & pl.col("customer_id").is_not_null() & pl.col("value").is_not_null())
    record = pl.col("record_id").str.extract_groups(_RECORD).struct
    none = pl.lit([], pl.List(pl.String))
    return (
        held.select(
            "customer_id",
            record.field("1").alias("summary_id"),
            record.field("2").alias("conversation_id"),
            "source",
            pl.lit(None, pl.String).alias("channel"),
            pl.col("value").alias("content"),
            pl.col("observed_at").alias("occurred_at"),
            pl.col("observed_at").alias("ended_at"),
            none.alias("wanted"),
            none.alias("done"),
            none.alias("open"),
            pl.concat_list("observation_id").alias("observation_ids"),
        )
        .drop_nulls("summary_id")
        .cast(pl.Schema(COLUMNS))
    )


def summarise(observations: pl.DataFrame, commitments: pl.DataFrame) -> pl.DataFrame:
    """One row a conversation that anything was drawn from, with the columns COLUMNS, ordered by customer and time.

    Args:
        observations: `fct_observations`.
        commitments: `fct_commitments`, whose open ones are what is left open.
    """
    held = observations.filter(pl.col("conversation_id").is_not_null() & pl.col("customer_id").is_not_null() & (pl.col("status") != "retracted"))
    if held.is_empty():
        return pl.DataFrame(schema=COLUMNS)
    place = ["customer_id", "source", "conversation_id"]
    promised = commitments.filter(pl.col("status") == "open").select("observation_id", pl.lit(True).alias("is_promise"))
    said = (
        held.join(resolved(held), on=place, how="left")
        .join(promised.unique("observation_id"), on="observation_id", how="left")
        .with_columns(pl.col("quote").str.replace_all(r"\s+", " ").str.strip_chars().alias("words"), pl.col("is_resolved").fill_null(False))
        .sort(*place, "observed_at", "observation_id")
    )
    wanted = pl.col("kind").is_in(WANTED)
    done = pl.col("kind").is_in(DONE) & (pl.col("value").fill_null("") != "unresolved")
    left = pl.col("is_promise").fill_null(False) | (wanted & ~pl.col("is_resolved")) | ((pl.col("kind") == "outcome") & (pl.col("value") == "unresolved"))

    def quotes(which: pl.Expr, name: str) -> pl.Expr:
        return pl.col("words").filter(which & (pl.col("words") != "")).unique(maintain_order=True).head(_MOST_QUOTES).alias(name)

    told = (
        said.group_by(place, maintain_order=True)
        .agg(
            pl.col("channel").first(),
            pl.col("observed_at").min().alias("occurred_at"),
            pl.col("observed_at").max().alias("ended_at"),
            quotes(wanted, "wanted"),
            quotes(done, "done"),
            quotes(left, "open"),
            pl.col("observation_id").alias("observation_ids"),
        )
        .filter(pl.concat_list("wanted", "done", "open").list.len() > 0)
    )
    parts = [pl.when(pl.col(name).list.len() > 0).then(pl.format("{}: “{}”.", pl.lit(name.capitalize()), pl.col(name).list.join("”, “"))) for name in ("wanted", "done", "open")]
    return (
        told.with_columns(pl.concat_str(parts, separator=" ", ignore_nulls=True).alias("content"), pl.format("{}:{}", "source", "conversation_id").alias("summary_id"))
        .sort("customer_id", "occurred_at", "summary_id")
        .select(*COLUMNS)
        .cast(pl.Schema(COLUMNS))
    )
