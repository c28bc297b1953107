"""All evidence on who is who, with the guardrails that look at one identity or one link. What does not belong here: customers."""

from __future__ import annotations

import polars as pl

from transforms.identities.candidates import TRUST, candidates
from transforms.identities.decided import decided
from transforms.identities.given import BLOCKED, given_together
from transforms.identities.guards import is_blocked, without_shared
from transforms.identities.nodes import nodes
from transforms.identities.settings import IdentitySettings
from transforms.identities.stated import stated

SAID_OTHERWISE = "the matcher, asked again, said otherwise"


def evidence(
    mentions: pl.DataFrame, observations: pl.DataFrame, records: pl.DataFrame, decisions: pl.DataFrame, settings: IdentitySettings, proposals: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Candidate links of every kind, those refused included.

    Args:
        mentions: what `with_unnamed` returns.
        observations: rows of `warehouse.tables.observations.Observations`.
        records: rows of `warehouse.tables.landing.Records`.
        decisions: rows of `warehouse.tables.ledgers.Decisions`.
        settings: `[identity]` of the configuration.
        proposals: rows of `warehouse.tables.ledgers.Proposals`, or null.

    Returns:
        rows of `candidates.CANDIDATE`.
    """
    return guarded(mentions, elsewhere(mentions, observations, records, decisions, settings, proposals), settings)


def elsewhere(
    mentions: pl.DataFrame, observations: pl.DataFrame, records: pl.DataFrame, decisions: pl.DataFrame, settings: IdentitySettings, proposals: pl.DataFrame | None = None
) -> pl.DataFrame:
    """Candidates that may join identities never given together: stated, decided, proposed. Arguments as of `evidence`."""
    parts = [stated(observations, mentions, records, settings), decided(decisions)]
    if proposals is not None and settings.probabilistic.enabled:
        parts.append(proposed(proposals, settings))
    return pl.concat(parts)


def guarded(mentions: pl.DataFrame, others: pl.DataFrame, settings: IdentitySettings) -> pl.DataFrame:
    """Identities given together, and the candidates from `elsewhere`, with what the guardrails refuse."""
    blocked = is_blocked(nodes(mentions), settings)
    links = without_shared(pl.concat([given_together(mentions, blocked), others]), settings)
    touches = pl.col("identity_a").is_in(blocked.implode()) | pl.col("identity_b").is_in(blocked.implode())
    return links.with_columns(refusal=pl.when(pl.col("refusal").is_null() & touches & ~pl.col("rule").str.starts_with("decision_")).then(pl.lit(BLOCKED)).otherwise("refusal"))


def proposed(proposals: pl.DataFrame, settings: IdentitySettings) -> pl.DataFrame:
    """Proposals of the probabilistic matcher as candidates: applied from the threshold up, else listed while they stand."""
    is_listed = (pl.col("probability") < settings.probabilistic.threshold) | ~pl.col("is_coherent")
    rows = proposals.with_columns(is_proposed=is_listed, evidence=pl.format("{} and {}", "record_a", "record_b")).filter(~is_listed | pl.col("known_to").is_null())
    rows = rows.sort("known_from", "identity_a", "identity_b", "evidence").with_columns(again=pl.int_range(pl.len()).over("identity_a", "identity_b", "evidence"))
    return rows.select(
        "identity_a",
        "identity_b",
        "probability",
        "known_from",
        "known_to",
        "is_proposed",
        evidence=pl.when(pl.col("again") > 0).then(pl.format("{}@{}", "evidence", "known_from")).otherwise("evidence"),
        rule=pl.lit("probabilistic"),
        trust=TRUST["probabilistic"] + pl.col("probability"),
        occurred_at="known_from",
        ended_by=pl.when(pl.col("known_to").is_not_null()).then(pl.lit(SAID_OTHERWISE)),
    ).pipe(candidates)
