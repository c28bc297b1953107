"""States of conversations. What belongs here: which rows were known when, and how they are cut into episodes. What does not: what is drawn from them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

import polars as pl

from transforms.extractors import TURNS

GAP = timedelta(hours=4)
LONGEST = 400
_CONVERSATION = ("source", "conversation_id")


class Episodes(NamedTuple):
    """Distinct episodes, and which of them were there at each horizon.

    turns: TURNS, an episode once however many horizons it stood unchanged.
    standing: (span_id, horizon, episode_id); a span is what no gap of the conversation cuts.
    horizons: (span_id, horizon), every moment at which a span changed.
    """

    turns: pl.DataFrame
    standing: pl.DataFrame
    horizons: pl.DataFrame


def cut(interactions: pl.DataFrame, timezones: Mapping[str, str] | None = None) -> Episodes:
    """Cuts conversations at gaps over four hours and after 400 messages, in the state that was known at each time something landed.

    Args:
        interactions: all revisions of all messages of the conversations (the lake's `interactions`).
        timezones: source to IANA zone; UTC where there is none.
    """
    rows = _spanned(interactions)
    horizons = rows.select("span_id", horizon="recorded_at").unique()
    states = _states(rows, horizons).sort("span_id", "horizon", "occurred_at", "place", "interaction_id")
    far = (pl.col("occurred_at").diff() > GAP).fill_null(False).over("span_id", "horizon")
    states = states.with_columns(stretch=far.cum_sum().over("span_id", "horizon"))
    place = pl.int_range(pl.len()).over("span_id", "horizon", "stretch")
    states = states.with_columns(part=place // LONGEST, position=(place % LONGEST).cast(pl.Int64))
    by = ["span_id", "horizon", "stretch", "part"]
    states = states.with_columns(row=pl.concat_str("interaction_id", "row_hash").hash(7).cast(pl.String))
    episodes = states.group_by(by, maintain_order=True).agg(opened=pl.col("interaction_id").first(), content=pl.col("row").str.join("/").hash(7))
    episodes = episodes.with_columns(episode_id=pl.format("{}#{}", "opened", "content"))
    states = states.join(episodes.select(*by, "episode_id"), on=by)
    first = states.group_by("episode_id").agg(pl.col("horizon").min())
    turns = states.join(first, on=["episode_id", "horizon"], how="semi")
    turns = turns.with_columns(timezone=pl.col("source").replace_strict(dict(timezones or {}), default="UTC", return_dtype=pl.String))
    standing = states.select("span_id", "horizon", "episode_id").unique()
    return Episodes(turns.select(TURNS.names()).cast(TURNS).sort("episode_id", "position"), standing, horizons)


def _spanned(interactions: pl.DataFrame) -> pl.DataFrame:
    """Rows with `span_id`: where all revisions of all messages leave a gap, every state of the conversation has one."""
    rows = interactions.sort(*_CONVERSATION, "occurred_at")
    far = (pl.col("occurred_at").diff() > GAP).fill_null(False).over(_CONVERSATION)
    rows = rows.with_columns(stretch=far.cum_sum().over(_CONVERSATION))
    return rows.with_columns(span_id=pl.struct(*_CONVERSATION, "stretch").rank("dense").cast(pl.Int64)).drop("stretch")


def _states(rows: pl.DataFrame, horizons: pl.DataFrame) -> pl.DataFrame:
    """The newest revision of each message at each horizon of its span."""
    many = horizons.filter(pl.len().over("span_id") > 1)
    single = rows.join(many, on="span_id", how="anti").with_columns(horizon="recorded_at")
    several = rows.join(many, on="span_id").filter(pl.col("recorded_at") <= pl.col("horizon")) if len(many) else single.clear()
    known = pl.concat([single, several.select(single.columns)])
    return known.sort("recorded_at", "row_hash").unique(["span_id", "horizon", "interaction_id"], keep="last", maintain_order=True)
