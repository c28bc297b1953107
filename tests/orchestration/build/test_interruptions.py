from __future__ import annotations

import json
import random
import threading

import pytest

from orchestration import clock
from orchestration.journal import Refused, interrupted
from orchestration.resources import STAGES
from tests.orchestration.build import shop as s
from tests.orchestration.build.killing import kill_when, start


@pytest.fixture
def folder(tmp_path):
    folder = s.shop(tmp_path / "shop")
    s.put(folder, "chat/a.jsonl", [*s.conversation(0), *s.conversation(1)])
    s.put(folder, "crm/a.jsonl", [s.record(0, "Leeds"), {"record_id": "broken"}])
    s.home_of(folder)
    return folder


def test_a_build_that_is_killed_at_every_stage_and_at_random_moments_ends_as_if_it_never_was(folder, tmp_path):
    chance = random.Random(5)
    for stage in STAGES:
        kill_when(start(folder, "build", "--at", "2026-01-28T00:00:00Z"), f"{stage} …")
        assert interrupted(s.home_of(folder)) is not None, stage
        kill_when(start(folder, "build"), f"{stage} …", after=chance.uniform(0.01, 0.6))
    ended = start(folder, "build")
    said = ended.communicate(timeout=300)[1]
    assert ended.returncode == 0, said
    assert "taking up build" in said
    whole = s.shop(tmp_path / "whole")
    for path in (folder / "exports").rglob("*.jsonl"):
        s.put(whole, str(path.relative_to(folder / "exports")), [json.loads(line) for line in path.read_text().splitlines()])
    s.build(whole, s.JANUARY)
    found, expected = s.marts(folder), s.marts(whole)
    for marts in (found, expected):
        marts["marts.fct_quarantine"] = [tuple(str(v).replace(str(folder), "").replace(str(whole), "") for v in row) for row in marts["marts.fct_quarantine"]]
    assert found == expected
    assert s.rows(folder, "select count(*) from marts.fct_interactions") == [(10,)]
    assert s.rows(folder, "select distinct recorded_at from marts.fct_interactions") == [(s.JANUARY,)]
    held = s.rows(folder, "select source, rows_read - rows_landed - rows_known - rows_quarantined - rows_refused from marts.fct_builds order by 1")
    assert held == [("chat", 0), ("crm", 0)]


def test_a_second_build_waits_for_the_first_and_says_so(folder):
    from orchestration.journal import locked

    told = threading.Event()
    with locked(s.home_of(folder), lambda: None), pytest.raises(Refused, match="another build holds this home"), locked(s.home_of(folder), told.set, patience=0.1):
        pass
    assert told.is_set()


def test_the_clock_does_not_go_back(folder):
    s.build(folder, s.MARCH, select="interactions")
    with pytest.raises(Refused, match="earlier than the last build or decision"):
        s.build(folder, s.JANUARY)
    assert s.build(folder, s.MARCH, select="exports").status == "selected"
    assert clock.text(s.MARCH) == "2026-03-28T00:00:00Z"


def test_a_full_disk_is_one_line_and_the_build_goes_on_from_there(folder, monkeypatch):
    from orchestration import landing
    from orchestration.cli.errors import told

    def full(*_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(landing, "copy", full)
    with pytest.raises(OSError) as stopped:
        s.build(folder, s.JANUARY, select="exports")
    line, code = told(stopped.value)
    assert code == 1 and line.startswith("the disk is full") and "\n" not in line
    assert interrupted(s.home_of(folder)) is not None
    monkeypatch.undo()
    assert s.build(folder, select="interactions").clock_at == s.JANUARY
