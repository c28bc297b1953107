"""`tellonce erase` as a process of its own that is killed: what a person sees until it is done."""

import json
from pathlib import Path

import pytest

from tests.orchestration.build import shop as s
from tests.orchestration.build.killing import kill_when, start
from tests.orchestration.cli.running import tellonce

UNFINISHED = "an erasure is not finished; `tellonce erase --resume` goes on with it"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = s.shop(tmp_path)
    s.put(folder, "chat/a.jsonl", [row for person in range(3) for row in s.conversation(person)])
    s.build(folder, s.JANUARY, select="links")
    return folder


def test_an_erasure_of_many_that_is_killed_says_so_in_status_until_it_is_resumed(folder: Path):
    where, named = ("--home", folder / ".tellonce", "--config", folder), folder / "gone.txt"
    named.write_text("ana1@example.com\n\nana2@example.com\n")
    kill_when(start(folder, "erase", "--file", str(named), "--yes", "--at", "2026-03-28T00:00:00Z"), "observations …")
    assert UNFINISHED in tellonce("status", *where).err
    again = tellonce("erase", "--file", named, "--yes", *where)
    assert again.code == 2 and "`tellonce erase --resume` ends it" in again.err
    ended = tellonce("erase", "--resume", "--json", *where)
    assert ended.code == 0, ended.err
    receipt = json.loads(ended.out)
    assert receipt["removed"]["interactions"] == 10 and receipt["scan"]["found"] == 0
    assert UNFINISHED not in tellonce("status", *where).err
    assert s.rows(folder, "select conversation_id, count(*) from marts.fct_interactions group by 1") == [("c0", 5)]
    assert tellonce("erase", "--resume", *where).code == 2
