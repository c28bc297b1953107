"""Times as exports spell them, in UTC.

What belongs here: RFC 3339 and what a source's time zone makes of a time without an offset. What does not: vendors' own spellings.
"""

from __future__ import annotations

import polars as pl

_SHAPE = r"^\d{4}-\d{2}-\d{2}[Tt ]\d{2}:\d{2}(?::\d{2}(?:\.\d+)?)?"
_OFFSET = r"(?:[Zz]|[+-]\d{2}:?\d{2})$"


def parse(text: pl.Expr, timezone: str | None) -> pl.Expr:
    """A naive UTC `Datetime("us")` for RFC 3339 text; null for what is none, or has no offset where `timezone` is None."""
    whole = text.str.strip_chars()
    has_offset = whole.str.contains(_SHAPE + _OFFSET)
    is_local = whole.str.contains(_SHAPE + "$")
    clock = whole.str.extract("(" + _SHAPE + ")", 1).str.replace("[Tt ]", " ")
    clock = pl.when(clock.str.len_chars() == 16).then(clock + ":00").otherwise(clock).str.slice(0, 26)
    offset = whole.str.extract("(" + _OFFSET + ")", 1).str.replace("[Zz]", "+0000").str.replace(":", "", literal=True)
    aware = pl.when(has_offset).then(clock + offset).str.to_datetime("%Y-%m-%d %H:%M:%S%.f%z", strict=False, time_unit="us", time_zone="UTC")
    aware = aware.dt.replace_time_zone(None)
    if timezone is None:
        return aware
    naive = pl.when(is_local).then(clock).str.to_datetime("%Y-%m-%d %H:%M:%S%.f", strict=False, time_unit="us")
    local = naive.dt.replace_time_zone(timezone, ambiguous="earliest", non_existent="null").dt.convert_time_zone("UTC").dt.replace_time_zone(None)
    return pl.coalesce(aware, local)


def is_local(text: str) -> bool:
    """Is this a time without an offset?"""
    return bool(pl.select(pl.lit(text.strip()).str.contains(_SHAPE + "$")).item())
