"""What customers state in texts, matched to records: to exactly one record's customer or not at all. What does not belong here: how a text is read."""

from __future__ import annotations

import polars as pl

from transforms.identities import facts
from transforms.identities.candidates import TRUST, candidates, empty
from transforms.identities.names import agree
from transforms.identities.settings import IdentitySettings

SEVERAL = "what is stated leads to several records"
OTHER_NAME = "the name stated is not the record's"
OTHER_RECORD = "the customer is another record of the same source"
UNSAID = "no longer stated"
_AT = ["identity", "at"]
_PERSONAL = [facts.NAME, facts.FIRST, facts.LAST, facts.POST]


def stated(observations: pl.DataFrame, mentions: pl.DataFrame, records: pl.DataFrame, settings: IdentitySettings) -> pl.DataFrame:
    """Candidate links from the identity that states something to the record it leads to.

    At each moment, all that an identity states and all that records say then is weighed: an identifier (or full name and post code together) that
    leads to one record, or to records that have an identity in common, links. What leads to several, to another record of a source that has one of
    this customer already, or to a record of another name, is refused. A name alone never links.
    """
    if settings.stated == "off":
        return empty()
    said, known = facts.of_statements(observations), facts.of_records(mentions, records)
    matches = _matches(said, known, settings)
    if matches.is_empty():
        return empty()
    at = _moments(matches, said, mentions, known)
    holding = _holding(at, matches)
    verdicts = at.join(_verdicts(holding, said, known, mentions), on=_AT, how="left")
    return _candidates(verdicts.sort(_AT))


def _matches(said: pl.DataFrame, known: pl.DataFrame, settings: IdentitySettings) -> pl.DataFrame:
    """identity, source, record_id, target, evidence and the interval in which both sides are known."""
    given = said.filter(~pl.col("family").is_in(_PERSONAL)).join(known, on=["family", "match"], suffix="_record").with_columns(is_name=pl.lit(False))
    parts = [_met(given)]
    if settings.stated == "identifiers_and_names":
        parts.append(_met(_named(said).join(_named_records(known), on=["match", "post"], suffix="_record").with_columns(is_name=pl.lit(True))))
    return pl.concat(parts)


def _met(pairs: pl.DataFrame) -> pl.DataFrame:
    rows = pairs.with_columns(known_from=pl.max_horizontal("known_from", "known_from_record"))
    rows = rows.filter(pl.col("known_to").is_null() | (pl.col("known_to") > pl.col("known_from")))
    return rows.select("identity", "source", "record_id", "target", "evidence", "known_from", "known_to", "is_name")


def _full_names(said: pl.DataFrame) -> pl.DataFrame:
    """Full names stated: as one, or as first name and surname."""
    whole = said.filter((pl.col("family") == facts.NAME) & pl.col("match").str.contains(" "))
    first, last = (said.filter(pl.col("family") == part).drop("family") for part in (facts.FIRST, facts.LAST))
    both = first.join(last, on="identity", suffix="_last").select(
        "identity",
        match=pl.format("{} {}", "match", "match_last"),
        evidence="evidence",
        known_from=pl.max_horizontal("known_from", "known_from_last"),
        known_to=pl.min_horizontal("known_to", "known_to_last"),
    )
    return pl.concat([whole.select(both.columns), both])


def _named(said: pl.DataFrame) -> pl.DataFrame:
    posts = said.filter(pl.col("family") == facts.POST).select("identity", post="match", post_from="known_from", post_to="known_to")
    both = _full_names(said).join(posts, on="identity")
    return both.with_columns(known_from=pl.max_horizontal("known_from", "post_from"), known_to=pl.min_horizontal("known_to", "post_to")).drop("post_from", "post_to")


def _named_records(known: pl.DataFrame) -> pl.DataFrame:
    names = known.filter((pl.col("family") == facts.NAME) & pl.col("match").str.contains(" "))
    posts = known.filter(pl.col("family") == facts.POST).select("source", "record_id", post="match", post_from="known_from")
    return names.join(posts, on=["source", "record_id"]).with_columns(known_from=pl.max_horizontal("known_from", "post_from")).drop("post_from", "family")


def _moments(matches: pl.DataFrame, said: pl.DataFrame, mentions: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """The moments at which the weighing of an identity's statements can change."""
    who = matches.select("identity").unique()
    names = said.filter(pl.col("family").is_in([facts.NAME, facts.FIRST, facts.LAST])).join(who, on="identity", how="semi")
    own = mentions.filter(pl.col("carrier") == "record").join(who, on="identity", how="semi").select("identity", at="recorded_at")
    found = matches.select("identity", "source", "record_id").unique()
    of_records = found.join(known.select("source", "record_id", at="known_from"), on=["source", "record_id"]).select("identity", "at")
    ends = [part.select("identity", at=column) for part in (matches, names) for column in ("known_from", "known_to")]
    rows = pl.concat([*ends, own, of_records]).drop_nulls().unique()
    first = matches.group_by("identity").agg(first=pl.col("known_from").min())
    return rows.join(first, on="identity").filter(pl.col("at") >= pl.col("first")).select(_AT)


def _holding(at: pl.DataFrame, matches: pl.DataFrame) -> pl.DataFrame:
    rows = at.join(matches, on="identity")
    return rows.filter((pl.col("known_from") <= pl.col("at")) & (pl.col("known_to").is_null() | (pl.col("known_to") > pl.col("at"))))


def _verdicts(holding: pl.DataFrame, said: pl.DataFrame, known: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """What each identity's statements lead to at each moment: one row a moment, with the target, or with why not."""
    several = _several(holding, mentions)
    named = _otherwise_named(holding, said, known)
    other = _otherwise_recorded(holding, mentions)
    chosen = (
        holding.sort("is_name", "target", "known_from", "evidence").group_by(_AT, maintain_order=True).agg(pl.col("target", "evidence").first(), targets=pl.col("target").unique())
    )
    for flags, reason in ((several, SEVERAL), (named, OTHER_NAME), (other, OTHER_RECORD)):
        chosen = chosen.join(flags.select(_AT).unique().with_columns(pl.lit(reason).alias(reason)), on=_AT, how="left")
    return chosen.with_columns(refusal=pl.coalesce(SEVERAL, OTHER_NAME, OTHER_RECORD)).drop(SEVERAL, OTHER_NAME, OTHER_RECORD)


def _several(holding: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Moments at which the records found have no identity in common."""
    found = holding.select(*_AT, "source", "record_id").unique()
    many = found.with_columns(n=pl.len().over(_AT)).filter(pl.col("n") > 1)
    given = mentions.filter((pl.col("carrier") == "record") & pl.col("is_valid")).select("source", record_id="carrier_id", other="identity", since="recorded_at")
    common = many.join(given, on=["source", "record_id"]).filter(pl.col("since") <= pl.col("at")).group_by(*_AT, "other", "n").agg(met=pl.struct("source", "record_id").n_unique())
    return many.join(common.filter(pl.col("met") == pl.col("n")), on=_AT, how="anti")


def _otherwise_named(holding: pl.DataFrame, said: pl.DataFrame, known: pl.DataFrame) -> pl.DataFrame:
    """Moments at which a record found has names, and none of them agrees with a name that is stated."""
    names = pl.concat(
        [
            _full_names(said).select("identity", "match", "known_from", "known_to"),
            said.filter(pl.col("family").is_in([facts.NAME, facts.FIRST])).select("identity", "match", "known_from", "known_to"),
        ]
    ).unique()
    heard = (
        holding.select(_AT)
        .unique()
        .join(names, on="identity")
        .filter((pl.col("known_from") <= pl.col("at")) & (pl.col("known_to").is_null() | (pl.col("known_to") > pl.col("at"))))
    )
    held = known.filter(pl.col("family") == facts.NAME).select("source", "record_id", recorded="match", since="known_from")
    pairs = (
        holding.select(*_AT, "source", "record_id")
        .unique()
        .join(heard.select(*_AT, "match"), on=_AT)
        .join(held, on=["source", "record_id"])
        .filter(pl.col("since") <= pl.col("at"))
    )
    likes = pairs.select("match", "recorded").unique()
    likes = likes.with_columns(is_like=pl.Series([agree(a, b) for a, b in likes.iter_rows()], dtype=pl.Boolean))
    return pairs.join(likes, on=["match", "recorded"]).group_by(*_AT, "source", "record_id").agg(pl.col("is_like").any()).filter(~pl.col("is_like"))


def _otherwise_recorded(holding: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Moments at which the identity that states is itself on another record of the same source, and not on the one found."""
    own = mentions.filter((pl.col("carrier") == "record") & pl.col("is_valid")).select("identity", "source", own="carrier_id", since="recorded_at").unique()
    rows = holding.select(*_AT, "source", "record_id").unique().join(own, on=["identity", "source"]).filter(pl.col("since") <= pl.col("at"))
    return rows.group_by(*_AT, "source", "record_id").agg(is_own=(pl.col("own") == pl.col("record_id")).any()).filter(~pl.col("is_own"))


def _candidates(verdicts: pl.DataFrame) -> pl.DataFrame:
    """Runs of one verdict as intervals; a refusal names all that was led to."""
    same = (pl.col("identity") == pl.col("identity").shift(1)) & (pl.col("target").eq_missing(pl.col("target").shift(1))) & pl.col("refusal").eq_missing(pl.col("refusal").shift(1))
    runs = (
        verdicts.with_columns(run=same.fill_null(False).not_().cum_sum())
        .group_by("run", maintain_order=True)
        .agg(pl.col("identity", "at", "target", "evidence", "refusal", "targets").first())
    )
    following, why = pl.col("at").shift(-1).over("identity"), pl.col("refusal").shift(-1).over("identity")
    runs = runs.with_columns(known_to=following, ended_by=pl.when(following.is_not_null()).then(why.fill_null(UNSAID)))
    honest = runs.filter(pl.col("refusal").is_null() & pl.col("target").is_not_null()).drop("targets")
    refused = (
        runs.filter(pl.col("refusal").is_not_null())
        .drop("target")
        .explode("targets")
        .rename({"targets": "target"})
        .with_columns(known_to=pl.lit(None, pl.Datetime("us")), ended_by=pl.lit(None, pl.String))
    )
    refused = refused.join(honest, on=["identity", "target"], how="anti").unique(["identity", "target", "evidence"], keep="first", maintain_order=True)
    rows = pl.concat([honest, refused.select(honest.columns)])
    again = pl.int_range(pl.len()).over("identity", "target", "evidence")
    return rows.select(
        identity_a="identity",
        identity_b="target",
        rule=pl.lit("stated"),
        trust=pl.lit(TRUST["stated"]),
        occurred_at="at",
        known_from="at",
        known_to="known_to",
        ended_by="ended_by",
        refusal="refusal",
        evidence=pl.when(again > 0).then(pl.format("{}@{}", "evidence", "at")).otherwise("evidence"),
    ).pipe(candidates)
