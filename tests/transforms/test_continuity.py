from __future__ import annotations

from datetime import datetime

import polars as pl

from transforms.continuity import continued, former
from warehouse.tables.registry import TABLES

MONDAY, TUESDAY, FRIDAY = datetime(2026, 1, 5), datetime(2026, 1, 6), datetime(2026, 1, 9)
SCHEMA = TABLES["observations"].empty().schema


def claim(activated_at: datetime, deactivated_at: datetime | None = None) -> pl.DataFrame:
    row = dict.fromkeys(SCHEMA) | {"observation_id": "o1", "extractor": "grammar", "activated_at": activated_at, "deactivated_at": deactivated_at}
    return pl.DataFrame([row], schema=SCHEMA)


def ledger(since: datetime) -> pl.DataFrame:
    row = {"extractor": "grammar", "extractor_version": "1", "digest": "d", "activated_at": since, "deactivated_at": None}
    return pl.DataFrame([row], schema=TABLES["activations"].empty().schema)


def spans(rows: pl.DataFrame) -> list[tuple[object, ...]]:
    return rows.select("activated_at", "deactivated_at").rows()


def test_a_claim_that_the_next_version_makes_too_goes_on():
    old, new = claim(MONDAY), claim(TUESDAY)
    assert spans(continued(old, new, ledger(TUESDAY))) == [(MONDAY, None)]
    assert spans(former(old, new)) == []


def test_a_claim_made_again_after_it_ended_has_two_times_of_use():
    ended = continued(claim(MONDAY), claim(MONDAY).clear(), ledger(TUESDAY))
    assert spans(ended) == [(MONDAY, TUESDAY)]
    again = claim(FRIDAY)
    assert spans(continued(ended, again, ledger(FRIDAY))) == [(FRIDAY, None)]
    assert spans(former(ended, again)) == [(MONDAY, TUESDAY)]


def test_a_switch_there_and_back_at_one_moment_is_none():
    ended = continued(claim(MONDAY), claim(MONDAY).clear(), ledger(TUESDAY))
    assert spans(continued(ended, claim(TUESDAY), ledger(TUESDAY))) == [(MONDAY, None)]
    assert spans(former(ended, claim(TUESDAY))) == []


def test_a_claim_of_an_extractor_that_is_no_longer_used_ends_where_that_was_put_away():
    put_away = ledger(MONDAY).with_columns(deactivated_at=pl.lit(FRIDAY))
    others = ledger(MONDAY).with_columns(extractor=pl.lit("records"))
    assert spans(continued(claim(MONDAY), claim(MONDAY).clear(), pl.concat([put_away, others]))) == [(MONDAY, FRIDAY)]
