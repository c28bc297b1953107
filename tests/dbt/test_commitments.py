from __future__ import annotations

from pathlib import Path

from tests.orchestration.build import shop as s


def test_a_promise_is_kept_where_its_side_says_it_is_done_broken_where_its_time_is_over_and_open_until_then(told: Path) -> None:
    rows = s.rows(
        told,
        "select conversation_id, promised_by, status, status_reason, kept_by_observation_id is not null from marts.fct_commitments where promised_at >= date '2026-03-01' order by 1",
    )
    overdue = "due time passed and nothing says that it was done"
    assert rows == [
        ("c2", "agent", "kept", "said to be done", True),
        ("c3", "agent", "broken", overdue, False),
        ("c4", "agent", "kept", "said to be done", True),
        ("c5", "customer", "broken", overdue, False),
        ("c6", "agent", "open", "not due yet", False),
    ]
