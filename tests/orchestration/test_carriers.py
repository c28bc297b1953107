from datetime import datetime

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from orchestration.carriers import states
from warehouse.tables.registry import TABLES

RECORDS = TABLES["records"].empty().lazy()
ROWS = st.lists(st.tuples(st.sampled_from("abc"), st.text("0123456789abcdef", min_size=4, max_size=4), st.integers(1, 9)), max_size=12, unique=True)


def of(rows):
    """The state of each conversation with these rows: its id, a row's hash, the day it landed."""
    schema = {"source": pl.String, "conversation_id": pl.String, "row_hash": pl.String, "recorded_at": pl.Datetime("us")}
    frame = pl.DataFrame([("s", who, row, datetime(2026, 1, day)) for who, row, day in rows], schema=schema, orient="row")
    return {who: (rows, state) for who, rows, state in states(frame.lazy(), RECORDS).select("carrier_id", "rows", "state_hash").iter_rows()}


@given(ROWS, st.randoms())
def test_a_state_is_its_rows_in_any_order(rows, random):
    shuffled = random.sample(rows, len(rows))
    assert of(rows) == of(shuffled)
    assert {who: count for who, (count, _) in of(rows).items()} == {w: sum(r[0] == w for r in rows) for w in {r[0] for r in rows}}


@given(ROWS.filter(bool), st.data())
def test_only_the_conversation_that_changed_has_another_state(rows, data):
    changed = data.draw(st.integers(0, len(rows) - 1))
    who, row, day = rows[changed]
    before, after = of(rows), of([*rows[:changed], (who, row, day + 1), *rows[changed + 1 :]])
    assert {w for w in before if before[w] != after[w]} == {who}
