"""Retention by a customer's state: who has been quiet, or in a state, for as long as `[retention] states` says. What belongs here: who that is, and what is theirs.

What does not: taking it out (retention). A state is `inactive`, which is as old as the last message or record of the customer, or `attribute=value`, which is as
old as the belief that holds now. Who belongs to whom, and what is believed, is as the build before left it; what has landed since counts as a sign of life.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import datetime, timedelta

import polars as pl

from orchestration.governance import people, plan
from orchestration.publication import connect
from warehouse.home import Home
from warehouse.lake import Lake

INACTIVE = "inactive"


def due(lake: Lake, home: Home, states: Mapping[str, timedelta], at: datetime) -> dict[str, pl.DataFrame]:
    """The rows of customers whose state is too old, by table: the keys that retention takes rows out by. A customer under a legal hold is never among them."""
    customers = set[str]()
    for state, stays in states.items():
        customers |= set(_quiet_since(lake, at - stays) if state == INACTIVE else _believed_since(home, state, at - stays))
    open_ = lake.scan("memberships").filter(pl.col("known_to").is_null()).select("identity", "customer_id").collect()
    held = set(open_.filter(pl.col("identity").is_in(people.all_held(lake)))["customer_id"])
    named = sorted((customers & set(open_["customer_id"])) - held)
    if not named:
        return {}
    theirs = plan.make(home, lake, named, at, "")
    return {
        "interactions": _rows(lake, "interactions", pl.DataFrame({"interaction_id": theirs.interactions}, schema={"interaction_id": pl.String}), "row_hash"),
        "records": _rows(lake, "records", theirs.pairs("records", "record_id"), "row_hash"),
        **{name: _rows(lake, name, pl.DataFrame({"observation_id": theirs.observations}, schema={"observation_id": pl.String})) for name in plan.DRAWN},
        "recalls": lake.scan("recalls").filter(pl.col("customer_id").is_in(named)).select("recall_id").collect(),
    }


def _rows(lake: Lake, table: str, keys: pl.DataFrame, *more: str) -> pl.DataFrame:
    return lake.scan(table).join(keys.lazy(), on=keys.columns, how="semi").select(*keys.columns, *more).collect()


def _quiet_since(lake: Lake, moment: datetime) -> Iterator[str]:
    """Customers of whom nothing was said or recorded after a moment."""
    mentions = lake.scan("identity_mentions").filter("is_valid").select("source", "carrier", "carrier_id", "conversation_id", "identity").collect()
    talks = lake.scan("interactions").group_by("source", "conversation_id").agg(last=pl.col("occurred_at").max()).collect()
    records = lake.scan("records").group_by("source", carrier_id="record_id").agg(last=pl.col("updated_at").max()).collect()
    signs = pl.concat(
        [
            mentions.filter(pl.col("carrier") != "record").join(talks, on=["source", "conversation_id"]).select("identity", "last"),
            mentions.filter(pl.col("carrier") == "record").join(records, on=["source", "carrier_id"]).select("identity", "last"),
            talks.select(pl.format("conversation:{}:{}", "source", "conversation_id").alias("identity"), "last"),
            records.select(pl.format("record:{}:{}", "source", "carrier_id").alias("identity"), "last"),
        ]
    )
    members = lake.scan("memberships").filter(pl.col("known_to").is_null()).select("identity", "customer_id").collect()
    last = members.join(signs, on="identity").group_by("customer_id").agg(pl.col("last").max())
    yield from last.filter(pl.col("last") < moment)["customer_id"]


def _believed_since(home: Home, state: str, moment: datetime) -> Iterator[str]:
    """Customers of whom `attribute=value` has been believed to be true since before a moment."""
    if not home.published.exists():
        return
    attribute, _, value = state.partition("=")
    with connect(home.published, read_only=True) as database:
        found = database.execute(
            "select distinct customer_id from marts.fct_profile_history"
            " where attribute = ? and lower(value) = lower(?) and known_to is null and valid_to is null and is_current and valid_from < ?",
            [attribute.strip(), value.strip(), moment],
        )
        yield from (customer for (customer,) in found.fetchall())
