"""Identifiers that come back from a system that was sent them. What belongs here: telling them from what that system knows itself. What does not: other values (transforms.echoes).

A delivery may tell a system an e-mail address that is no more than a belief, drawn from what was said. If it came back as an identifier, a record would vouch for
what only we said, and could make one customer of two. So what a row was ever sent, and holds, tells nothing of who that row is: its own id, and the customer
id or other key that it carries, do.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

import polars as pl

from transforms.echoes import digests_of
from warehouse.home import Key

_CARRIER = ["source", "carrier", "carrier_id", "recorded_at"]
_ID = "[0-9a-f]{32}"


def carried(mentions: pl.DataFrame, records: pl.DataFrame, keys: Mapping[str, set[str]], key: Key) -> pl.DataFrame:
    """What messages and records carry that may name a row of a target: identifiers, customer ids, their own ids, and the fields that targets are keyed by.

    Args:
        mentions: rows of `warehouse.tables.landing.IdentityMentions`.
        records: rows of `Records` that landed with them.
        keys: source to names of the fields that are keys.
        key: made the hashes of rows.

    Returns:
        source, carrier, carrier_id, recorded_at, value, and `row`, the value's hash.
    """
    of_records = records.select("source", pl.lit("record").alias("carrier"), pl.col("record_id").alias("carrier_id"), "recorded_at", "attributes")
    given = mentions.select(*_CARRIER, value=pl.concat_list("value", "raw_value")).explode("value")
    ids = of_records.select(*_CARRIER, value=pl.col("attributes").str.extract_all(f'"{_ID}"')).explode("value").with_columns(pl.col("value").str.strip_chars('"'))
    own = of_records.select(*_CARRIER, value="carrier_id")
    named = pl.DataFrame(_keyed(of_records, keys), schema=given.schema, orient="row")
    found = pl.concat([given, ids, own, named]).drop_nulls("value").unique()
    values = found.select("value").unique()
    return found.join(values.with_columns(row=key.digests(values, "value")), on="value")


def _keyed(records: pl.DataFrame, keys: Mapping[str, set[str]]) -> Iterator[tuple[object, ...]]:
    for *place, attributes in records.filter(pl.col("source").is_in(list(keys))).select(*_CARRIER, "attributes").iter_rows():
        held = json.loads(attributes)
        yield from ((*place, str(held[name])) for name in keys[str(place[0])] & held.keys() if isinstance(held[name], str | int))


def echoed(mentions: pl.DataFrame, carried: pl.DataFrame, sent: pl.DataFrame, key: Key) -> pl.DataFrame:
    """The mentions that hold what their own row was sent before.

    What names the row stays. Of a record that nothing else would name, one identifier stays: it must be somebody's.

    Args:
        mentions: rows of `warehouse.tables.landing.IdentityMentions`.
        carried: what `carried` returns for them.
        sent: rows of `warehouse.tables.ledgers.Delivered`, with the `source` that gives them back.
        key: made the hashes.

    Returns:
        Rows of `mentions`.
    """
    named = pl.concat([
        carried.join(sent.select("source", "row", "known_at", "digests"), on=["source", "row"]),
        carried.join(sent.select("source", "customer_id", "known_at", "digests"), left_on=["source", "value"], right_on=["source", "customer_id"]),
    ]).filter(pl.col("known_at") < pl.col("recorded_at"))  # fmt: skip
    told = named.select(*_CARRIER, digest=pl.col("digests").str.extract_all('"[0-9a-f]{16}"')).explode("digest").unique()
    rows = mentions.with_row_index("mention")
    said = rows.select("mention", *_CARRIER, value=pl.concat_list("value", "raw_value")).explode("value")
    values = said.select("value").unique()
    digests = pl.Series([[f'"{digest}"' for digest in digests_of(key, value)] for value in values["value"]], dtype=pl.List(pl.String))
    hits = said.join(values.with_columns(digest=digests).explode("digest"), on="value").join(told, on=[*_CARRIER, "digest"])
    names = said.join(named.select(*_CARRIER, "value").unique(), on=[*_CARRIER, "value"])
    found = rows.join(hits, on="mention", how="semi").join(names, on="mention", how="anti")
    return found.join(_last(rows, found, named), on="mention", how="anti").drop("mention")


def _last(rows: pl.DataFrame, found: pl.DataFrame, named: pl.DataFrame) -> pl.DataFrame:
    """The one that stays of a record that would have no identifier left, and carries no customer id."""
    left = rows.filter("is_valid").join(found, on="mention", how="anti")
    ours = named.filter(pl.col("value").str.contains(f"^{_ID}$"))
    bare = found.filter((pl.col("carrier") == "record") & pl.col("is_valid")).join(left, on=_CARRIER, how="anti").join(ours, on=_CARRIER, how="anti")
    return bare.sort("identity").unique(_CARRIER, keep="first")
