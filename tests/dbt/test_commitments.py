from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.orchestration.build import shop as s

APRIL = datetime(2026, 4, 1)


def talk(person: int, promise: str, later: str, speaker: str = "agent") -> list[dict[str, object]]:
    asked = s.message(person, 0, "customer", "Hello, I need some help.", occurred_at="2026-03-03T10:00:00Z")
    promised = s.message(person, 1, speaker, promise, occurred_at="2026-03-03T10:01:00Z")
    return [asked, promised, s.message(person, 2, "agent", later, occurred_at="2026-03-04T10:00:00Z")]


@pytest.fixture(scope="module")
def promises(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = s.shop(tmp_path_factory.mktemp("promises"))
    talks = [
        talk(0, "We will ship a new one tomorrow.", "Good news, your replacement went out this morning."),
        talk(1, "I'll call you back by March 5.", "How are you today?"),
        talk(2, "I will get the refund to you within four days.", "I've refunded you 38 dollars."),
        talk(3, "I'll send you the photos tomorrow.", "I've sent you the invoice.", speaker="customer"),
        talk(4, "I will refund you by May 20.", "I've escalated this to our network team."),
    ]
    s.put(folder, "chat/a.jsonl", [row for rows in talks for row in rows])
    s.build(folder, APRIL)
    return folder


def test_a_promise_is_kept_where_its_side_says_it_is_done_broken_where_its_time_is_over_and_open_until_then(promises: Path) -> None:
    rows = s.rows(promises, "select conversation_id, promised_by, status, status_reason, kept_by_observation_id is not null from marts.fct_commitments order by 1")
    overdue = "due time passed and nothing says that it was done"
    assert rows == [
        ("c0", "agent", "kept", "said to be done", True),
        ("c1", "agent", "broken", overdue, False),
        ("c2", "agent", "kept", "said to be done", True),
        ("c3", "customer", "broken", overdue, False),
        ("c4", "agent", "open", "not due yet", False),
    ]
