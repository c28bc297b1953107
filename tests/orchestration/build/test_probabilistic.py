from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

import transforms.identities.probabilistic as matcher
from orchestration.config import load
from orchestration.governance import plan, removal
from tests.orchestration.build import shop as s
from warehouse.lake import Lake, local

ANA = {"person.full_name": "Matilda Featherstone", "person.date_of_birth": "1961-07-23", "contact.postal_code": "sw1a 2be"}
BOB = {"person.full_name": "Oskar Lindqvist", "person.date_of_birth": "1975-02-11", "contact.postal_code": "ab10 1xy"}
RULES = "[identity]\nprobabilistic = {enabled = true}\n"


def record(number: int, said: dict[str, str]) -> dict[str, object]:
    return s.record(number, "Leeds") | {"attributes": said}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Two people with two records each, linked by what the records say."""
    folder = s.shop(tmp_path, s.SOURCES + RULES)
    s.put(folder, "crm/january.jsonl", [record(n, said) for n, said in enumerate([ANA, ANA, BOB, BOB])])
    s.build(folder, s.JANUARY, select="links")
    return folder


def lake(folder: Path) -> Lake:
    return local(s.home_of(folder).lake)


def memberships(folder: Path) -> list[tuple[object, ...]]:
    return lake(folder).read("memberships").select("identity", "customer_id", "known_from", "known_to").sort("identity", "known_from").rows()


def says_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    """From now on the matcher holds that nobody is anybody's other record."""
    asked = matcher.propose
    monkeypatch.setattr(matcher, "propose", lambda *given: matcher.Proposed(asked(*given).pairs.with_columns(is_coherent=pl.lit(False)), None))


def test_records_that_say_the_same_of_a_person_are_one_customer(folder: Path) -> None:
    rows = lake(folder).read("links").filter(pl.col("rule") == "probabilistic")
    assert rows["state"].to_list() == ["honoured"] * 2 and lake(folder).read("memberships")["customer_id"].n_unique() == 2
    assert rows["evidence"].sort()[0] == "record:crm:r0 and record:crm:r1"


def test_a_matcher_that_says_otherwise_later_changes_what_is_known_from_then_on(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = memberships(folder)
    says_otherwise(monkeypatch)
    s.put(folder, "crm/march.jsonl", [record(9, {"person.full_name": "Bilal Haddad"})])
    s.build(folder, s.MARCH, select="links")
    after = memberships(folder)
    assert [(*row[:3], None) for row in after if row[2] == s.JANUARY] == before
    assert {row[3] for row in after if row[2] == s.JANUARY} == {None, s.MARCH}
    ended = lake(folder).read("links").filter((pl.col("rule") == "probabilistic") & (pl.col("state") == "undone"))
    assert ended.select("state_from", "state_reason").unique().rows() == [(s.MARCH, "the matcher, asked again, said otherwise")]
    s.build(folder, s.JUNE, select="links", full=True)
    assert memberships(folder) == after


def test_an_erasure_takes_what_the_matcher_said_of_a_person_and_leaves_what_it_said_of_others(folder: Path) -> None:
    home, others = s.home_of(folder), lake(folder).read("proposals").filter(pl.col("identity_a").str.contains("ana[23]"))
    going = plan.make(home, lake(folder), ["email:ana0@example.com"], s.MARCH, "dpo")
    gone = removal.rewrite_landing(load(folder / "tellonce.toml"), home, lake(folder), going)
    removal.clean_tables(home, lake(folder), going, gone)
    assert len(others) == 1 and lake(folder).read("proposals").equals(others)
    assert not any(b"ana0" in path.read_bytes() for path in (home.lake / "proposals").rglob("*") if path.is_file())


def test_what_was_said_of_records_that_are_no_longer_held_goes_with_the_next_build(folder: Path) -> None:
    held = lake(folder).read("records").filter(pl.col("record_id") != "r0")
    lake(folder).recreate("records", held)
    (folder / "tellonce.toml").write_text(s.SOURCES + s.SETTINGS)
    s.build(folder, s.MARCH, select="links")
    assert lake(folder).read("proposals")["record_a"].to_list() == ["record:crm:r2"]
