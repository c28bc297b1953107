"""What an outside system should hold, against what it was last known to hold. What belongs here: desired rows, and the difference. What does not: sending it.

A row's payload is one JSON text with its fields sorted by name, an empty field as an explicit null: two rows are the same if their payloads are, and what
is compared is what is sent.
"""

from __future__ import annotations

from collections.abc import Mapping as Names
from dataclasses import dataclass, field
from typing import NamedTuple

import polars as pl

MOST_ATTEMPTS = 3
"""How often a row is sent that the target rejects every time; then it waits until it changes."""
CHANGES = {"operation": pl.String, "key": pl.String, "customer_id": pl.String, "payload": pl.String, "attempts": pl.Int64}
_YES, _NO = ("yes", "true"), ("no", "false")


@dataclass(frozen=True)
class Mapping:
    """Which rows and columns of a mart become which rows and fields of an object.

    Attributes:
        key: field of the object to column of the mart; together they name a row.
        fields: field of the object to column of the mart.
        where: column to the text that it must be.
        consent: column of dim_profiles that must say yes, or None.
    """

    key: Names[str, str]
    fields: Names[str, str]
    where: Names[str, str] = field(default_factory=dict)
    consent: str | None = None

    @property
    def columns(self) -> list[str]:
        """The mart's columns that are read, in order, each once."""
        return list(dict.fromkeys(["customer_id", *self.key.values(), *self.fields.values(), *self.where]))


class Desired(NamedTuple):
    """Rows that a target should hold, and how many it should not and why.

    Attributes:
        rows: key, customer_id, payload; one row a key.
        ambiguous: keys that several rows have. Nothing of theirs is touched.
        without_key: rows whose key is empty.
        without_consent: rows of customers who did not say yes.
    """

    rows: pl.DataFrame
    ambiguous: list[str]
    without_key: int
    without_consent: int


class Difference(NamedTuple):
    """What must go, and what waits.

    Attributes:
        changes: rows of CHANGES, removals first, then by key. `operation` is insert, update or remove.
        unchanged: rows that the target holds as they should be.
        given_up: keys whose row was rejected MOST_ATTEMPTS times and has not changed since.
        relabelled: key and customer_id of rows that are right but belong to another customer now.
    """

    changes: pl.DataFrame
    unchanged: int
    given_up: list[str]
    relabelled: pl.DataFrame


def column_of(name: str) -> str:
    """The mart's column of an attribute: dots are two underscores there."""
    return name.replace(".", "__")


def desired(rows: pl.DataFrame, mapping: Mapping) -> Desired:
    """The rows that a target should hold.

    Args:
        rows: the mart's rows with `mapping.columns`, and a column `consent` where the mapping asks for one.
        mapping: what becomes what.
    """
    for column, value in mapping.where.items():
        rows = rows.filter(_says(rows, column, value))
    wanted = len(rows)
    if mapping.consent:
        rows = rows.filter(pl.col("consent").cast(pl.String).str.to_lowercase().is_in(_YES))
    allowed = len(rows)
    rows = rows.filter(*(pl.col(c).is_not_null() & (pl.col(c).cast(pl.String) != "") for c in mapping.key.values()))
    named = {**mapping.fields, **mapping.key}
    made = rows.select(
        key=_key(rows, mapping), customer_id="customer_id",
        payload=pl.struct([_plain(rows, named[f]).alias(f) for f in sorted(named)]).struct.json_encode(),
    )  # fmt: skip
    several = made.filter(pl.col("key").is_duplicated())["key"].unique().sort().to_list()
    return Desired(made.filter(pl.col("key").is_unique()), several, allowed - len(rows), wanted - allowed)


def _key(rows: pl.DataFrame, mapping: Mapping) -> pl.Expr:
    columns = list(mapping.key.values())
    if len(columns) == 1:
        return _plain(rows, columns[0]).cast(pl.String)
    return pl.struct([_plain(rows, mapping.key[f]).alias(f) for f in sorted(mapping.key)]).struct.json_encode()


def _plain(rows: pl.DataFrame, column: str) -> pl.Expr:
    """A column as JSON knows it: times in RFC 3339, UTC."""
    if isinstance(rows.schema[column], pl.Datetime):
        return pl.col(column).dt.strftime("%Y-%m-%dT%H:%M:%S%.6fZ")
    return pl.col(column)


def _says(rows: pl.DataFrame, column: str, value: str) -> pl.Expr:
    if rows.schema[column] == pl.Boolean:
        return pl.col(column) == (value.lower() in _YES) if value.lower() in _YES + _NO else pl.lit(False)
    return _plain(rows, column).cast(pl.String) == value


def difference(wanted: Desired, held: pl.DataFrame, *, most_attempts: int = MOST_ATTEMPTS) -> Difference:
    """What must go so that the target holds what it should.

    A row of the ledger whose end isn't known (pending, sent) is sent again: every write is by key, so sending it twice is the same as once.

    Args:
        wanted: what it should hold.
        held: the ledger's rows of this target and object: key, customer_id, operation, payload, status, attempts.
        most_attempts: how often a rejected row is tried.
    """
    touchable = ~pl.col("key").is_in(wanted.ambiguous)
    ledger = held.filter(touchable).select("key", *(pl.col(c).alias(f"held_{c}") for c in ("customer_id", "operation", "payload", "status", "attempts")))
    both = wanted.rows.join(ledger, on="key", how="full", coalesce=True)
    is_wanted, is_there = pl.col("payload").is_not_null(), pl.col("held_status").is_not_null() & (pl.col("held_status") != "removed")
    is_upsert, is_tried_out = pl.col("held_operation") == "upsert", (pl.col("held_status") == "rejected") & (pl.col("held_attempts") >= most_attempts)
    is_same = is_there & is_upsert & pl.col("payload").eq_missing(pl.col("held_payload"))
    waits = (is_wanted & is_same & is_tried_out) | (~is_wanted & is_there & ~is_upsert & is_tried_out)
    is_settled = is_wanted & is_same & (pl.col("held_status") == "accepted")
    repeats = (is_wanted & is_same) | (~is_wanted & is_there & ~is_upsert)
    operation = (
        pl.when(waits | is_settled).then(None)
        .when(is_wanted & ~(is_there & is_upsert)).then(pl.lit("insert"))
        .when(is_wanted).then(pl.lit("update"))
        .when(is_there).then(pl.lit("remove"))
    )  # fmt: skip
    told = both.with_columns(operation=operation, waits=waits, settled=is_settled, attempts=pl.when(repeats).then(pl.col("held_attempts")).otherwise(0))
    changes = (
        told.filter(pl.col("operation").is_not_null())
        .with_columns(customer_id=pl.coalesce("customer_id", "held_customer_id"))
        .sort(pl.col("operation") != "remove", "key").select(pl.col(c).cast(t) for c, t in CHANGES.items())
    )  # fmt: skip
    moved = told.filter(pl.col("settled") & ~pl.col("customer_id").eq_missing(pl.col("held_customer_id"))).select("key", "customer_id")
    return Difference(changes, int(told["settled"].sum()), told.filter("waits")["key"].sort().to_list(), moved)


def too_many_removals(changes: pl.DataFrame, held: pl.DataFrame, largest_share: float) -> bool:
    """Would more rows be removed than a share of those held? One alone is never too many, unless none is allowed."""
    removals = int((changes["operation"] == "remove").sum())
    there = int((held["status"] != "removed").sum())
    return removals > (max(1.0, largest_share * there) if largest_share else 0)
