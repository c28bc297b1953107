from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.orchestration.build import shop as s

EXAMPLES = Path(__file__).parent / "examples"


def answer(folder: Path, name: str) -> list[tuple[Any, ...]]:
    return s.rows(folder, (EXAMPLES / f"{name}.sql").read_text())


def customer(folder: Path, person: int) -> str:
    return str(s.rows(folder, f"select customer_id from marts.dim_identities where identity = 'email:ana{person}@example.com' and known_to is null")[0][0])


def believed(folder: Path, name: str, person: int) -> dict[str, str]:
    who = customer(folder, person)
    return {row[1]: row[2] for row in answer(folder, name) if row[0] == who and row[1] in ("contact.preferred_channel", "location.city")}


def test_the_profile_now(told: Path) -> None:
    columns = [str(row[0]) for row in s.rows(told, "select column_name from (describe marts.dim_profiles)")]
    (row,) = answer(told, "profile_now")
    profile = dict(zip(columns, row, strict=True))
    assert profile["customer_id"] == customer(told, 0)
    assert (profile["location__city"], profile["contact__preferred_channel"], profile["interactions"]) == ("Hull", "email", 7)


def test_what_was_believed_on_a_date(told: Path) -> None:
    assert believed(told, "believed_on_a_date", 0) == {"contact.preferred_channel": "sms", "location.city": "Leeds"}
    assert believed(told, "believed_on_a_date", 1) == {"contact.preferred_channel": "sms", "location.city": "York"}


def test_what_was_true_then_as_known_today(told: Path) -> None:
    assert believed(told, "true_then_known_today", 0) == {"contact.preferred_channel": "email", "location.city": "Hull"}
    assert believed(told, "true_then_known_today", 1) == {"contact.preferred_channel": "sms", "location.city": "York"}


def test_who_changed_contact_preference_last_month(told: Path) -> None:
    ((who, before, after, since, quote),) = answer(told, "changed_contact_preference")
    assert (who, before, after, str(since), quote) == (customer(told, 0), "sms", "email", "2026-03-02 09:00:00", "please email me instead.")


def test_which_beliefs_rest_on_one_agents_word(told: Path) -> None:
    assert answer(told, "one_agents_word") == [(customer(told, 1), "booking.number", "BK48213", "BK48213", "chat:c1-9")]


def test_every_example_is_tested() -> None:
    assert {path.stem for path in EXAMPLES.glob("*.sql")} == {
        "profile_now", "believed_on_a_date", "true_then_known_today", "changed_contact_preference", "one_agents_word",
    }  # fmt: skip
