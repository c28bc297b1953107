"""Proposals that two records are one person, by what they say of them.

What belongs here: the two passes. What does not: the model (`matching`), and when a proposal is applied (`evidence`).

Splink's first pass, trained as it comes, counts copies of one person as evidence that their name is common. So its surest groups are used to learn anew,
without any label: which words of names are other spellings of which, how rare each value is among people (not records), and how random pairs of people
compare. With that a second pass looks at many more pairs, and average linkage keeps together what hangs together. On historical_50k this lifts
connected components at 0.95 from pairwise F1 .90 to .92, and with linkage to .93 (tests/benchmarks/identity_historical.py).
"""

from __future__ import annotations

import numpy as np
import polars as pl

from transforms.identities.components import components
from transforms.identities.matching.cohesion import groups, strongest
from transforms.identities.matching.model import BLOCKS, ENOUGH, FIRST_BLOCKS, FREQUENT, LEVELS, Matcher, with_random_shares
from transforms.identities.matching.people import compared, people, words
from transforms.identities.matching.spellings import spellings

PROPOSAL: dict[str, pl.DataType | type[pl.DataType]] = {
    "identity_a": pl.String,
    "identity_b": pl.String,
    "probability": pl.Float64,
    "evidence": pl.String,
    "known_from": pl.Datetime("us"),
    "is_coherent": pl.Boolean,
}
TELLING = {"name", "dob", "post", "address", "email", "phone"}
SURE = 0.95
LISTED = 0.5
"""Pairs less probable than this are not listed."""
SEEN = 0.01


def propose(records: pl.DataFrame, mentions: pl.DataFrame) -> pl.DataFrame:
    """Pairs of records that are probably one person.

    A pure function of the records; a pair is known from when both records were. Two kinds of what tells people apart are needed: a name alone links nobody.

    Args:
        records: rows of `warehouse.tables.landing.Records`.
        mentions: rows of `IdentityMentions`.

    Returns:
        identity_a, identity_b, probability, evidence, known_from, is_coherent: does the pair lie in a group that hangs together, and rest on more than a name?
    """
    crowd = people(records, mentions)
    columns = [column for column in LEVELS if crowd[column].count() >= max(2, len(crowd) // 100) and crowd[column].n_unique() > 1]
    if len(TELLING & set(columns)) < 2:
        return pl.DataFrame(schema=PROPOSAL)
    said = words(crowd["name"].to_list())
    left, right, probability = _trained(crowd, columns, said) if len(crowd) >= ENOUGH else _untrained(crowd, columns, said)
    group = groups(len(crowd), left, right, probability)
    alone = _by_name_alone(crowd, left, right)
    kept, is_inside = strongest(left, right, np.where(alone, 0.0, probability), group)
    return _rows(crowd, left[kept], right[kept], probability[kept], is_inside & ~alone[kept])


def _by_name_alone(crowd: pl.DataFrame, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Pairs of which nothing but the name could be compared: listed, never applied, however rare the name."""
    filled = crowd.select(pl.col(column).is_not_null() for column in ("dob", "post", "place", "city", "address", "email", "phone")).to_numpy()
    return ~(filled[left] & filled[right]).any(axis=1)


def _untrained(crowd: pl.DataFrame, columns: list[str], said: list[list[str]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    return Matcher(compared(crowd, said, range(len(crowd)), {}), columns, BLOCKS).pairs(SEEN)


def _trained(crowd: pl.DataFrame, columns: list[str], said: list[list[str]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    size = len(crowd)
    first = Matcher(compared(crowd, said, range(size), {}), columns, FIRST_BLOCKS)
    first.random_shares()
    first.train()
    left, right, _ = first.pairs(SURE)
    person = components(size, left, right).tolist()
    counts = np.bincount(person)
    frame = compared(crowd, said, person, spellings(said, person))
    second = _second(frame, columns, counts)
    for column in FREQUENT:
        if column in columns:
            second.frequencies(column, _among_people(frame, column, len(counts)))
    second.train()
    return second.pairs(SEEN)


def _second(frame: pl.DataFrame, columns: list[str], counts: np.ndarray) -> Matcher:
    """How random people compare is seen on one record of each: of persons with several, since a lone record may be a copy that was not recognised."""
    size = len(frame)
    whole = frame.with_columns(copies=pl.Series(counts[frame["person"].to_numpy()]), filled=pl.sum_horizontal(pl.col(column).is_not_null().cast(pl.Int32) for column in columns))
    ones = whole.sort("filled", "unique_id", descending=[True, False]).unique("person", keep="first", maintain_order=True)
    several = ones.filter(pl.col("copies") >= 3)
    ones = several if len(several) >= ENOUGH else ones
    shares = Matcher(ones.drop("copies", "filled"), columns, FIRST_BLOCKS).random_shares()
    seen = len(ones) * (len(ones) - 1) / 2
    prior = max(float((counts * (counts - 1) / 2).sum()), 1.0) / (size * (size - 1) / 2)
    return with_random_shares(frame, columns, shares, 0.5 / seen, prior)


def _among_people(frame: pl.DataFrame, column: str, persons: int) -> pl.DataFrame:
    """Share of other people with the same value."""
    held = frame.select(column, "person").drop_nulls().unique().group_by(column).len()
    return held.select(column, ((pl.col("len") - 0.5) / persons).alias(f"tf_{column}")).sort(column)


def _rows(crowd: pl.DataFrame, left: np.ndarray, right: np.ndarray, probability: np.ndarray, is_coherent: np.ndarray) -> pl.DataFrame:
    ends = crowd.select("identity", "known_from", place=pl.format("record:{}:{}", "source", "record_id"))
    a, b = ends[left.tolist()], ends[right.tolist()]
    rows = pl.DataFrame(
        {
            "one": a["identity"],
            "other": b["identity"],
            "place": a["place"],
            "beside": b["place"],
            "from": a["known_from"],
            "since": b["known_from"],
            "probability": probability,
            "is_coherent": is_coherent,
        }
    )
    return (
        rows.filter((pl.col("probability") >= LISTED) & (pl.col("one") != pl.col("other")))
        .select(
            identity_a=pl.min_horizontal("one", "other"),
            identity_b=pl.max_horizontal("one", "other"),
            probability="probability",
            evidence=pl.format("{} and {}", "place", "beside"),
            known_from=pl.max_horizontal("from", "since"),
            is_coherent="is_coherent",
        )
        .sort("identity_a", "identity_b", "evidence")
    )
