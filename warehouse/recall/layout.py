"""Marts as the tables of a snapshot, sorted so that a customer is one slice of each. What belongs here: columns and their order.

What does not: files (writer.py), vectors (embeddings.py). Pure. Times are microseconds since 1970, OPEN where an interval has no end:
numbers without nulls are read from the mapped file as they are.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

import numpy as np
import polars as pl

from warehouse.recall import summaries, words
from warehouse.recall.instructions import is_instruction
from warehouse.tables.words import AUTHORITIES, KINDS

OPEN = 2**63 - 1
BEGIN = -(2**63) + 1
UNSAID = 2**32 - 1
"""Pointer of a memory that no message of the customer's own carries."""
CHANGED = 2
"""`says_changed` of a statement that says that something is not as it was; 1 is one that hints at it."""
_CHANGED = (
    r"(?i)\b(?:now(?:adays)?|these days|from now on|instead|no longer|any ?more|changed?|switched|moved|cancell?ed|used to|after all|since then|"
    r"stopped|quit|g[ai]ven? up|off the table|upgraded|replaced|updated?|correction|rather than)\b"
)
_HINTS = r"(?i)\b(?:actually|again|new|recently|just|finally|started)\b"
OF_ONE_TALK = r"^(?:outcome|issue|sentiment)\."
"""Attributes that tell of one conversation: the next conversation's is no update of it."""
SLICED = ("memories", "beliefs", "communications", "commitments", "summaries")


@dataclass(frozen=True)
class SnapshotFrames:
    """What a snapshot is made of: the marts of contract section 4."""

    memories: pl.DataFrame
    beliefs: pl.DataFrame
    identities: pl.DataFrame
    interactions: pl.DataFrame
    commitments: pl.DataFrame
    observations: pl.DataFrame


@dataclass(frozen=True)
class Layout:
    """Tables by name, and the distinct texts whose vectors they point at with `vector`."""

    tables: dict[str, pl.DataFrame]
    memory_texts: list[str]
    message_texts: list[str]
    clock: int


def hashes(texts: Sequence[str]) -> np.ndarray:
    """64-bit numbers of ids, uint64 [texts], for binary search."""
    return np.array([words.number(text) for text in texts], dtype=np.uint64)


def _micros(name: str, none: int) -> pl.Expr:
    return pl.col(name).cast(pl.Datetime("us")).dt.epoch("us").fill_null(none).alias(name)


def _code(name: str, vocabulary: tuple[str, ...]) -> pl.Expr:
    return pl.col(name).replace_strict(list(vocabulary), range(len(vocabulary)), default=len(vocabulary), return_dtype=pl.UInt8).alias(f"{name}_code")


def _number(text: pl.Expr) -> pl.Expr:
    """Equal texts get equal numbers. Not a hash: polars promises no stable one, and a snapshot's id is its bytes."""
    return text.rank("dense").cast(pl.UInt32)


def _points(texts: pl.Series) -> tuple[list[str], pl.Series]:
    """Distinct texts in sorted order, and each row's place among them."""
    distinct = texts.unique().sort()
    lookup = pl.DataFrame({"text": distinct, "vector": pl.int_range(len(distinct), eager=True, dtype=pl.UInt32)})
    return distinct.to_list(), texts.to_frame("text").join(lookup, on="text", how="left", maintain_order="left")["vector"]


def _says_changed(text: pl.Expr) -> pl.Expr:
    """How clearly a text says that something is not as it was: 0, 1 or CHANGED."""
    return pl.when(text.str.contains(_CHANGED)).then(CHANGED).otherwise(text.str.contains(_HINTS).cast(pl.Int32)).cast(pl.UInt8).alias("says_changed")


def _recency(moment: pl.Expr) -> pl.Expr:
    """0 for the oldest of a customer's rows to 1 for the newest, by rank: one long silence must not flatten all that came before it."""
    rank = moment.fill_null(datetime.min).rank("dense").over("customer_id").cast(pl.Float32) - 1
    most = rank.max().over("customer_id")
    return pl.when(most > 0).then(rank / most).otherwise(1.0).cast(pl.Float32).alias("recency")


def _attribute_number(attributes: pl.Series) -> pl.Series:
    """Equal attributes get equal numbers; 0 where there is none."""
    distinct = attributes.drop_nulls().unique().to_list()
    return attributes.replace_strict(distinct, hashes(distinct), default=0, return_dtype=pl.UInt64).fill_null(0).alias("attribute_number")


def _instructs(*names: str) -> pl.Expr:
    """Whether the text of these columns reads like an order to a model, as 0 or 1."""
    return is_instruction(pl.concat_str(*names, separator="\n", ignore_nulls=True)).cast(pl.UInt8).alias("is_instruction")


def _one_line(name: str) -> pl.Expr:
    return pl.col(name).fill_null("").str.replace_all(r"\s+", " ").str.strip_chars()


def memory_table(frames: SnapshotFrames, turns: pl.DataFrame, communications: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """Memories with their words, the words around them, and pointers to their vector and to that of the message they were said in."""
    best = pl.col("interaction_ids").fill_null("[]").str.json_decode(pl.List(pl.String)).list.first().alias("best")
    solved = summaries.resolved(frames.observations).select("customer_id", "conversation_id", "is_resolved").unique(["customer_id", "conversation_id"], keep="last")
    first_talk = pl.col("conversation_ids").fill_null("[]").str.json_decode(pl.List(pl.String)).list.last().alias("talk")
    rows = (
        frames.memories.filter(pl.col("customer_id").is_not_null() & pl.col("attribute").ne_missing(summaries.WRITTEN))
        .with_columns(best, first_talk)
        .join(turns.select("interaction_id", "around", pl.col("text").alias("said")), left_on="best", right_on="interaction_id", how="left", maintain_order="left")
        .join(communications.select("interaction_id", message_vector="vector"), left_on="best", right_on="interaction_id", how="left", maintain_order="left")
        .join(solved, left_on=["customer_id", "talk"], right_on=["customer_id", "conversation_id"], how="left", maintain_order="left")
        .sort("customer_id", "memory_id", "known_from", "valid_from")
    )
    content, quote = _one_line("content"), _one_line("quote")
    name_words = pl.concat_str(pl.col("attribute").fill_null(""), pl.col("topic").fill_null(""), separator=" ").str.replace_all(r"[._:]", " ")
    of_one_talk = pl.col("attribute").str.contains(OF_ONE_TALK)
    fact = pl.when(pl.col("attribute").is_not_null() & ~of_one_talk).then(pl.col("attribute")).when(pl.col("topic").is_not_null()).then(pl.format("{}|{}", "kind", "topic"))
    texts, vector = _points(rows.select(content)["content"])
    told = words.of_frame(rows.select(pl.concat_str(content, name_words, separator=" ").alias("t"))["t"])
    quoted = words.of_frame(rows["quote"])
    own = pl.DataFrame({"told": told, "quoted": quoted}).select(pl.col("told").list.concat(pl.col("quoted").list.set_difference("told").list.sort()))["told"]
    signature = words.of_frame(rows["content"]).list.unique().list.sort()
    table = rows.select(
        "customer_id",
        "memory_id",
        "kind",
        "attribute",
        "topic",
        "value",
        content,
        quote,
        "authority",
        "status",
        "source",
        "conversation_ids",
        "interaction_ids",
        "observation_ids",
        _code("kind", KINDS),
        _code("authority", AUTHORITIES),
        pl.col("confidence").cast(pl.Float32).fill_null(0.5),
        pl.col("mentions").cast(pl.Int32).fill_null(1),
        _micros("first_seen_at", BEGIN),
        _micros("last_seen_at", BEGIN),
        _recency(pl.col("last_seen_at")),
        _micros("valid_from", BEGIN),
        _micros("valid_to", OPEN),
        _micros("known_from", BEGIN),
        _micros("known_to", OPEN),
        pl.col("is_current").cast(pl.Boolean).fill_null(False).cast(pl.UInt8),
        (pl.col("kind").is_in(summaries.WANTED) & pl.col("is_current").cast(pl.Boolean) & ~pl.col("is_resolved").fill_null(False)).cast(pl.UInt8).alias("is_open"),
        _says_changed(pl.concat_str(content, quote, "said", separator=" ", ignore_nulls=True)),
        (pl.col("status") == "retracted").fill_null(False).cast(pl.UInt8).alias("is_retracted"),
        pl.when(pl.col("best").is_not_null()).then(_number(pl.col("best").fill_null(""))).otherwise(0).cast(pl.UInt32).alias("message"),
        pl.col("message_vector").fill_null(UNSAID),
        _number(fact.fill_null("")).alias("fact"),
        fact.is_not_null().cast(pl.UInt8).alias("has_fact"),
        _instructs("content", "quote", "value"),
    ).with_columns(
        vector.alias("vector"),
        _attribute_number(rows["attribute"]),
        own.alias("words"),
        signature.cast(pl.List(pl.String)).list.join(" ").rank("dense").cast(pl.UInt32).alias("signature"),
        words.of_frame(rows.select(pl.concat_str("said", "around", separator=" ", ignore_nulls=True).alias("t"))["t"]).list.unique(maintain_order=True).alias("around"),
    )
    return table, texts


def turn_table(interactions: pl.DataFrame) -> pl.DataFrame:
    """Every interaction of a customer in the order of its conversation, with the turn before it as `around`."""
    talk = ["customer_id", "source", "conversation_id"]
    return (
        interactions.filter(pl.col("customer_id").is_not_null())
        .with_columns(_one_line("text"))
        .sort(*talk, "occurred_at", "interaction_id")
        .with_columns(pl.col("text").shift(1).over(talk).alias("around"))
    )


def communication_table(turns: pl.DataFrame) -> tuple[pl.DataFrame, list[str]]:
    """The customers' own messages, neighbours in a conversation side by side."""
    own = turns.filter((pl.col("speaker") == "customer") & (pl.col("text") != ""))
    texts, vector = _points(own["text"])
    talk = _number(pl.format("{}|{}", "source", "conversation_id")).alias("talk")
    table = own.select(
        "customer_id",
        "interaction_id",
        "conversation_id",
        "channel",
        "speaker",
        "text",
        talk,
        _micros("occurred_at", BEGIN),
        _micros("recorded_at", BEGIN),
        _recency(pl.col("occurred_at")),
        _says_changed(pl.col("text")),
        _instructs("text"),
    ).with_columns(vector.alias("vector"), words.of_frame(own["text"]).alias("words"), words.of_frame(own["around"]).list.unique(maintain_order=True).alias("around"))
    return table, texts


def belief_table(beliefs: pl.DataFrame) -> pl.DataFrame:
    """Profile history, times as numbers."""
    return (
        beliefs.filter(pl.col("customer_id").is_not_null() & (pl.col("attribute") != summaries.WRITTEN))
        .sort("customer_id", "attribute", "valid_from", "known_from", "value")
        .select(
            "customer_id",
            "attribute",
            "value",
            _micros("valid_from", BEGIN),
            _micros("valid_to", OPEN),
            _micros("known_from", BEGIN),
            _micros("known_to", OPEN),
            pl.col("is_current").cast(pl.Boolean).fill_null(False).cast(pl.UInt8),
            pl.col("change_reason").fill_null(""),
            pl.col("observation_ids").fill_null("[]"),
            _instructs("attribute", "value"),
        )
    )


def commitment_table(commitments: pl.DataFrame) -> pl.DataFrame:
    """Promises, earliest due first."""
    texts = ["commitment_id", "promised_by", "statement", "quote", "status", "status_reason", "interaction_id", "conversation_id", "observation_id"]
    return (
        commitments.filter(pl.col("customer_id").is_not_null())
        .sort("customer_id", "due_at", "promised_at", "commitment_id", nulls_last=True)
        .select("customer_id", *(pl.col(name).cast(pl.String).fill_null("") for name in texts), _micros("promised_at", BEGIN), _micros("due_at", OPEN), _instructs("statement", "quote"))
    )


def summary_table(frames: SnapshotFrames) -> pl.DataFrame:
    """Conversation summaries, times as numbers."""
    told = pl.concat([summaries.summarise(frames.observations, frames.commitments), summaries.written(frames.observations)]).sort("customer_id", "occurred_at", "summary_id")
    return told.with_columns(_micros("occurred_at", BEGIN), _micros("ended_at", BEGIN), pl.col("channel").fill_null(""))


def identity_table(identities: pl.DataFrame) -> pl.DataFrame:
    """Memberships sorted by the identity's number."""
    kept = identities.filter(pl.col("customer_id").is_not_null())
    return (
        kept.select("identity", "identity_type", "value", "customer_id", _micros("known_from", BEGIN), _micros("known_to", OPEN))
        .with_columns(pl.Series("number", hashes(kept["identity"].to_list()), dtype=pl.UInt64))
        .sort("number", "identity", "known_from", "customer_id")
    )


def vocabulary_table(*documents: pl.Series) -> pl.DataFrame:
    """How many documents of all customers hold each word."""
    every = pl.concat([series.to_frame("word").select(pl.col("word").list.unique()) for series in documents])
    return every.explode("word").drop_nulls().group_by("word").len("documents").sort("word").with_columns(pl.col("documents").cast(pl.UInt32))


def lay_out(frames: SnapshotFrames, baseline: pl.DataFrame) -> Layout:
    """All tables of a snapshot.

    Args:
        frames: the marts.
        baseline: customer_id, baseline: tokens of the customer's full history.
    """
    turns = turn_table(frames.interactions)
    communications, message_texts = communication_table(turns)
    memories, memory_texts = memory_table(frames, turns, communications)
    tables = {
        "memories": memories,
        "beliefs": belief_table(frames.beliefs),
        "communications": communications,
        "commitments": commitment_table(frames.commitments),
        "summaries": summary_table(frames),
        "identities": identity_table(frames.identities),
    }
    ids = pl.concat([table["customer_id"] for table in tables.values()]).unique().sort()
    customers = pl.DataFrame({"customer_id": ids}).with_columns(pl.Series("number", hashes(ids.to_list()), dtype=pl.UInt64)).sort("number", "customer_id")
    customers = customers.join(baseline, on="customer_id", how="left", maintain_order="left").with_columns(pl.col("baseline").fill_null(0).cast(pl.Int64))
    place = customers.select("customer_id", pl.int_range(pl.len(), dtype=pl.UInt32).alias("customer"))
    for name in SLICED:
        rows = tables[name].join(place, on="customer_id", how="left", maintain_order="left").sort("customer", maintain_order=True)
        bounds = np.searchsorted(rows["customer"].to_numpy(), np.arange(len(place) + 1, dtype=np.uint32)).astype(np.uint32)
        customers = customers.with_columns(pl.Series(f"{name}_from", bounds[:-1]), pl.Series(f"{name}_to", bounds[1:]))
        tables[name] = rows.drop("customer_id")
    tables["customers"] = customers
    tables["vocabulary"] = vocabulary_table(memories["words"], communications["words"])
    latest = [tables["communications"]["occurred_at"].max(), tables["memories"]["last_seen_at"].max()]
    return Layout(tables, memory_texts, message_texts, max((int(at) for at in latest if isinstance(at, int)), default=0))


def baseline_of(interactions: pl.DataFrame, lengths: list[int]) -> pl.DataFrame:
    """Tokens of every customer's full history: customer_id, baseline."""
    counted = interactions.select("customer_id").with_columns(pl.Series("baseline", lengths, dtype=pl.Int64))
    return counted.drop_nulls("customer_id").group_by("customer_id").agg(pl.col("baseline").sum()).sort("customer_id")
