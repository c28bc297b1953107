"""Identities given together: on one message, one record, in one conversation, or one number given on two channels. What does not belong here: what a text states."""

from __future__ import annotations

import polars as pl

from transforms.identities.candidates import TRUST, candidates
from transforms.identities.settings import is_plural

ANCHORS = 3
"""Each identity is linked to the first three of its carrier, not to all: links stay linear in the size of the carrier, and one shared identity
among the first does not tear the others apart."""
SEVERAL = "several customers in one conversation"
INVALID = "an identifier could not be normalised"
BLOCKED = "blocked value"


def given_together(mentions: pl.DataFrame, blocked: pl.Series) -> pl.DataFrame:
    """Candidate links between identities that one carrier gives.

    On one message or one record (over all its versions) they are one person's. In one conversation only while each type has one identity among its
    messages: several customers in one thread are not merged.

    Args:
        mentions: mentions, those of `with_unnamed` included.
        blocked: identities that link nothing.
    """
    known = mentions.select("source", "carrier", "carrier_id", "conversation_id", "identity", "identity_type", "is_valid", "occurred_at", "recorded_at").with_columns(
        is_plural=pl.col("identity_type").replace_strict({t: is_plural(t) for t in mentions["identity_type"].unique()}, default=False, return_dtype=pl.Boolean),
        is_blocked=pl.col("identity").is_in(blocked.implode()),
    )
    together = pl.concat([_of_messages(known), _of_records(known)])
    together = together.with_columns(is_refused=pl.col("refusal").is_not_null()).sort("known_from", "occurred_at", "evidence")
    together = together.unique(["identity_a", "identity_b", "is_refused"], keep="first", maintain_order=True).drop("is_refused")
    talks = _of_conversations(known)
    direct = together.group_by("identity_a", "identity_b").agg(
        linked_from=pl.col("known_from").filter(pl.col("refusal").is_null()).min(), told_from=pl.col("known_from").min()
    )
    since = pl.when(pl.col("refusal").is_null()).then("linked_from").otherwise("told_from")
    talks = talks.join(direct, on=["identity_a", "identity_b"], how="left").filter(since.is_null() | (since > pl.col("known_from"))).drop("linked_from", "told_from")
    return pl.concat([together, _without_needless(talks), _of_numbers(known)])


def _of_messages(known: pl.DataFrame) -> pl.DataFrame:
    rows = known.filter(pl.col("carrier") == "interaction").with_columns(evidence="carrier_id")
    # a pair is given on thousands of messages; only the first sight of each set of identities is paired
    sets = (
        rows.group_by("evidence")
        .agg(
            pl.concat_str("identity", pl.when("is_valid").then(pl.lit("")).otherwise(pl.lit("\x1e"))).unique().sort().str.join("\x1f"),
            several=pl.col("identity").n_unique() > 1,
            at=pl.col("recorded_at").max(),
            is_grown=pl.col("recorded_at").min() < pl.col("recorded_at").max(),
            occurred_at=pl.col("occurred_at").min(),
        )
        .filter("several")
        .sort("at", "occurred_at", "evidence")
    )
    first = pl.concat([sets.filter("is_grown"), sets.filter(~pl.col("is_grown")).unique("identity", keep="first", maintain_order=True)])
    return _paired(_members(rows.join(first.select("evidence"), on="evidence", how="semi"), ["evidence"]), ["evidence"], "message")


def _of_records(known: pl.DataFrame) -> pl.DataFrame:
    rows = known.filter(pl.col("carrier") == "record").with_columns(evidence=pl.format("record:{}:{}", "source", "carrier_id"))
    return _paired(_members(rows, ["evidence"]), ["evidence"], "record")


def _of_conversations(known: pl.DataFrame) -> pl.DataFrame:
    rows = known.filter(pl.col("conversation_id").is_not_null()).with_columns(evidence=pl.format("conversation:{}:{}", "source", "conversation_id"))
    members = _members(rows, ["evidence"])
    second = members.filter(~pl.col("is_unfit")).with_columns(nth=pl.col("known_from").rank("ordinal").over("evidence", "identity_type")).filter(pl.col("nth") == 2)
    several = second.group_by("evidence").agg(known_to=pl.col("known_from").min())
    links = _paired(members, ["evidence"], "conversation").drop("known_to").join(several, on="evidence", how="left")
    never = pl.col("known_to") <= pl.col("known_from")
    return links.with_columns(
        refusal=pl.coalesce("refusal", pl.when(never).then(pl.lit(SEVERAL))),
        ended_by=pl.when(pl.col("known_to").is_not_null() & ~never).then(pl.lit(SEVERAL)),
        known_to=pl.when(~never).then("known_to"),
    ).pipe(candidates)


def _of_numbers(known: pl.DataFrame) -> pl.DataFrame:
    """One number in two types: who writes on WhatsApp with a telephone number is who calls with it."""
    numbers = known.filter(pl.col("identity_type").is_in(["phone", "whatsapp"])).with_columns(
        evidence=pl.concat_str(pl.lit("number:"), pl.col("identity").str.split_exact(":", 1).struct.field("field_1"))
    )
    return _paired(_members(numbers, ["evidence"]), ["evidence"], "number").with_columns(rule=pl.lit("same_number"))


def _members(rows: pl.DataFrame, carrier: list[str]) -> pl.DataFrame:
    """One row a carrier and identity; `place` is its number in the carrier, those fit to link first, then by when they were known."""
    return (
        rows.sort("recorded_at", "occurred_at")
        .group_by(*carrier, "identity")
        .agg(
            pl.col("identity_type", "occurred_at", "is_plural").first(),
            known_from=pl.coalesce(pl.col("recorded_at").filter("is_valid").first(), pl.col("recorded_at").first()),
            refusal=pl.when(pl.col("is_blocked").first()).then(pl.lit(BLOCKED)).when(~pl.col("is_valid").any()).then(pl.lit(INVALID)),
        )
        .with_columns(is_unfit=pl.col("refusal").is_not_null())
        .sort(*carrier, "is_unfit", "known_from", "is_plural", "occurred_at", "identity")
        .with_columns(place=pl.int_range(pl.len()).over(carrier))
    )


def _paired(members: pl.DataFrame, carrier: list[str], kind: str) -> pl.DataFrame:
    anchors = members.filter(pl.col("place") < ANCHORS).select(*carrier, "identity", "place", "known_from", "occurred_at", "refusal")
    pairs = members.join(anchors, on=carrier, suffix="_b").filter(pl.col("place") > pl.col("place_b"))
    return pairs.select(
        *carrier,
        identity_a="identity",
        identity_b="identity_b",
        rule=pl.lit("given_together"),
        trust=pl.lit(TRUST[kind]),
        occurred_at=pl.max_horizontal("occurred_at", "occurred_at_b"),
        known_from=pl.max_horizontal("known_from", "known_from_b"),
        refusal=pl.coalesce("refusal", "refusal_b"),
    ).pipe(candidates)


def _without_needless(links: pl.DataFrame) -> pl.DataFrame:
    """Of the conversations that give the same pair: the first that still holds, and those before it."""
    standing = links.filter(pl.col("known_to").is_null() & pl.col("refusal").is_null()).group_by("identity_a", "identity_b").agg(standing_from=pl.col("known_from").min())
    ordered = (
        links.join(standing, on=["identity_a", "identity_b"], how="left")
        .sort("known_from", "evidence")
        .with_columns(is_standing=pl.col("known_to").is_null() & pl.col("refusal").is_null())
    )
    first = pl.col("evidence").first().over("identity_a", "identity_b", "is_standing") == pl.col("evidence")
    keep = pl.when("is_standing").then(first).otherwise(pl.col("standing_from").is_null() | (pl.col("known_from") < pl.col("standing_from")))
    return ordered.filter(keep).drop("standing_from", "is_standing")
