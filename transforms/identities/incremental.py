"""Customers again, at the cost of what changed: only identities whose evidence is new or gone are resolved anew.

What belongs here: which identities can touch each other, and whether anything of them changed. What does not: who is whom (`resolution`), storing.
"""

from __future__ import annotations

from typing import NamedTuple

import polars as pl

from transforms.identities.components import components
from transforms.identities.evidence import guarded
from transforms.identities.resolution import Resolution, resolve
from transforms.identities.settings import IdentitySettings
from warehouse.home import Key

_HALF = 2**32


class Linked(NamedTuple):
    """Customers, and a fingerprint of the evidence of each group of identities that they rest on; the fingerprints name nobody."""

    resolution: Resolution
    groups: pl.Series


def relink(mentions: pl.DataFrame, elsewhere: pl.DataFrame, settings: IdentitySettings, key: Key, former: Linked | None = None) -> Linked:
    """What `resolve` makes of all evidence, with the rows of untouched groups taken from the former answer under the same settings and key.

    Args:
        mentions: what `with_unnamed` returns.
        elsewhere: what `evidence.elsewhere` returns for them.
        settings: limits and sizes.
        key: keys the ids.
        former: the answer before, or null to work out everything.
    """
    groups = fingerprints(mentions, elsewhere)
    is_kept = pl.col("group").is_in(former.groups.implode()) if former is not None else pl.lit(False)
    kept, fresh = groups.filter(is_kept).select("identity"), groups.filter(~is_kept).select("identity")
    new = mentions.join(fresh, on="identity", how="semi")
    stated = elsewhere.join(fresh, left_on="identity_a", right_on="identity", how="semi")
    found = resolve(guarded(new, stated, settings), new, settings, key)
    if former is not None:
        found = _joined(_of(former.resolution, kept), found)
    return Linked(found, groups["group"].unique().sort())


def fingerprints(mentions: pl.DataFrame, elsewhere: pl.DataFrame) -> pl.DataFrame:
    """identity, group: identities that share a message, record, conversation, number or candidate link are in one group, named by a hash of its evidence."""
    by_carrier = mentions.select("identity", other=pl.format("m|{}|{}|{}", "carrier", "source", "carrier_id"))
    by_talk = mentions.filter(pl.col("conversation_id").is_not_null()).select("identity", other=pl.format("c|{}|{}", "source", "conversation_id"))
    number = pl.format("n|{}", pl.col("identity").str.split_exact(":", 1).struct.field("field_1"))
    by_number = mentions.filter(pl.col("identity_type").is_in(["phone", "whatsapp"])).select("identity", other=number)
    by_link = elsewhere.select(pl.format("i|{}", "identity_a").alias("identity"), other=pl.format("i|{}", "identity_b"))
    edges = pl.concat([*(part.with_columns(pl.format("i|{}", "identity").alias("identity")) for part in (by_carrier, by_talk, by_number)), by_link]).unique()
    ends = pl.concat([edges["identity"], edges["other"]])
    numbers = ends.rank("dense").cast(pl.Int32).to_numpy() - 1
    labels = components(int(numbers.max(initial=-1)) + 1, numbers[: len(edges)], numbers[len(edges) :])
    placed = pl.DataFrame({"identity": ends, "label": labels[numbers]}).unique("identity").filter(pl.col("identity").str.starts_with("i|"))
    placed = placed.with_columns(pl.col("identity").str.strip_prefix("i|"))
    rows = pl.concat(
        [
            mentions.select("identity", hash=mentions.hash_rows(1)),
            elsewhere.select(identity="identity_a", hash=elsewhere.hash_rows(2)),
        ]
    )
    named = rows.join(placed, on="identity").group_by("label").agg(high=(pl.col("hash") // _HALF).sum(), low=(pl.col("hash") % _HALF).sum(), rows=pl.len())
    return placed.join(named, on="label").select("identity", group=pl.format("{}.{}.{}", "high", "low", "rows"))


def _of(former: Resolution, identities: pl.DataFrame) -> Resolution:
    memberships = former.memberships.join(identities, on="identity", how="semi")
    links = former.links.join(identities, left_on="identity_a", right_on="identity", how="semi")
    return Resolution(links, memberships, former.customers.join(memberships, on="customer_id", how="semi"))


def _joined(kept: Resolution, found: Resolution) -> Resolution:
    links, memberships, customers = (pl.concat([a.select(b.columns).cast(b.schema), b]) for a, b in zip(kept, found, strict=True))
    order = ["identity_a", "identity_b", "rule", "evidence"]
    return Resolution(links.sort(order), memberships.sort("identity", "known_from"), customers.sort("customer_id", "known_from"))
