"""Canonical rows, checked: columns for the rows that fit, one rule for each that does not.

What belongs here: the checks of contract section 3. They run on columns; only a row that fails is looked at by itself, to say
which rule it broke. What does not: reading files, ids, masking.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

import polars as pl
import pyarrow as pa

from transforms.formats.rows import Failure, Interaction, Record, SourceSettings
from transforms.interactions import times
from warehouse.tables.words import CHANNELS, SPEAKERS

_EPOCH = datetime(1970, 1, 1)
_AHEAD = timedelta(days=1)
_WORDS = {"channel": CHANNELS, "speaker": SPEAKERS}
_TEXTS = ("conversation_id", "message_id", "channel", "speaker", "occurred_at", "text")

_ARROW = pa.large_list(pa.struct([("type", pa.large_string()), ("value", pa.large_string())]))


def check_interactions(rows: Sequence[Interaction], settings: SourceSettings, recorded_at: datetime) -> tuple[pl.DataFrame, list[Failure]]:
    """The rows that fit as columns (`occurred_at` parsed), and a failure for each other one."""
    frame = pl.DataFrame(
        [
            pl.Series("place", [row.place for row in rows], pl.Int64),
            *(_texts(name, [row.data.get(name) for row in rows]) for name in _TEXTS),
            _lists("identifiers", [_identifiers(row.data.get("identifiers")) for row in rows]),
            _lists("conversation_identifiers", [_identifiers(row.conversation_identifiers) for row in rows]),
            pl.Series("metadata", [_metadata(row.data.get("metadata")) for row in rows], pl.String),
        ]
    ).with_columns(occurred_at=times.parse(pl.col("occurred_at"), settings.timezone))
    fits = (
        pl.all_horizontal(pl.col("conversation_id", "message_id").str.contains(r"\S"))
        & pl.all_horizontal(pl.col(name).is_in(words) for name, words in _WORDS.items())
        & pl.col("occurred_at").is_between(_EPOCH, recorded_at + _AHEAD)
        & pl.col("identifiers").is_not_null()
        & (pl.col("metadata") != "!")
        & ~pl.any_horizontal(pl.col("conversation_id", "message_id", "text").str.contains("\x00", literal=True))
    ).fill_null(value=False)
    good, failures = _parted(frame, fits, rows, settings, recorded_at)
    return good.with_columns(pl.col("metadata").replace("", None)), failures


def check_records(rows: Sequence[Record], settings: SourceSettings, recorded_at: datetime) -> tuple[pl.DataFrame, list[Failure]]:
    """The records that fit as columns (`updated_at` parsed, `attributes` as JSON text), and a failure for each other one."""
    frame = pl.DataFrame(
        [
            pl.Series("place", [row.place for row in rows], pl.Int64),
            *(_texts(name, [row.data.get(name) for row in rows]) for name in ("record_id", "updated_at")),
            _lists("identifiers", [_identifiers(row.data.get("identifiers")) for row in rows]),
            pl.Series("attributes", [_attributes(row.data.get("attributes")) for row in rows], pl.String),
        ]
    ).with_columns(updated_at=times.parse(pl.col("updated_at"), settings.timezone))
    fits = (
        pl.col("record_id").str.contains(r"\S")
        & pl.col("updated_at").is_between(_EPOCH, recorded_at + _AHEAD)
        & pl.col("identifiers").is_not_null()
        & pl.col("attributes").is_not_null()
        & ~pl.any_horizontal(pl.col("record_id").str.contains("\x00", literal=True), pl.col("attributes").str.contains("\\u0000", literal=True))
    ).fill_null(value=False)
    return _parted(frame, fits, rows, settings, recorded_at)


def _parted(frame: pl.DataFrame, fits: pl.Expr, rows: Sequence[Interaction | Record], settings: SourceSettings, recorded_at: datetime) -> tuple[pl.DataFrame, list[Failure]]:
    """The rows that fit, and a failure for each other one."""
    good = frame.select(fits).to_series()
    failures = [Failure(rows[at].place, _why_not(rows[at].data, frame.row(at, named=True), settings, recorded_at), rows[at].raw or _dump(rows[at].data)) for at in (~good).arg_true()]
    return frame.filter(good), failures


def _lists(name: str, values: list[list[dict[str, str]] | None]) -> pl.Series:
    """A column of identifiers. By way of Arrow, which takes nested Python values at ten times the speed."""
    return pl.Series(name, pa.array(values, type=_ARROW))


def _texts(name: str, values: list[Any]) -> pl.Series:
    """A text column; null for whatever is no text or cannot be stored as such."""
    try:
        return pl.Series(name, values, pl.String, strict=True)
    except (TypeError, ValueError, pl.exceptions.PolarsError):
        return pl.Series(name, [value if isinstance(value, str) and _is_storable(value) else None for value in values], pl.String)


def _is_storable(text: str) -> bool:
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _identifiers(value: Any) -> list[dict[str, str]] | None:
    """Identifiers as given, empty ones left out; None for what is no list of `{type, value}`."""
    if not value:
        return [] if value is None or value == [] or value == () else None
    if not isinstance(value, list | tuple):
        return None
    out = []
    for one in value:
        if not isinstance(one, dict) or not isinstance(one.get("type"), str) or not isinstance(one.get("value"), str | int | None):
            return None
        given = one.get("value")
        if given is None or not str(given).strip():
            continue
        if not (_is_storable(one["type"]) and _is_storable(str(given))):
            return None
        out.append({"type": one["type"], "value": str(given)})
    return out


def _metadata(value: Any) -> str:
    """JSON object of strings; empty for none, `!` for what is no object."""
    if value is None or value == {}:
        return ""
    if not isinstance(value, dict):
        return "!"
    pairs = {str(key): inner if isinstance(inner, str) else _dump(inner) for key, inner in value.items() if inner is not None}
    text = _dump(pairs)
    return text if _is_storable(text) else "!"


def _attributes(value: Any) -> str | None:
    """JSON object with nested objects flattened by dots; None for what is no object."""
    if not isinstance(value, dict):
        return None
    text = _dump(flattened(value))
    return text if _is_storable(text) else None


def flattened(value: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    """Nested objects as dotted names: `{"address": {"city": …}}` is `{"address.city": …}`."""
    out: dict[str, Any] = {}
    for key, inner in value.items():
        if isinstance(inner, dict):
            out |= flattened(inner, f"{prefix}{key}.")
        else:
            out[f"{prefix}{key}"] = inner
    return out


def _dump(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, default=str)


def _why_not(data: dict[str, Any], read: dict[str, Any], settings: SourceSettings, recorded_at: datetime) -> str:
    """The first rule that a row broke. Names fields, never their values."""
    for name in (name for name in ("record_id", "conversation_id", "message_id", "channel", "speaker", "text") if name in read):
        value = data.get(name)
        if value is None:
            return f"{name} is missing"
        if not isinstance(value, str):
            return f"{name} is not text"
        if "\x00" in value:
            return f"{name} holds a NUL character"
        if read[name] is None:
            return f"{name} holds half of a surrogate pair, which is no character"
        if name in _WORDS and value not in _WORDS[name]:
            return f"{name} is not one of {', '.join(_WORDS[name])}"
        if name != "text" and not value.strip():
            return f"{name} is empty"
    if read.get("identifiers") is None:
        return "identifiers is not a list of {type, value}"
    if "metadata" in read and read["metadata"] == "!":
        return "metadata is not an object of strings"
    if "attributes" in read and read["attributes"] is None:
        return "attributes is not an object"
    return _why_not_when("occurred_at" if "occurred_at" in read else "updated_at", data, read, settings, recorded_at)


def _why_not_when(name: str, data: dict[str, Any], read: dict[str, Any], settings: SourceSettings, recorded_at: datetime) -> str:
    value, when = data.get(name), read[name]
    if value is None:
        return f"{name} is missing"
    if when is None and isinstance(value, str) and times.is_local(value):
        return f"{name} has no offset, and the source sets no timezone" if settings.timezone is None else f"{name} is a time that the source's timezone skips"
    if when is None:
        return f"{name} is not a time of RFC 3339"
    if when < _EPOCH:
        return f"{name} is before 1970"
    if when > recorded_at + _AHEAD:
        return f"{name} is more than a day after the export landed"
    return "the row holds a NUL character"
