"""Records that carry a customer id of ours: a system that was sent it gives it back. What belongs here: whose they are. What does not: what else they say.

Without this, a record that was made by a delivery and gives nothing else to know a person by would be a customer of its own, to be delivered in its turn.
"""

from __future__ import annotations

import polars as pl

from transforms.identities.nodes import MENTION, customer_id
from warehouse.home import Key

_ID = "[0-9a-f]{32}"


def returned(mentions: pl.DataFrame, records: pl.DataFrame, key: Key) -> pl.DataFrame:
    """Mentions, by records, of the identity that a customer id was made of, which may be the record's own id. It is keyed, so nobody else can have made it up.

    Args:
        mentions: what `with_unnamed` returns.
        records: rows of `warehouse.tables.landing.Records`.
        key: made the ids.

    Returns:
        Rows in the columns of `mentions`.
    """
    of_record = pl.col("carrier") == "record"
    named = mentions.filter(of_record & pl.col("value").str.contains(f"^{_ID}$"))
    held = records.with_columns(value=pl.col("attributes").str.extract_all(f'"{_ID}"')).explode("value").filter(pl.col("value").is_not_null())
    held = held.with_columns(pl.col("value").str.strip_chars('"'))
    ours = records.with_columns(value="record_id").filter(pl.col("value").str.contains(f"^{_ID}$"))
    place = ["source", "carrier_id", "occurred_at", "recorded_at", "export_id"]
    carried = pl.concat([
        named.select(*place, "value"),
        *(rows.select("source", pl.col("record_id").alias("carrier_id"), pl.col("updated_at").alias("occurred_at"), "recorded_at", "export_id", "value") for rows in (held, ours)),
    ])  # fmt: skip
    if carried.is_empty():
        return mentions.clear()
    firsts = pl.col("recorded_at").min().alias("seen_from")
    known = mentions.group_by("identity", maintain_order=True).agg(pl.col("identity_type").first(), pl.col("value").first().alias("identity_value"), firsts)
    known = known.with_columns(value=pl.Series([customer_id(identity, key) for identity in known["identity"]], dtype=pl.String))
    found = carried.unique().join(known, on="value", maintain_order="left").drop("value").rename({"identity_value": "value"})
    found = found.with_columns(recorded_at=pl.max_horizontal("recorded_at", "seen_from"))
    found = found.with_columns(carrier=pl.lit("record"), raw_value="value", is_valid=pl.lit(True), conversation_id=pl.lit(None), speaker=pl.lit(None))
    return found.select(pl.col(name).cast(kind) for name, kind in MENTION.items())
