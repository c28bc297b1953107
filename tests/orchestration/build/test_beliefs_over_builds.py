from __future__ import annotations

from datetime import datetime
from pathlib import Path

from orchestration.decisions import Decision, decide
from tests.orchestration.build import shop as s
from warehouse.lake import local

HISTORY = "select value, valid_to, known_from, known_to, change_reason from marts.fct_profile_history where attribute = 'shoe.size' order by known_from, valid_from"
CITY = "select location__city from marts.dim_profiles"
SHOES = '[[attributes]]\nname = "shoe.size"\n'


def decided(folder: Path, at: datetime, decision: Decision) -> str:
    home = s.home_of(folder)
    decide(home, local(home.lake), decision, at=at)
    return str(local(home.lake).read("decisions").sort("decided_at")["decision_id"][-1])


def test_another_policy_is_an_event_and_what_was_believed_before_stays_as_it_was_known(tmp_path: Path) -> None:
    folder = s.shop(tmp_path, s.SOURCES + SHOES)
    row = s.record(0, "Leeds")
    s.put(folder, "crm/january.jsonl", [row | {"attributes": {"shoe.size": "42"}}])
    s.build(folder, s.JANUARY)
    s.shop(tmp_path, s.SOURCES + SHOES + 'expires_after = "10d"\n')
    s.build(folder, s.MARCH)
    told = s.rows(folder, HISTORY)
    assert told == [("42", None, s.JANUARY, s.MARCH, "first"), ("42", datetime(2026, 1, 25), s.MARCH, None, "policy")]
    s.build(folder, s.MARCH, full=True)
    assert s.rows(folder, HISTORY) == told


def test_a_correction_stands_above_what_comes_later_until_a_person_takes_it_back(tmp_path: Path) -> None:
    folder = s.shop(tmp_path)
    s.put(folder, "crm/january.jsonl", [s.record(0, "Leeds")])
    s.build(folder, s.JANUARY)
    correction = decided(folder, s.MARCH, Decision("correct", identity_a="email:ana0@example.com", attribute="location.city", value="Bath"))
    s.put(folder, "crm/june.jsonl", [s.record(0, "Hull", 5)])
    s.build(folder, s.JUNE)
    assert s.rows(folder, CITY) == [("Bath",)]
    assert s.rows(folder, "select status, status_reason from marts.fct_observations where value = 'Hull'") == [("superseded", f"what is believed now is {correction}")]
    s.build(folder, s.JUNE, full=True)
    assert s.rows(folder, CITY) == [("Bath",)]
    decided(folder, s.JUNE, Decision("retract", observation_id=correction))
    s.build(folder, s.JUNE)
    assert s.rows(folder, CITY) == [("Hull",)]
    increments = s.marts(folder)
    s.build(folder, s.JUNE, full=True)
    assert s.marts(folder) == increments


def test_a_statement_taken_back_stays_so_through_a_full_rebuild(tmp_path: Path) -> None:
    folder = s.shop(tmp_path)
    s.put(folder, "chat/january.jsonl", s.conversation(0))
    s.build(folder, s.JANUARY)
    ((promise,),) = s.rows(folder, "select observation_id from marts.fct_commitments")
    decided(folder, s.MARCH, Decision("retract", observation_id=str(promise)))
    for full in (False, True):
        s.build(folder, s.MARCH, full=full)
        assert s.rows(folder, f"select status from marts.fct_observations where observation_id = '{promise}'") == [("retracted",)]
        assert s.rows(folder, "select count(*) from marts.fct_commitments") == [(0,)]
        assert s.rows(folder, f"select count(*) from marts.fct_memories where is_current and observation_ids like '%{promise}%'") == [(0,)]
