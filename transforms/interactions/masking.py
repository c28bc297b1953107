"""Takes sensitive numbers out of rows. What belongs here: which texts are looked at, and with which turn before. What does not: what a sensitive number is."""

from __future__ import annotations

import json
import re
from typing import Any

import polars as pl

from transforms import sensitive

_SIGH = 25
"""A turn of the other side with fewer code points is no new question, unless it names what it asks for."""


def mask_interactions(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with `text` and `metadata` masked, and where in the texts something was: `interaction_id, row_hash, start, end, attribute`."""
    texts = rows.get_column("text")
    spans = sensitive.find(texts, _asked(rows))
    spans = pl.concat([spans, _said_again(rows, spans)]).unique(["row", "start", "end"], keep="first").sort("row", "start")
    masked = rows.with_columns(sensitive.mask(texts, spans).alias("text"), mask_texts(rows.get_column("metadata")).alias("metadata"))
    ids = rows.select("interaction_id", "row_hash").with_row_index("row")
    where = spans.join(ids, on="row", how="left", maintain_order="left").select("interaction_id", "row_hash", "start", "end", "attribute")
    return masked, where.unique(maintain_order=True)


def _asked(rows: pl.DataFrame) -> pl.Series:
    """What the other side had last asked before each of the customer's messages; a mere `okay, go on` doesn't take its place."""
    text = pl.col("text")
    asks = (pl.col("speaker") != "customer") & ((text.str.len_chars() >= _SIGH) | text.str.contains("?", literal=True) | text.str.contains(sensitive.ASKS))
    turns = (
        rows.select("conversation_id", "occurred_at", "place", "speaker", "text")
        .with_row_index("row")
        .sort("conversation_id", "occurred_at", "place")
        .with_columns(asked=pl.when(asks).then("text").forward_fill().over("conversation_id"))
        .sort("row")
    )
    return turns.select(pl.when(pl.col("speaker") == "customer").then("asked")).to_series()


def _said_again(rows: pl.DataFrame, spans: pl.DataFrame) -> pl.DataFrame:
    """Where a conversation repeats a number that it has given: `So that's 4821?`"""
    numbered = rows.select("conversation_id", "text").with_row_index("row")
    given = spans.join(numbered, on="row").with_columns(number=pl.col("text").str.slice(pl.col("start"), pl.col("end") - pl.col("start")))
    given = given.filter(pl.col("number").str.len_chars() >= 4).select("conversation_id", "number", "attribute").unique(maintain_order=True)
    places = numbered.join(given, on="conversation_id").filter(pl.col("text").str.contains(pl.col("number"), literal=True))
    taken: dict[int, list[tuple[int, int]]] = {}
    for row, start, end in spans.select("row", "start", "end").iter_rows():
        taken.setdefault(row, []).append((start, end))
    found = []
    for row, text, number, attribute in places.select("row", "text", "number", "attribute").iter_rows():
        for match in re.finditer(rf"(?<!\w){re.escape(number)}(?!\w)", text):
            if all(match.end() <= start or match.start() >= end for start, end in taken.get(row, [])):
                taken.setdefault(row, []).append(match.span())
                found.append((row, *match.span(), attribute))
    return pl.DataFrame(found, schema=sensitive.SPANS, orient="row")


def mask_texts(texts: pl.Series) -> pl.Series:
    """Texts that stand alone, masked."""
    return sensitive.mask(texts, sensitive.find(texts, None))


def mask_attributes(rows: pl.DataFrame) -> pl.DataFrame:
    """Records with the values of `attributes` masked; a number that is sensitive becomes text."""
    found = sensitive.find(rows.get_column("attributes"), None).get_column("row").unique().to_list()
    if not found:
        return rows
    attributes = rows.get_column("attributes")
    texts = {row: json.dumps(_masked(json.loads(attributes[row]), ""), ensure_ascii=False) for row in found}
    return rows.with_row_index("row").with_columns(pl.col("row").replace_strict(texts, default=pl.col("attributes"), return_dtype=pl.String).alias("attributes"))


def _masked(value: Any, name: str) -> Any:
    """A value with what is sensitive in it masked; a field's name counts as the words before it."""
    if isinstance(value, dict):
        return {key: _masked(inner, key) for key, inner in value.items()}
    if isinstance(value, list):
        return [_masked(inner, name) for inner in value]
    if isinstance(value, bool) or not isinstance(value, str | int):
        return value
    lead = name.replace("_", " ").replace(".", " ") + ": "
    text = lead + str(value)
    series = pl.Series([text])
    masked = sensitive.mask(series, sensitive.find(series, None))[0][len(lead) :]
    return value if masked == str(value) else masked
