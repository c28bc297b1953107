"""Numbers that must never be kept: payment cards, government ids, passwords, PINs, one-time codes.

What belongs here: finding them in many texts, and masking them one for one. What does not: single rules (rules), digits as they are
spoken (digits), check digits (checks), who is told about them.

A gate of a few regexes over the column leaves the texts that could hold one; only those are looked at one by one, each distinct
(text, previous turn) once.
"""

from __future__ import annotations

import polars as pl

from transforms.sensitive import cues, passwords, rules
from transforms.sensitive.digits import WORD

ASKS = cues.ASKS
"""Words by which a question for something sensitive may be known."""
MASK = "•"
SPANS = {"row": pl.UInt32, "start": pl.Int64, "end": pl.Int64, "attribute": pl.String}

_DIGITS = r"\d(?:\D{0,5}\d){2}"
_SPELLED = rf"(?i)\b{WORD}\b"
_CUES = r"(?i)pass ?(?:word|code|phrase)|passwd|\bpwd?\b|(?:secret|memorable|security) (?:word|answer)|passport|licen[cs]e|[A-Z]{6}\d"
_SHORT = 80


def find(texts: pl.Series, previous: pl.Series | None) -> pl.DataFrame:
    """Where sensitive numbers stand.

    Args:
        texts: Any texts, null included.
        previous: What the other side had said before each text, null where nothing; None for no context at all.

    Returns:
        `row` (index into `texts`), `start`, `end` (code points, half open), `attribute`; in order, without overlaps.
    """
    frame = pl.DataFrame({"text": texts, "asked": previous if previous is not None else pl.Series([None] * len(texts), dtype=pl.String)}).with_row_index("row")
    is_asked = pl.col("asked").str.contains(passwords.ASKS) & (pl.col("text").str.len_chars() <= _SHORT)
    text = pl.col("text")
    gate = text.str.contains(_DIGITS) | text.str.contains(_CUES) | is_asked.fill_null(value=False) | (text.str.count_matches(_SPELLED) >= 3)
    left = frame.filter(gate.fill_null(value=False)).with_columns(asked=pl.when(pl.col("asked").str.contains(cues.ASKS)).then("asked"))
    distinct = left.select("text", "asked").unique(maintain_order=True)
    found = [(said, asked, span.start, span.end, span.attribute) for said, asked in distinct.iter_rows() for span in rules.spans(said, asked)]
    schema = {"text": pl.String, "asked": pl.String, "start": pl.Int64, "end": pl.Int64, "attribute": pl.String}
    spans = pl.DataFrame(found, schema=schema, orient="row")
    where = left.join(spans, on=["text", "asked"], nulls_equal=True)
    return where.select(pl.col(name).cast(dtype) for name, dtype in SPANS.items()).sort("row", "start")


def mask(texts: pl.Series, spans: pl.DataFrame) -> pl.Series:
    """The texts with every code point of every span replaced by `•`; lengths stay."""
    if spans.is_empty():
        return texts
    rows = spans.group_by("row", maintain_order=True).agg("start", "end")
    masked = {row: _masked(texts[row], starts, ends) for row, starts, ends in rows.iter_rows()}
    changed = pl.Series(list(masked), dtype=pl.UInt32)
    return texts.clone().scatter(changed, list(masked.values()))


def _masked(text: str, starts: list[int], ends: list[int]) -> str:
    parts, done = [], 0
    for start, end in zip(starts, ends, strict=True):
        parts += [text[done:start], MASK * (end - start)]
        done = end
    return "".join([*parts, text[done:]])
