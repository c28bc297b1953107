from __future__ import annotations

import pytest

from orchestration import publishing
from orchestration.build import Stopped
from tests.orchestration.build import shop as s
from warehouse.quality import Broken
from warehouse.recall.snapshot import current


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = s.shop(tmp_path_factory.mktemp("gate"))
    s.put(folder, "crm/a.jsonl", [s.record(person, "Leeds") for person in range(25)])
    s.build(folder, s.JANUARY)
    return folder


def test_a_failing_gate_leaves_the_old_snapshot_in_use_and_says_why(built, monkeypatch):
    before = current(s.home_of(built))
    s.put(built, "chat/a.jsonl", s.conversation(0))
    monkeypatch.setattr(publishing, "gate", lambda frames: [Broken("memories", "expect_column_values_to_not_be_null(content)", 3)])
    with pytest.raises(Stopped, match="memories: expect_column_values_to_not_be_null"):
        s.build(built, s.MARCH)
    assert current(s.home_of(built)) == before
    monkeypatch.undo()
    assert s.build(built, s.MARCH).status == "published"


def test_a_build_that_would_change_most_profiles_stops_until_it_is_told_to_go_on(built):
    s.put(built, "crm/b.jsonl", [s.record(person, "Hull", 5) for person in range(20)])
    before = current(s.home_of(built))
    with pytest.raises(Stopped, match="20 of 25 published profiles would change"):
        s.build(built, s.JUNE)
    assert current(s.home_of(built)) == before
    assert s.rows(built, "select count(*) from marts.fct_profile_history where is_current and value = 'Hull'") == [(0,)]
    assert s.build(built, s.JUNE, yes=True).status == "published"
    assert s.rows(built, "select count(*) from marts.fct_profile_history where is_current and value = 'Hull'") == [(20,)]
