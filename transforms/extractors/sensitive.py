"""Claims that a sensitive number was given. What belongs here: spans that landing masked. What does not: finding them, or what they were."""

from __future__ import annotations

import polars as pl

from transforms.extractors import CLAIMS
from transforms.registry import SENSITIVE, Attribute, Registry
from transforms.statements import statement


class SensitiveExtractor:
    """A masked span is a claim that a number of its kind was given; value and quote are the mask."""

    name = "sensitive"
    version = "1"
    digest = "none"

    def __init__(self, spans: pl.DataFrame, registry: Registry) -> None:
        known = {name: registry.get(name, Attribute(name)) for name in SENSITIVE}
        said = [{"attribute": n, "speaker": s, "statement": statement(a, None, speaker=s)} for n, a in known.items() for s in ("customer", "agent", "bot", "system")]
        self._spans, self._said = spans, pl.DataFrame(said)

    def extract(self, turns: pl.DataFrame) -> pl.DataFrame:
        """Claims (`CLAIMS`) of turns (`TURNS`)."""
        found = turns.join(self._spans.rename({"start": "quote_start", "end": "quote_end"}), on=["interaction_id", "row_hash"]).join(self._said, on=["attribute", "speaker"])
        quote = pl.col("text").str.slice(pl.col("quote_start"), pl.col("quote_end") - pl.col("quote_start"))
        authority = pl.when(pl.col("speaker") == "customer").then(pl.lit("customer")).otherwise(pl.lit("agent"))
        found = found.with_columns(kind=pl.lit("attribute"), quote=quote, value=quote, operation=pl.lit("assert"), authority=authority, confidence=pl.lit(1.0))
        return found.with_columns(pl.lit(None, CLAIMS[c]).alias(c) for c in ("topic", "valid_from", "valid_to", "due_at")).select(CLAIMS.names()).cast(CLAIMS)
