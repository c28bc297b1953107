from datetime import datetime

import polars as pl
import pytest

from tests.recall.made import OBSERVATIONS
from warehouse.recall.summaries import WRITTEN, record_of, written

NAME = "0123456789abcdef" * 2


def told(**given: object) -> list[dict]:
    row = dict.fromkeys(OBSERVATIONS) | {
        "observation_id": "o1", "customer_id": "c", "attribute": WRITTEN, "value": "Wants a router.", "record_id": record_of(NAME, "CH-1-2"),
        "source": "api", "observed_at": datetime(2026, 1, 2), "status": "active",
    } | given  # fmt: skip
    return written(pl.DataFrame([row], schema=OBSERVATIONS)).to_dicts()


def test_a_written_summary_knows_its_conversation() -> None:
    (row,) = told()
    assert (row["summary_id"], row["conversation_id"], row["content"], row["observation_ids"]) == (f"summary-{NAME}", "CH-1-2", "Wants a router.", ["o1"])
    (row,) = told(record_id=record_of(NAME, None))
    assert (row["summary_id"], row["conversation_id"]) == (f"summary-{NAME}", None)


@pytest.mark.parametrize("given", [{"status": "retracted"}, {"value": None}, {"customer_id": None}, {"record_id": "crm-7"}, {"attribute": "note"}])
def test_what_was_taken_back_or_is_no_summary_is_not_shown(given: dict) -> None:
    assert told(**given) == []


def test_a_summary_that_a_later_one_followed_is_shown_still() -> None:
    assert len(told(status="superseded")) == 1
