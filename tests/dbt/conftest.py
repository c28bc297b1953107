from __future__ import annotations

from datetime import datetime
from pathlib import Path

import pytest

from tests.orchestration.build import shop as s

APRIL = datetime(2026, 4, 1)


def promise(person: int, promised: str, later: str, speaker: str = "agent") -> list[dict[str, object]]:
    return [
        s.message(person, 0, "customer", "Hello, I need some help.", occurred_at="2026-03-03T10:00:00Z"),
        s.message(person, 1, speaker, promised, occurred_at="2026-03-03T10:01:00Z"),
        s.message(person, 2, "agent", later, occurred_at="2026-03-04T10:00:00Z"),
    ]


@pytest.fixture(scope="session")
def told(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A shop built in January and in April: Ana 0 moves, changes her mind; Ana 1 gets a booking number; promises are made to Anas 2 to 6."""
    folder = s.shop(tmp_path_factory.mktemp("told"))
    likes = [s.message(person, 8, "customer", "I prefer to be contacted by text message.") for person in (0, 1)]
    s.put(folder, "chat/january.jsonl", [*s.conversation(0), *s.conversation(1), *likes])
    s.put(folder, "crm/january.jsonl", [s.record(0, "Leeds"), s.record(1, "York")])
    s.build(folder, s.JANUARY)
    s.put(folder, "crm/april.jsonl", [s.record(0, "Hull", 3)])
    march = [
        s.message(0, 9, "customer", "Sorry, please email me instead.", occurred_at="2026-03-02T09:00:00Z"),
        s.message(1, 9, "agent", "Your booking number is BK48213.", occurred_at="2026-03-02T09:00:00Z"),
    ]
    promises = [
        promise(2, "We will ship a new one tomorrow.", "Good news, your replacement went out this morning."),
        promise(3, "I'll call you back by March 5.", "How are you today?"),
        promise(4, "I will get the refund to you within four days.", "I've refunded you 38 dollars."),
        promise(5, "I'll send you the photos tomorrow.", "I've sent you the invoice.", speaker="customer"),
        promise(6, "I will refund you by May 20.", "I've escalated this to our network team."),
    ]
    s.put(folder, "chat/april.jsonl", [*march, *(row for rows in promises for row in rows)])
    s.build(folder, APRIL)
    return folder
