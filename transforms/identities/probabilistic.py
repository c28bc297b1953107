"""Proposals that two records are one person, by what they say of them.

What belongs here: the two passes. What does not: the model (`matching`), and when a proposal is applied (`evidence`).

Splink's first pass, trained as it comes, counts copies of one person as evidence that their name is common. So its surest groups are used to learn anew,
without any label: which words of names are other spellings of which, how rare each value is among people (not records), and how random pairs of people
compare. With that a second pass looks at many more pairs, and average linkage keeps together what hangs together. On historical_50k this lifts
connected components at 0.95 from pairwise F1 .90 to .92, and with linkage to .93 (tests/benchmarks/identity_historical.py).

What both passes learned is numbers, which the caller keeps: they are used again until there are twice as many records, other columns or other rules.
"""

from __future__ import annotations

import json
from typing import NamedTuple

import numpy as np
import polars as pl

from transforms.identities.components import components
from transforms.identities.matching.cohesion import groups, strongest
from transforms.identities.matching.model import BLOCKS, ENOUGH, FIRST_BLOCKS, FREQUENT, LEVELS, Learned, Matcher, rules, taught
from transforms.identities.matching.people import compared, people, words
from transforms.identities.matching.spellings import spellings

PROPOSAL: dict[str, pl.DataType | type[pl.DataType]] = {
    "identity_a": pl.String,
    "identity_b": pl.String,
    "record_a": pl.String,
    "record_b": pl.String,
    "probability": pl.Float64,
    "is_coherent": pl.Boolean,
    "known_from": pl.Datetime("us"),
    "known_to": pl.Datetime("us"),
}
TELLING = {"name", "dob", "post", "address", "email", "phone"}
Pairs = tuple[np.ndarray, np.ndarray, np.ndarray]
"""Left, right, probability."""
SURE = 0.95
LISTED = 0.5
"""Pairs less probable than this are not listed."""
SEEN = 0.01


GROWN = 2
"""It learns anew from this many times the records on."""


class Trained(NamedTuple):
    """What was learned of how many records, under which rules."""

    records: int
    rules: str
    first: Learned
    second: Learned

    def serves(self, columns: list[str], records: int) -> bool:
        """May this be used again?"""
        return self.rules == rules() and sorted(self.second.shares) == sorted(columns) and records < GROWN * self.records

    def text(self) -> str:
        """As JSON."""
        return json.dumps(self, sort_keys=True)

    @classmethod
    def of(cls, text: str) -> Trained:
        """What `text` wrote."""
        records, under, first, second = json.loads(text)
        return cls(records, under, Learned(*first), Learned(*second))


class Proposed(NamedTuple):
    """Pairs, and what they were told by; null where the records are too few to learn from."""

    pairs: pl.DataFrame
    trained: Trained | None


def propose(records: pl.DataFrame, mentions: pl.DataFrame, former: Trained | None = None) -> Proposed:
    """Pairs of records that are probably one person.

    A pure function of the records; a pair is known from when both records were. Two kinds of what tells people apart are needed: a name alone links nobody.

    Args:
        records: rows of `warehouse.tables.landing.Records`.
        mentions: rows of `IdentityMentions`.
        former: what was learned before, to be used again where it serves.

    Returns:
        pairs in the columns of `PROPOSAL`, open; `is_coherent`: does the pair lie in a group that hangs together, and rest on more than a name?
    """
    crowd = people(records, mentions)
    columns = [column for column in LEVELS if crowd[column].count() >= max(2, len(crowd) // 100) and crowd[column].n_unique() > 1]
    if len(TELLING & set(columns)) < 2:
        return Proposed(pl.DataFrame(schema=PROPOSAL), None)
    said, trained = words(crowd["name"].to_list()), None
    if len(crowd) >= ENOUGH:
        former = former if former is not None and former.serves(columns, len(crowd)) else None
        (left, right, probability), trained = _trained(crowd, columns, said, former)
    else:
        left, right, probability = _untrained(crowd, columns, said)
    group = groups(len(crowd), left, right, probability)
    alone = _by_name_alone(crowd, left, right)
    kept, is_inside = strongest(left, right, np.where(alone, 0.0, probability), group)
    return Proposed(_rows(crowd, left[kept], right[kept], probability[kept], is_inside & ~alone[kept]), trained)


def _by_name_alone(crowd: pl.DataFrame, left: np.ndarray, right: np.ndarray) -> np.ndarray:
    """Pairs of which nothing but the name could be compared: listed, never applied, however rare the name."""
    filled = crowd.select(pl.col(column).is_not_null() for column in ("dob", "post", "place", "city", "address", "email", "phone")).to_numpy()
    return ~(filled[left] & filled[right]).any(axis=1)


def _untrained(crowd: pl.DataFrame, columns: list[str], said: list[list[str]]) -> Pairs:
    return Matcher(compared(crowd, said, range(len(crowd)), {}), columns, BLOCKS).pairs(SEEN)


def _trained(crowd: pl.DataFrame, columns: list[str], said: list[list[str]], former: Trained | None) -> tuple[Pairs, Trained]:
    size = len(crowd)
    alone = compared(crowd, said, range(size), {})
    first = _first(alone, columns) if former is None else taught(alone, columns, FIRST_BLOCKS, former.first)
    left, right, _ = first.pairs(SURE)
    person = components(size, left, right).tolist()
    counts = np.bincount(person)
    frame = compared(crowd, said, person, spellings(said, person))
    second = _second(frame, columns, counts) if former is None else taught(frame, columns, BLOCKS, former.second)
    for column in FREQUENT:
        if column in columns:
            second.frequencies(column, _among_people(frame, column, len(counts)))
    if former is None:
        second.train()
        former = Trained(size, rules(), first.learned(), second.learned())
    return second.pairs(SEEN), former


def _first(frame: pl.DataFrame, columns: list[str]) -> Matcher:
    matcher = Matcher(frame, columns, FIRST_BLOCKS)
    matcher.random_shares()
    matcher.train()
    return matcher


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
    known = {column: [[None, max(share or 0.0, 0.5 / seen)] for share in levels] for column, levels in shares.items()}
    return taught(frame, columns, BLOCKS, Learned(prior, known))


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
            record_a="place",
            record_b="beside",
            probability="probability",
            is_coherent="is_coherent",
            known_from=pl.max_horizontal("from", "since"),
            known_to=pl.lit(None, pl.Datetime("us")),
        )
        .sort("identity_a", "identity_b", "record_a", "record_b")
    )
