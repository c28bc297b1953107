from pathlib import Path

import polars as pl
import pytest

from orchestration.config import load
from orchestration.delivery_plans import plan
from orchestration.governance.bars import recallable
from orchestration.publishing import FRAMES
from orchestration.registries import registry_of
from tests.orchestration.build import shop as s
from tests.orchestration.cli.running import tellonce
from warehouse.lake import Lake
from warehouse.recall.answer import Options, recall
from warehouse.recall.snapshot import open_current

BARS = """
[classes.health]
bar = ["recall", "delivery"]
[classes.belief]
bar = ["extraction"]
[[targets]]
name = "crm"
system = "snowflake"
object = "PEOPLE"
key = {ID = "customer_id"}
fields = {CITY = "location.city", AID = "preference.accessibility", NOTE = "note"}
[[targets]]
name = "said"
system = "snowflake"
table = "fct_memories"
object = "SAID"
key = {ID = "memory_id"}
fields = {TEXT = "content"}
"""
PRIVATE = {"location.city": "Leeds", "preference.accessibility": "a ramp", "diagnosis": "asthma", "note": "Calls late.", "religion": "Muslim"}
HEALTH = (b"a ramp", b"asthma", b"deaf in one")


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = s.shop(tmp_path_factory.mktemp("barred"))
    with (folder / "tellonce.toml").open("a") as file:
        file.write(BARS)
    spoken = "I'm deaf in one ear. I prefer email. My order number is A-777123."
    s.put(folder, "chat/a.jsonl", [s.message(0, 1, "customer", spoken), s.message(0, 2, "customer", "My order number is B-888456."), s.message(1, 1, "customer", "Hello there.")])
    s.put(folder, "crm/a.jsonl", [s.record(0, "x") | {"attributes": PRIVATE}, s.record(1, "York") | {"attributes": {"note": "I am diabetic", "location.city": "York"}}])
    s.build(folder, s.MARCH)
    return folder


def _files(path: Path) -> bytes:
    return b"".join(each.read_bytes() for each in path.rglob("*") if each.is_file())


def test_analysts_see_what_is_stored_with_its_class(folder: Path):
    held = dict(s.rows(folder, "select attribute, classes from marts.fct_memories where attribute like 'record.%' or attribute like 'preference.a%'"))
    assert held == {"record.diagnosis": '["health"]', "preference.accessibility": '["health"]'}
    quotes = {quote for (quote,) in s.rows(folder, "select quote from marts.fct_observations where classes like '%health%'")}
    assert quotes >= {"a ramp", "asthma", "I am diabetic"} and not quotes & {"Leeds", "Calls late."}


def test_no_byte_of_a_class_that_is_barred_from_recall_is_in_a_snapshot(folder: Path):
    home = s.home_of(folder)
    snapshot = _files(home.snapshots)
    assert not any(text in snapshot for text in (*HEALTH, b"diabetic"))
    answer = recall(open_current(home), "email:ana0@example.com", "anything", Options(communications=9))
    assert [said["content"] for said in answer["communications"]] == ["My order number is B-888456."]
    assert "Leeds" in answer["context"] and "B-888456" in answer["context"]


def test_the_profile_leaves_it_out_and_the_history_for_auditors_does_not(folder: Path):
    where = ("--home", folder / ".tellonce", "--config", folder)
    assert "asthma" not in tellonce("profile", "ana0@example.com", "--json", *where).out
    assert "Leeds" in tellonce("profile", "ana0@example.com", "--json", *where).out
    assert "asthma" in tellonce("profile", "ana0@example.com", "--history", "--json", *where).out


def test_a_profile_is_delivered_with_barred_cells_empty_and_no_barred_memory_goes(folder: Path):
    home, config = s.home_of(folder), load(folder / "tellonce.toml")
    sent = sorted(plan(home, config, "crm").changes["payload"])
    assert [text[text.index('"AID"') : -1] for text in sent] == ['"AID":null,"CITY":"Leeds","ID":' + sent[0].split('"ID":')[1][:-1], '"AID":null,"CITY":"York","ID":' + sent[1].split('"ID":')[1][:-1]]
    assert '"NOTE":null' in sent[1] and "Calls late." in sent[0]
    said = "".join(plan(home, config, "said").changes["payload"])
    assert "B-888456" in said and not any(text.decode() in said for text in (*HEALTH, b"diabetic"))


def test_what_is_barred_from_extraction_is_never_an_observation(folder: Path):
    home = s.home_of(folder)
    assert Lake(str(home.lake)).scan("observations").filter(pl.col("value") == "Muslim").collect().is_empty()
    assert b"Muslim" not in _files(home.lake / "observations") + _files(home.snapshots)


def test_a_bar_that_comes_later_takes_out_what_was_drawn_before(folder: Path):
    home = s.home_of(folder)
    toml = folder / "tellonce.toml"
    before = toml.read_text()
    toml.write_text(before.replace('["recall", "delivery"]', '["extraction"]'))
    s.build(folder, s.JUNE, select="observations")
    held = Lake(str(home.lake)).read("observations")
    assert not set(held["value"]) & {"asthma", "a ramp"} and "Leeds" in set(held["value"])
    assert not any(path.is_file() and b"asthma" in path.read_bytes() for path in (home.lake / "observations").rglob("*"))
    toml.write_text(before)


def test_without_a_bar_nothing_is_left_out(folder: Path):
    frames = {name: pl.DataFrame({"x": [1]}) for name in FRAMES}
    assert recallable(frames, registry_of(load(folder / "tellonce.toml").model_copy(update={"classes": {}})).classes) is frames
