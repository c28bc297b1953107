from __future__ import annotations

import random
from datetime import datetime

import pytest

from tests.orchestration.build import shop as s

DROPS = {
    s.JANUARY: {"chat/a.jsonl": [*s.conversation(0), *s.conversation(1)[:3]], "crm/a.jsonl": [s.record(0, "Leeds"), s.record(1, "York")], "chat/b.jsonl": s.conversation(2)},
    s.MARCH: {
        "chat/c.jsonl": [*s.conversation(1)[2:], s.message(0, 9, "customer", "Sorry, please email me instead.", occurred_at="2026-03-02T09:00:00Z")],
        "crm/b.jsonl": [s.record(0, "Hull", 3)],
        "chat/late.jsonl": [s.message(2, 1, "customer", "How may I help? I mean, call me on my mobile.", occurred_at="2026-01-03T10:01:00Z")],
    },
    s.JUNE: {"chat/d.jsonl": [*s.conversation(2), *s.conversation(3)], "chat/e.jsonl": s.conversation(3)},
}


@pytest.fixture(scope="module")
def reference(tmp_path_factory):
    folder = s.shop(tmp_path_factory.mktemp("reference"))
    for at, files in DROPS.items():
        for name, rows in files.items():
            s.put(folder, name, rows)
        s.build(folder, at)
    return folder


def test_a_full_build_equals_the_increments(reference):
    before, digest = s.marts(reference), s.state(reference)
    s.build(reference, datetime(2026, 6, 28), full=True)
    after = s.marts(reference)
    for table in before:
        assert after[table] == before[table], table
    assert s.state(reference) == digest


@pytest.mark.parametrize("seed", [1])
def test_any_order_and_grouping_of_files_that_landed_at_the_same_times_gives_the_same_marts(reference, tmp_path, seed):
    folder, chance = s.shop(tmp_path / "other"), random.Random(seed)
    for at, files in DROPS.items():
        names = list(files)
        chance.shuffle(names)
        cut = chance.randrange(1, len(names)) if seed % 2 else len(names)
        for group in (names[:cut], names[cut:]):
            for name in group:
                s.put(folder, name, files[name])
            if group:
                s.build(folder, at)
    expected, found = s.marts(reference), s.marts(folder)
    for table in expected:
        assert found[table] == expected[table], table


def test_a_build_with_nothing_new_publishes_nothing(reference):
    last = s.rows(reference, "select max(snapshot_id) from marts.fct_builds")
    report = s.build(reference, datetime(2026, 6, 28))
    assert report.status == "unchanged" and s.rows(reference, "select max(snapshot_id) from marts.fct_builds") == last


def test_a_file_that_grew_is_read_for_its_new_rows_only(tmp_path):
    folder = s.shop(tmp_path)
    s.put(folder, "chat/a.jsonl", s.conversation(0))
    s.build(folder, s.JANUARY)
    s.put(folder, "chat/a.jsonl", [*s.conversation(0), *s.conversation(1)])
    report = s.build(folder, s.MARCH)
    (chat,) = [row for row in report.sources if row["source"] == "chat"]
    assert (chat["rows_read"], chat["rows_landed"], chat["rows_known"], chat["rows_quarantined"]) == (10, 5, 5, 0)
    assert s.rows(folder, "select distinct recorded_at from marts.fct_interactions where conversation_id = 'c0'") == [(s.JANUARY,)]


def test_the_newest_revision_is_shown_though_the_first_came_in_once_more(reference):
    assert s.rows(reference, "select text from marts.fct_interactions where message_id = 'c2-1'") == [("How may I help? I mean, call me on my mobile.",)]


def test_only_records_or_only_interactions_publish(tmp_path):
    for name, rows in (("crm/a.jsonl", [s.record(0, "Leeds")]), ("chat/a.jsonl", s.conversation(0))):
        folder = s.shop(tmp_path / name[:3])
        s.put(folder, name, rows)
        assert s.build(folder, s.JANUARY).status == "published"
        assert s.rows(folder, "select count(*) from marts.dim_profiles") == [(1,)]
