"""The gate: what must hold of a candidate snapshot before readers see it. Great Expectations runs it, in memory, with no store and no telemetry.

What belongs here: expectations on the frames that a snapshot is made of. What does not: tests of models, which live with the models.
"""

from __future__ import annotations

import logging
import os
import warnings
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import polars as pl

from warehouse.tables import words


@dataclass(frozen=True)
class Broken:
    """An expectation that does not hold: of which frame, which one, and for how many rows."""

    frame: str
    rule: str
    rows: int

    def __str__(self) -> str:
        return f"{self.frame}: {self.rule} does not hold for {self.rows} row(s)"


def _expectations(gx: Any) -> dict[str, list[Any]]:
    is_null, unique, among, at_least = (
        gx.ExpectColumnValuesToNotBeNull,
        gx.ExpectColumnValuesToBeUnique,
        gx.ExpectColumnValuesToBeInSet,
        gx.ExpectColumnValuesToBeBetween,
    )
    return {
        "memories": [
            *(is_null(column=c) for c in ("memory_id", "customer_id", "content", "known_from")),
            among(column="kind", value_set=list(words.KINDS)),
            gx.ExpectColumnValueLengthsToBeBetween(column="content", min_value=1, max_value=4000),
            at_least(column="mentions", min_value=1),
            gx.ExpectColumnPairValuesAToBeGreaterThanB(column_A="last_seen_at", column_B="first_seen_at", or_equal=True, ignore_row_if="either_value_is_missing"),
        ],
        "beliefs": [
            *(is_null(column=c) for c in ("customer_id", "attribute", "value", "valid_from", "known_from", "observation_ids")),
            among(column="change_reason", value_set=list(words.CHANGE_REASONS)),
            *(
                gx.ExpectColumnPairValuesAToBeGreaterThanB(column_A=f"{clock}_to", column_B=f"{clock}_from", ignore_row_if="either_value_is_missing")
                for clock in ("valid", "known")
            ),
        ],
        "identities": [*(is_null(column=c) for c in ("identity", "customer_id", "known_from"))],
        "open_identities": [unique(column="identity")],
        "observations": [is_null(column="observation_id"), unique(column="observation_id"), among(column="status", value_set=list(words.STATUSES)), is_null(column="status_reason")],
        "interactions": [is_null(column="interaction_id"), unique(column="interaction_id"), is_null(column="customer_id"), among(column="channel", value_set=list(words.CHANNELS))],
    }  # fmt: skip


def gate(frames: Mapping[str, pl.DataFrame]) -> list[Broken]:
    """Checks a candidate.

    Args:
        frames: rows of the marts a snapshot is made of, by `memories`, `beliefs`, `identities`, `observations`, `interactions`.

    Returns:
        What does not hold; nothing where the candidate may be published. Rows are counted, never shown.
    """
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    with _quiet():
        import great_expectations as gx
        import great_expectations.expectations as expectations

        context = gx.get_context(mode="ephemeral")
        context.variables.progress_bars = {"globally": False}  # type: ignore[assignment]
        source = context.data_sources.add_pandas("candidate")
        rules = _expectations(expectations)
        open_identities = frames["identities"].filter(pl.col("known_to").is_null()) if "identities" in frames else None
        broken = []
        for name, frame in {**frames, **({"open_identities": open_identities} if open_identities is not None else {})}.items():
            wanted = [rule for rule in rules.get(name, []) if _columns(rule) <= set(frame.columns)]
            if not wanted or frame.is_empty():
                continue
            used = sorted(set().union(*(_columns(rule) for rule in wanted)))
            batch = source.add_dataframe_asset(name).add_batch_definition_whole_dataframe("all").get_batch({"dataframe": frame.select(used).to_pandas()})
            result = batch.validate(gx.ExpectationSuite(name, expectations=wanted))
            broken += [_told(name, r) for r in result.results if not r.success]
        return broken


@contextmanager
def _quiet() -> Iterator[None]:
    """Great Expectations tells of its own insides by the hundred; what it finds comes back as results."""
    level = logging.root.manager.disable
    logging.disable(logging.WARNING)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            yield
    finally:
        logging.disable(level)


def _columns(rule: Any) -> set[str]:
    return {getattr(rule, name) for name in ("column", "column_A", "column_B") if getattr(rule, name, None)}


def _told(name: str, result: Any) -> Broken:
    about = result.expectation_config
    columns = "/".join(str(about.kwargs[k]) for k in ("column", "column_A", "column_B") if k in about.kwargs)
    return Broken(name, f"{about.type}({columns})", int(result.result.get("unexpected_count") or 0))
