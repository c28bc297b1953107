"""The shadow set: what the candidate draws, beside what counts. What belongs here: taking it over after a switch, and clearing it. What does not: filling it (trying).

It is no evidence: nothing is reconciled, published to recall or delivered from it. It holds a carrier only as long as that stays as it was read.
"""

from __future__ import annotations

import polars as pl

from orchestration.carriers import CARRIER, Portion, of_observation
from orchestration.extractors import Extractors
from orchestration.resources import Store
from transforms.observations import activated
from warehouse.lake import Lake

OBSERVATIONS, EXTRACTIONS = "shadow_observations", "shadow_extractions"


def is_empty(lake: Lake) -> bool:
    """Is there no shadow set?"""
    return not lake.files(EXTRACTIONS) and not lake.files(OBSERVATIONS)


def ready(lake: Lake, generation: str) -> pl.DataFrame:
    """Carriers, with their state, that a generation of extractors has read for the shadow set."""
    marks = lake.scan(EXTRACTIONS).filter((pl.col("generation") == generation) & pl.col("waits_for").is_null())
    return marks.select(*CARRIER, "state_hash").collect()


def taken(lake: Lake, portion: pl.DataFrame, activations: pl.DataFrame) -> Portion:
    """What the shadow set holds of a portion of carriers, stamped as if the extractors in use had read them now."""
    carriers = portion.lazy().select(CARRIER)
    rows = lake.scan(OBSERVATIONS).with_columns(of_observation()).join(carriers, on=CARRIER, how="semi").drop("carrier", "carrier_id", "deactivated_at").collect()
    in_use = activations.filter(pl.col("deactivated_at").is_null())
    observations = activated(rows.rename({"activated_at": "heard_at"}), in_use)
    return Portion(observations, lake.scan(EXTRACTIONS).join(carriers, on=CARRIER, how="semi").collect())


def trim(store: Store) -> None:
    """Leaves the candidate's claims about carriers that are as they were read; all go where there is no candidate, another, or one that is in use now."""
    lake = store.lake
    if is_empty(lake):
        return
    candidate = candidate_of(store)
    marks, rows = lake.read(EXTRACTIONS), lake.read(OBSERVATIONS)
    is_candidates = pl.col("generation") == pl.lit(candidate and candidate.generation, pl.String)
    true = marks.filter(is_candidates).join(lake.read("extractions"), on=[*CARRIER, "state_hash"], how="semi")
    kept = rows.with_columns(of_observation()).join(true, on=CARRIER, how="semi").select(rows.columns)
    if len(true) < len(marks) or len(kept) < len(rows):
        # In this order: claims that no mark vouches for are dropped when this is done again, a mark without its claims would stand for none.
        lake.recreate(EXTRACTIONS, true)
        lake.recreate(OBSERVATIONS, kept)


def candidate_of(store: Store) -> Extractors | None:
    """The set that is tried: the configuration's candidate, else the one that the next build would put to use, as after an upgrade. None where it is in use already."""
    open_rows = store.lake.scan("generations").filter(pl.col("deactivated_at").is_null()).collect()
    return next((each for each in (store.candidate, store.extractors) if each is not None and each.generation not in open_rows["generation"]), None)
