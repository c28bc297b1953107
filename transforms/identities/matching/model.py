"""The Fellegi-Sunter model of Splink over people: comparisons, blocking, training, prediction. Splink is imported when it is used, for it costs seconds.

What does not belong here: what the columns mean (`people`), what is done with a pair (`probabilistic`).
"""

from __future__ import annotations

import hashlib
import logging
from collections.abc import Mapping, Sequence
from importlib.metadata import version
from typing import Any, NamedTuple

import numpy as np
import polars as pl

SHARED = "coalesce(list_sum(list_intersect(told_l, told_r)), 0)"
NEAR = "jaro_winkler_similarity"
EDITS = "damerau_levenshtein"
LEVELS: Mapping[str, Sequence[tuple[str, float, float]]] = {
    "name": (
        ("=", 0.43, 1e-5),
        (f"{SHARED} >= 20", 0.05, 3e-6),
        (f"{NEAR}(sorted_name_l, sorted_name_r) >= 0.95", 0.10, 2e-5),
        (f"{SHARED} >= 14", 0.08, 8e-6),
        (f"{NEAR}(sorted_name_l, sorted_name_r) >= 0.9 or ({NEAR}(last_l, last_r) >= 0.92 and {NEAR}(first_l, first_r) >= 0.85)", 0.11, 5e-4),
        (f"{SHARED} >= 9", 0.08, 4e-4),
        (f"{NEAR}(final_l, final_r) >= 0.92", 0.02, 6e-4),
        (f"{SHARED} >= 6", 0.02, 2e-3),
        (f"{SHARED} >= 2", 0.04, 4e-2),
        (f"{NEAR}(sorted_name_l, sorted_name_r) >= 0.75", 0.01, 2e-3),
        ("else", 0.06, 0.95),
    ),
    "dob": (
        ("dob_l = dob_r and month_day_l <> '01-01'", 0.40, 4e-5),
        ("dob_l = dob_r", 0.19, 1e-3),
        (f"{EDITS}(dob_l, dob_r) <= 1 and year_l = year_r and not (month_day_l = '01-01' or month_day_r = '01-01')", 0.13, 4e-4),
        (f"{EDITS}(dob_l, dob_r) <= 1 and month_day_l = month_day_r and month_day_l <> '01-01'", 0.07, 2e-4),
        (f"{EDITS}(dob_l, dob_r) <= 1", 0.15, 2e-2),
        ("year_l = year_r", 0.02, 2e-2),
        (f"{EDITS}(dob_l, dob_r) <= 2", 0.03, 8e-2),
        ("else", 0.01, 0.87),
    ),
    "post": (
        ("=", 0.65, 1e-5),
        (f"{EDITS}(post_l, post_r) <= 1", 0.08, 6e-5),
        ("left(post_l, length(area_l) + 2) = left(post_r, length(area_r) + 2)", 0.06, 3e-4),
        ("area_l = area_r", 0.03, 7e-4),
        ("regexp_extract(post_l, '^[a-z]+') <> '' and regexp_extract(post_l, '^[a-z]+') = regexp_extract(post_r, '^[a-z]+')", 0.08, 1.1e-2),
        ("else", 0.1, 0.98),
    ),
    "place": (("=", 0.84, 4.6e-3), (f"{NEAR}(place_l, place_r) >= 0.9 or contains(place_l, place_r) or contains(place_r, place_l)", 0.02, 1e-3), ("else", 0.14, 0.99)),
    "city": (("=", 0.84, 4.6e-3), (f"{NEAR}(city_l, city_r) >= 0.9 or contains(city_l, city_r) or contains(city_r, city_l)", 0.02, 1e-3), ("else", 0.14, 0.99)),
    "address": (("=", 0.6, 1e-5), (f"{NEAR}(address_l, address_r) >= 0.92", 0.2, 1e-3), ("else", 0.2, 0.99)),
    "email": (("=", 0.8, 1e-5), (f"split_part(email_l, '@', 1) = split_part(email_r, '@', 1) or {EDITS}(email_l, email_r) <= 1", 0.05, 1e-4), ("else", 0.15, 0.999)),
    "phone": (("=", 0.8, 1e-5), (f"{EDITS}(phone_l, phone_r) <= 1", 0.05, 1e-4), ("else", 0.15, 0.999)),
    "job": (("=", 0.88, 4e-2), ("else", 0.12, 0.96)),
    "gender": (("=", 0.94, 0.7), ("else", 0.06, 0.3)),
}
"""Levels of likeness, best first, with the share of true and of random pairs at it; the shares are where training starts, and where there is too little to train on."""
FREQUENT = ("name", "post", "place", "city", "address", "email", "phone", "job")
"""Columns whose equal values tell the more, the rarer they are."""
FIRST_BLOCKS = (
    ("dob", "initial"),
    ("post",),
    ("sorted_name",),
    ("last", "place"),
    ("last", "year"),
    ("last", "area"),
    ("first", "dob"),
    ("first", "area"),
    ("final4", "dob"),
    ("dob", "place"),
    ("email",),
    ("phone",),
    ("address",),
    ("last", "city"),
)
BLOCKS = (
    *FIRST_BLOCKS,
    ("first", "year", "place"),
    ("rare",),
    ("final4", "first3"),
    ("final4", "place"),
    ("final4", "city"),
    ("final4", "year"),
    ("first3", "year", "job"),
    ("place", "year", "job"),
    ("first3", "place", "job"),
    ("last", "first"),
    ("first3", "place", "year"),
    ("person",),
)
TRAINING = (("dob",), ("post",), ("sorted_name",), ("place", "job"), ("email",), ("phone",), ("address",), ("city", "job"))
DERIVED = {
    "initial": "name",
    "sorted_name": "name",
    "last": "name",
    "first": "name",
    "first3": "name",
    "final4": "name",
    "rare": "name",
    "year": "dob",
    "area": "post",
    "person": "name",
}
ENOUGH = 500
"""Records from which on the model is trained on them."""


class Learned(NamedTuple):
    """What a model learned: numbers, and nothing of anybody.

    Attributes:
        prior: the share of true pairs among all.
        shares: of each column, for each level of likeness, best first: its share of true and of random pairs.
    """

    prior: float
    shares: dict[str, list[list[float | None]]]


def rules() -> str:
    """A digest of the comparisons and of the Splink that makes them: what was learned under others means nothing."""
    return hashlib.sha256(repr((LEVELS, FREQUENT, FIRST_BLOCKS, BLOCKS, TRAINING, version("splink"))).encode()).hexdigest()[:16]


class Matcher:
    """One Splink model over one frame of people.

    Args:
        frame: what `people.compared` returns.
        columns: the columns of `LEVELS` that it has values in.
        blocks: which pairs are looked at.
    """

    def __init__(self, frame: pl.DataFrame, columns: Sequence[str], blocks: Sequence[tuple[str, ...]]) -> None:
        from splink import Linker
        from splink.backends.duckdb import DuckDBAPI

        self.columns, self.frame = list(columns), frame
        self.api = DuckDBAPI()
        self.linker = Linker(self.api.register(frame.to_arrow()), _settings(columns, _usable(blocks, columns), len(frame)), log_level=logging.ERROR)

    def random_shares(self) -> dict[str, list[float | None]]:
        """How random pairs fall on the levels of each column."""
        self.linker.training.estimate_u_using_random_sampling(max_pairs=3e6, seed=1)
        return {column: [random for _, random in levels] for column, levels in self.learned().shares.items()}

    def train(self) -> None:
        """Expectation maximisation of how true pairs fall on the levels.

        A block without pairs is passed over: Splink would raise, and leave the block's columns out of the model.
        """
        from splink import block_on

        for block in _usable(TRAINING, self.columns):
            if self.frame.drop_nulls(block).select(block).is_duplicated().any():
                self.linker.training.estimate_parameters_using_expectation_maximisation(block_on(*block))

    def model(self) -> dict[str, Any]:
        """The settings as they are now."""
        return self.linker.misc.save_model_to_json()

    def learned(self) -> Learned:
        """What it was taught, or taught itself."""
        model = self.model()
        shares = {c["output_column_name"]: [[level.get("m_probability"), level.get("u_probability")] for level in _levels(c)] for c in model["comparisons"]}
        return Learned(model["probability_two_random_records_match"], shares)

    def frequencies(self, column: str, table: pl.DataFrame) -> None:
        """Takes how often each value of a column is met: column, `tf_<column>`."""
        self.linker.table_management.register_term_frequency_lookup(self.api.register(table.to_arrow()), column)

    def pairs(self, least: float) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """left, right (`unique_id`) and probability of all pairs looked at that have at least this."""
        found = self.linker.inference.predict(threshold_match_probability=least).as_duckdbpyrelation().to_arrow_table()
        rows = pl.DataFrame(pl.from_arrow(found)).select("unique_id_l", "unique_id_r", pl.col("match_probability").round(6)).sort("unique_id_l", "unique_id_r")
        return rows["unique_id_l"].to_numpy(), rows["unique_id_r"].to_numpy(), rows["match_probability"].to_numpy()


def taught(frame: pl.DataFrame, columns: Sequence[str], blocks: Sequence[tuple[str, ...]], learned: Learned) -> Matcher:
    """A matcher that has learned already; a share that is null is left as training starts."""
    from splink import Linker

    matcher = Matcher(frame, columns, blocks)
    model = matcher.model()
    for comparison in model["comparisons"]:
        for level, (true, random) in zip(_levels(comparison), learned.shares[comparison["output_column_name"]], strict=True):
            level |= {name: share for name, share in (("m_probability", true), ("u_probability", random)) if share is not None}
    model["probability_two_random_records_match"] = learned.prior
    matcher.linker = Linker(matcher.api.register(frame.to_arrow()), model, log_level=logging.ERROR)
    return matcher


def _levels(comparison: Mapping[str, Any]) -> list[dict[str, Any]]:
    return [level for level in comparison["comparison_levels"] if not level.get("is_null_level")]


def _usable(blocks: Sequence[tuple[str, ...]], columns: Sequence[str]) -> list[tuple[str, ...]]:
    return [block for block in blocks if all(DERIVED.get(part, part) in columns for part in block)]


def _settings(columns: Sequence[str], blocks: Sequence[tuple[str, ...]], size: int) -> Any:
    from splink import SettingsCreator, block_on

    rules: list[Any] = [block_on(*block, arrays_to_explode=["rare"]) if block == ("rare",) else block_on(*block) for block in blocks]
    return SettingsCreator(
        link_type="dedupe_only",
        unique_id_column_name="unique_id",
        comparisons=[_comparison(column) for column in columns],
        blocking_rules_to_generate_predictions=rules,
        retain_intermediate_calculation_columns=False,
        retain_matching_columns=False,
        probability_two_random_records_match=min(0.5, 1 / max(size, 2)),
    )


def _comparison(column: str) -> Any:
    import splink.comparison_level_library as levels
    from splink.comparison_library import CustomComparison

    made: list[Any] = [levels.NullLevel(column)]
    for condition, true, random in LEVELS[column]:
        if condition == "=":
            level: Any = levels.ExactMatchLevel(column, term_frequency_adjustments=column in FREQUENT)
        else:
            level = levels.ElseLevel() if condition == "else" else levels.CustomLevel(condition)
        made.append(level.configure(m_probability=true, u_probability=random))
    return CustomComparison(output_column_name=column, comparison_levels=made)
