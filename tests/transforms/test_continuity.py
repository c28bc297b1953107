from __future__ import annotations

from datetime import datetime, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.continuity import activated, continued
from warehouse.tables.registry import TABLES

MONDAY, TUESDAY, FRIDAY = datetime(2026, 1, 5), datetime(2026, 1, 6), datetime(2026, 1, 9)
SCHEMA = TABLES["observations"].empty().schema


def claims(ids, activated_at: datetime, deactivated_at: datetime | None = None) -> pl.DataFrame:
    blank = dict.fromkeys(SCHEMA) | {"extractor": "grammar", "activated_at": activated_at, "deactivated_at": deactivated_at}
    return pl.DataFrame([blank | {"observation_id": i} for i in ids], schema=SCHEMA)


def joined(old: pl.DataFrame, new: pl.DataFrame, since: datetime | None):
    taken_over = pl.lit(since, pl.Datetime("us"))
    return continued(old.with_columns(since=taken_over), new.with_columns(since=taken_over))


def spans(rows: pl.DataFrame) -> list[tuple[object, ...]]:
    return rows.select("activated_at", "deactivated_at").rows()


def test_a_claim_that_the_next_version_makes_too_goes_on():
    after = joined(claims("o", MONDAY), claims("o", TUESDAY), TUESDAY)
    assert (spans(after.observations), spans(after.former)) == ([(MONDAY, None)], [])


def test_a_claim_made_again_after_it_ended_has_two_times_of_use():
    ended = joined(claims("o", MONDAY), claims("", MONDAY), TUESDAY).observations
    assert spans(ended) == [(MONDAY, TUESDAY)]
    again = joined(ended, claims("o", FRIDAY), FRIDAY)
    assert (spans(again.observations), spans(again.former)) == ([(FRIDAY, None)], [(MONDAY, TUESDAY)])


def test_a_switch_there_and_back_at_one_moment_is_none():
    ended = joined(claims("o", MONDAY), claims("", MONDAY), TUESDAY).observations
    back = joined(ended, claims("o", MONDAY), TUESDAY)
    assert (spans(back.observations), spans(back.former)) == ([(MONDAY, None)], [])


def test_where_the_same_reader_reads_another_state_what_it_no_longer_says_is_gone():
    assert spans(joined(claims("o", MONDAY), claims("", MONDAY), None).observations) == []


def test_a_ledger_tells_two_times_of_use_apart():
    ledger, used = TABLES["generations"].empty(), [pl.DataFrame({"generation": [name]}) for name in ("a", "b", "a")]
    for generation, at in zip(used, (MONDAY, TUESDAY, FRIDAY), strict=True):
        ledger = activated(ledger, generation, at)
    assert ledger.rows() == [("a", MONDAY, TUESDAY), ("b", TUESDAY, FRIDAY), ("a", FRIDAY, None)]


@given(st.lists(st.tuples(st.frozensets(st.sampled_from("abcd")), st.integers(0, 2)), min_size=1, max_size=7), st.data())
@settings(max_examples=60, deadline=None)
def test_whatever_sets_followed_each_other_each_moment_knows_what_the_set_in_use_said_then(sets, data):
    """Extractors were all put to use on Monday, and only what each set makes of them differs: as where precedence is changed, or one silences another."""
    held, former, in_force, at = claims("", MONDAY), claims("", MONDAY), list[tuple[datetime, frozenset[str]]](), MONDAY
    for said, later in sets:
        at += timedelta(days=later)
        for _ in range(data.draw(st.integers(1, 2))):  # a build that was killed before it could say that it was done does it again
            after = joined(held, claims(sorted(said), MONDAY), at)
            held, former = after.observations, pl.concat([former, after.former], how="diagonal").unique(["observation_id", "activated_at"], maintain_order=True)
        in_force.append((at, said))
    known = pl.concat([held, former]).select("observation_id", "activated_at", "deactivated_at")
    for moment in sorted({at for at, _ in in_force}):
        is_known = (pl.col("activated_at") <= moment) & (pl.col("deactivated_at").is_null() | (pl.col("deactivated_at") > moment))
        assert sorted(known.filter(is_known)["observation_id"]) == sorted([said for since, said in in_force if since <= moment][-1])
