"""Compares what the candidate draws with what the extractors in use drew. What belongs here: counts and examples. What does not: drawing (trying), showing.

Only conversations and records that both have read in the same state are compared, by claims that stand now. Two claims are the same where place, attribute,
value and operation are. There is no gold here: a share says how far the two agree, not which one is right.
"""

from __future__ import annotations

from typing import Any

import polars as pl

from orchestration import shadow
from orchestration.carriers import CARRIER, of_observation
from orchestration.failures import UsageError
from orchestration.resources import Store
from orchestration.trying import tried
from warehouse.lake import Lake

Row = dict[str, Any]

_SHOWN = ["kind", "attribute", "operation", "value", "statement", "quote", "interaction_id", "record_id", "source", "extractor", "extractor_version", "observation_id"]
_PLACE = ["source", "interaction_id", "record_id", "kind", "attribute"]
SAME, ONLY_IN_USE, ONLY_CANDIDATE = "same", "only_in_use", "only_candidate"


def compare_extractors(store: Store, examples: int) -> Row:
    """What would be claimed if the candidate were in use, against what is claimed now.

    Args:
        store: the store; its configuration names the candidate.
        examples: how many claims that only one of the two makes are told, from every kind and attribute in turn.

    Raises:
        UsageError: there is no candidate, or it has drawn nothing yet.
    """
    candidate, lake = tried(store), store.lake
    marks = lake.scan(shadow.EXTRACTIONS).filter(pl.col("generation") == candidate.generation).collect()
    if marks.is_empty():
        raise UsageError("the candidate has drawn nothing yet: run `tellonce build --extractor candidate`")
    read = lake.read("extractions")
    both = marks.join(read.select(*CARRIER, "state_hash", refused_in_use="claims_refused"), on=[*CARRIER, "state_hash"])
    claims = _told_apart(_standing(lake, "observations", both), _standing(lake, shadow.OBSERVATIONS, both))
    return {
        "in_use": _names_in_use(lake), "candidate": candidate.names,
        "compared": {"conversations": _number(both, "conversation"), "of_conversations": _number(read, "conversation"), "records": _number(both, "record"),
                     "of_records": _number(read, "record"), "waiting": len(both.drop_nulls("waits_for"))},
        "claims": _counted(claims, ["kind", "attribute"]).sort("kind", "attribute", nulls_last=True).to_dicts(),
        "total": _counted(claims, []).to_dicts()[0],
        "customers": _customers(claims),
        "refused": {"in_use": both["refused_in_use"].sum(), "candidate": both["claims_refused"].sum()},
        "examples": _examples(claims, examples),
    }  # fmt: skip


def _names_in_use(lake: Lake) -> list[str]:
    """The extractors of the last build, which need not be those of the configuration."""
    used = lake.scan("activations").filter(pl.col("deactivated_at").is_null()).sort("extractor")
    return used.select(pl.format("{} {} ({})", "extractor", "extractor_version", pl.col("digest").str.head(8))).collect().to_series().to_list()


def _number(carriers: pl.DataFrame, carrier: str) -> int:
    return carriers.filter(pl.col("carrier") == carrier).height


def _standing(lake: Lake, table: str, carriers: pl.DataFrame) -> pl.DataFrame:
    """The claims about some carriers that stand now, with the customer that each is about, else the identity."""
    owners = lake.scan("memberships").filter(pl.col("known_to").is_null()).select("identity", "customer_id")
    rows = lake.scan(table).filter(pl.col("retired_at").is_null() & pl.col("deactivated_at").is_null()).with_columns(of_observation())
    rows = rows.join(carriers.lazy(), on=CARRIER, how="semi").join(owners, on="identity", how="left")
    return rows.select(*_SHOWN, owner=pl.coalesce("customer_id", "identity")).collect()


def _told_apart(in_use: pl.DataFrame, candidate: pl.DataFrame) -> pl.DataFrame:
    """All claims of both, each with who makes it (`made_by`), and whether the other says otherwise in that place."""
    apart = [(in_use.join(candidate, on="observation_id", how="anti"), ONLY_IN_USE), (candidate.join(in_use, on="observation_id", how="anti"), ONLY_CANDIDATE)]
    places = [rows.select(_PLACE).unique().with_columns(is_otherwise=pl.lit(True)) for rows, _ in apart]
    frames = [
        rows.join(other, on=_PLACE, how="left", nulls_equal=True).with_columns(made_by=pl.lit(name)) for (rows, name), other in zip(apart, reversed(places), strict=True)
    ]
    same = in_use.join(candidate, on="observation_id", how="semi").with_columns(is_otherwise=pl.lit(False), made_by=pl.lit(SAME))
    return pl.concat([same, *frames]).with_columns(pl.col("is_otherwise").fill_null(False))


def _counted(claims: pl.DataFrame, by: list[str]) -> pl.DataFrame:
    made = {name: (pl.col("made_by") == name).sum() for name in (SAME, ONLY_IN_USE, ONLY_CANDIDATE)}
    otherwise = ((pl.col("made_by") == ONLY_IN_USE) & pl.col("is_otherwise")).sum()
    aggregates = {**made, "otherwise": otherwise, "customers": pl.col("owner").filter(pl.col("made_by") != SAME).n_unique()}
    counted = claims.group_by(by).agg(**aggregates) if by else claims.select(**aggregates)
    in_use, candidate = pl.col(SAME) + pl.col(ONLY_IN_USE), pl.col(SAME) + pl.col(ONLY_CANDIDATE)
    return counted.select(
        *by, in_use=in_use, candidate=candidate, same=SAME, only_in_use=ONLY_IN_USE, only_candidate=ONLY_CANDIDATE, otherwise="otherwise",
        share_of_in_use=_share(in_use), share_of_candidate=_share(candidate), customers="customers",
    )  # fmt: skip


def _share(whole: pl.Expr) -> pl.Expr:
    """How many of one side's claims the other makes too; null where it makes none."""
    return pl.when(whole > 0).then((pl.col(SAME) / whole).round(3))


def _customers(claims: pl.DataFrame) -> Row:
    """How many customers there are claims about, of how many these would change, of how many some would come, and of how many some would go."""
    owners = {name: claims.filter(pl.col("made_by") == name)["owner"] for name in (ONLY_IN_USE, ONLY_CANDIDATE)}
    changed = pl.concat(list(owners.values())).n_unique()
    return {"all": claims["owner"].n_unique(), "changed": changed, "gain": owners[ONLY_CANDIDATE].n_unique(), "lose": owners[ONLY_IN_USE].n_unique()}


def _examples(claims: pl.DataFrame, most: int) -> list[Row]:
    """Claims that only one of the two makes: of every kind, attribute and side in turn, the commonest first. Ids are keyed hashes, so their order is as good as chance."""
    by = ["kind", "attribute", "made_by"]
    apart = claims.filter(pl.col("made_by") != SAME).sort("observation_id").with_columns(turn=pl.int_range(pl.len()).over(by), often=pl.len().over(by))
    taken = apart.sort(["turn", "often", *by], descending=[False, True, False, False, False], nulls_last=True).head(most)
    return taken.sort([*by, "observation_id"], nulls_last=True).select("made_by", *_SHOWN).to_dicts()
