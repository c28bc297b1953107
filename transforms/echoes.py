"""Echoes: what comes back of what an outside system was sent. What belongs here: telling them from edits. What does not: which source gives back what which target was sent.

A system that was sent a value holds it until somebody there changes it. So a record's field that says what was last sent is an echo, until a version of the
record says something else: from then on it speaks for itself, to the next time that the field is sent. Only what was known when the record landed decides, so
that a verdict never changes, however often it is worked out.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import polars as pl

from warehouse.home import Key

ECHO = {"observation_id": pl.String, "target": pl.String}
NOTHING = "null"
"""What an empty field is compared as; a claim that takes a value back quotes it so."""
_CELL = ["target", "object", "row", "field"]
_VERSION = ["source", "record_id", "attribute", "recorded_at", "observed_at"]
_WHOLE = re.compile(r"(-?\d+)\.0+")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?)?\s?(Z|UTC|[+-]\d\d:?\d\d)?")
_FLAGS = {"true": "yes", "false": "no"}


def forms(value: Any) -> Iterator[str]:
    """The texts that a value is compared by: its own, and each one's of a list."""
    held = _list(value)
    yield _form(value)
    if held is not None:
        yield from (_form(one) for one in held)


def digests_of(key: Key, value: Any) -> list[str]:
    """What stands for a value where what was sent is remembered: half a digest for each of its forms."""
    return [key.digest("delivered", form)[:16] for form in dict.fromkeys(forms(value))]


def _list(value: Any) -> list[Any] | None:
    if isinstance(value, str) and value.startswith("["):
        try:
            value = json.loads(value)
        except ValueError:
            return None
    return value if isinstance(value, list) else None


def _form(value: Any) -> str:
    """One spelling of what systems spell in several: white space, `3.0`, `true`, times of other zones and precisions."""
    if value is None or value == "":
        return NOTHING
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, sort_keys=True)
    text = " ".join(unicodedata.normalize("NFC", text).split())
    if whole := _WHOLE.fullmatch(text):
        return whole[1]
    return _moment(text) if _MOMENT.fullmatch(text) else _FLAGS.get(text.lower(), text)


def _moment(text: str) -> str:
    try:
        moment = datetime.fromisoformat(text.replace("UTC", "Z").replace(" Z", "Z"))
    except ValueError:
        return text
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC).isoformat(timespec="seconds")


def recognised(claims: pl.DataFrame, delivered: pl.DataFrame, memberships: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """The claims that are echoes.

    Args:
        claims: of records: observation_id, source, record_id, attribute, identity, observed_at, recorded_at, and `digests`, a list.
        delivered: what was sent, a row a field: target, object, row, customer_id, field, known_at, sent_at, and `digests`, a list.
        memberships: rows of `warehouse.tables.identities.Memberships`.
        names: target, object, field, and the source and attribute that the field comes back as.

    Returns:
        Rows of ECHO, one a claim.
    """
    told = _told(_versions(claims), _events(delivered, names), memberships)
    spoken = told.join(claims.select("observation_id", *_VERSION, said="digests"), on=_VERSION)
    is_same = pl.col("said").list.set_intersection("sent").list.len() > 0
    found = spoken.filter(is_same & ((pl.col("is_in_force") & ~pl.col("is_edited")) | pl.col("is_stale")))
    return found.group_by("observation_id").agg(pl.col("target").min()).sort("observation_id").select(pl.col(c).cast(t) for c, t in ECHO.items())


def _versions(claims: pl.DataFrame) -> pl.DataFrame:
    """All that a version of a record says of an attribute."""
    return claims.group_by([*_VERSION, "identity"]).agg(held=pl.col("digests").list.explode().unique())


def _events(delivered: pl.DataFrame, names: pl.DataFrame) -> pl.DataFrame:
    """Sendings of a field, each with when the next one was, and as what the field comes back."""
    order = delivered.sort("known_at", "sent_at").with_columns(next_at=pl.col("known_at").shift(-1).over(_CELL)).rename({"digests": "sent"})
    return order.join(names, on=["target", "object", "field"])


def _told(versions: pl.DataFrame, events: pl.DataFrame, memberships: pl.DataFrame) -> pl.DataFrame:
    """Versions with the sendings that were known when they landed: is it the last one, is the version an old state of an earlier one, has it been edited since?"""
    before = pl.col("known_at") < pl.col("recorded_at")
    theirs = versions.join(_lineage(versions, memberships), on=["identity", "recorded_at"]).join(events, on=["source", "attribute", "customer_id"])
    rows = theirs.filter(before & (pl.col("since") <= pl.col("known_at")) & (pl.col("known_at") < pl.col("until"))).select(*_VERSION, "held", *_CELL)
    # A row is followed to its end, which is sent when its customer is no more.
    pairs = rows.unique([*_VERSION, *_CELL]).join(events, on=[*_CELL, "source", "attribute"]).filter(before)
    holds = pl.col("held").list.set_intersection("sent").list.len() > 0
    in_force = pl.col("next_at").is_null() | (pl.col("next_at") >= pl.col("recorded_at"))
    told = pairs.unique([*_VERSION, *_CELL, "known_at", "sent_at"]).with_columns(is_in_force=in_force, is_stale=holds & ~in_force & (pl.col("observed_at") < pl.col("next_at")))
    told = told.with_columns(is_edit=pl.col("is_in_force") & ~holds & ~pl.col("is_stale").any().over([*_VERSION, *_CELL]))
    so_far = pl.col("is_edit").cast(pl.Int8).cum_max().over(["source", "record_id", "attribute", *_CELL, "known_at", "sent_at"])
    return told.sort("recorded_at", "observed_at").with_columns(is_edited=so_far == 1)


def _lineage(versions: pl.DataFrame, memberships: pl.DataFrame) -> pl.DataFrame:
    """For each identity at a moment: the customers that the identities of its customer belonged to up to then, and from when to when."""
    held = memberships.select("identity", "customer_id", since="known_from", until=pl.col("known_to").fill_null(datetime.max))
    is_then = (pl.col("since") <= pl.col("recorded_at")) & (pl.col("recorded_at") < pl.col("until"))
    mine = versions.select("identity", "recorded_at").unique().join(held, on="identity").filter(is_then).select("identity", "recorded_at", "customer_id")
    ours = mine.join(held.rename({"identity": "other"}), on="customer_id").filter(is_then).select("identity", "recorded_at", "other")
    return ours.join(held.rename({"identity": "other"}), on="other").select("identity", "recorded_at", "customer_id", "since", "until").unique()
