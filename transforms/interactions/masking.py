"""Takes sensitive numbers out of rows. What belongs here: which texts are looked at, and with which turn before. What does not: what a sensitive number is."""

from __future__ import annotations

import json
from typing import Any

import polars as pl

from transforms import sensitive


def mask_interactions(rows: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Rows with `text` and `metadata` masked, and where in the texts something was: `interaction_id, row_hash, start, end, attribute`."""
    turns = (
        rows.select("conversation_id", "occurred_at", "place", "speaker", "text")
        .with_row_index("row")
        .sort("conversation_id", "occurred_at", "place")
        .with_columns(asked=pl.when(pl.col("speaker") != "customer").then("text").forward_fill().over("conversation_id"))
        .sort("row")
    )
    asked = turns.select(pl.when(pl.col("speaker") == "customer").then("asked")).to_series()
    spans = sensitive.find(rows.get_column("text"), asked)
    masked = rows.with_columns(sensitive.mask(rows.get_column("text"), spans).alias("text"), mask_texts(rows.get_column("metadata")).alias("metadata"))
    ids = rows.select("interaction_id", "row_hash").with_row_index("row")
    where = spans.join(ids, on="row", how="left").select("interaction_id", "row_hash", "start", "end", "attribute")
    return masked, where.unique(maintain_order=True)


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
    return rows.with_row_index("row").with_columns(
        pl.col("row").replace_strict(texts, default=pl.col("attributes"), return_dtype=pl.String).alias("attributes")
    )


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
