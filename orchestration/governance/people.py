"""Whom a request is about. What belongs here: from an identity to all identities of its customer, and whether a legal hold stands. What does not: what is held of them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

from warehouse.lake import Lake


@dataclass(frozen=True)
class Person:
    """One customer, or several where a file names several.

    Attributes:
        owners: every identity that belongs to them now, to its customer id.
        identities: these identities and those that only a decision names, sorted.
        customers: their customer ids, those that only they ever had too, sorted.
    """

    owners: dict[str, str]
    identities: tuple[str, ...]
    customers: tuple[str, ...]


def resolve(lake: Lake, named: Iterable[str]) -> Person:
    """The customers that identities (or customer ids) belong to now, with all their identities, and those that only a decision names; what is unknown is left out."""
    ever = lake.scan("memberships")
    open_ = ever.filter(pl.col("known_to").is_null()).select("identity", "customer_id")
    asked = pl.Series("asked", sorted(set(named)), pl.String)
    customers = open_.filter(pl.col("identity").is_in(asked.implode()) | pl.col("customer_id").is_in(asked.implode())).select("customer_id").unique()
    found = open_.join(customers, on="customer_id", how="semi").collect()
    decided = lake.scan("decisions").select(pl.concat([pl.col("identity_a"), pl.col("identity_b")]).drop_nulls().unique().alias("identity")).collect()["identity"]
    is_theirs = pl.col("identity").is_in(found["identity"].implode()).all()
    former = ever.group_by("customer_id").agg(is_theirs.alias("is_theirs")).filter("is_theirs").collect()["customer_id"]
    return Person(dict(found.select("identity", "customer_id").iter_rows()), tuple(sorted({*found["identity"], *(set(decided) & set(asked))})), tuple(sorted({*found["customer_id"], *former})))


def held(lake: Lake, identities: Iterable[str]) -> bool:
    """Does a legal hold stand on any of these identities?"""
    rows = lake.scan("decisions").filter(pl.col("decision").is_in(["hold", "unhold"])).sort("decided_at").collect()
    last = rows.group_by("identity_a", maintain_order=True).agg(pl.col("decision").last())
    standing = set(last.filter(pl.col("decision") == "hold")["identity_a"])
    return bool(standing & set(identities))


def all_held(lake: Lake) -> tuple[str, ...]:
    """Every identity of every customer that a legal hold stands on."""
    rows = lake.scan("decisions").filter(pl.col("decision").is_in(["hold", "unhold"])).sort("decided_at").collect()
    last = rows.group_by("identity_a", maintain_order=True).agg(pl.col("decision").last())
    named = last.filter(pl.col("decision") == "hold")["identity_a"].to_list()
    return tuple(sorted({*named, *resolve(lake, named).identities})) if named else ()
