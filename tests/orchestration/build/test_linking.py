from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from orchestration import linking
from orchestration.decisions import Decision, decide
from tests.orchestration.build import shop as s
from transforms.identities.nodes import customer_id
from warehouse.lake import local

RULES = '[identity]\nstated = "identifiers"\nprobabilistic = {enabled = true}\n'


def talk(person: int, text: str) -> dict[str, object]:
    return s.message(person, 0, "customer", text, identifiers=[])


def record(person: int, **said: str) -> dict[str, object]:
    return s.record(person, "Leeds") | {"attributes": {name.replace("__", "."): value for name, value in said.items()}}


def found(folder: Path) -> dict[str, pl.DataFrame]:
    lake = local(s.home_of(folder).lake)
    return {name: (rows := lake.read(name)).sort(rows.columns) for name in ("links", "memberships", "customers")}


def test_builds_link_by_every_kind_of_evidence_and_a_full_one_finds_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder, formers = s.shop(tmp_path, s.SOURCES + RULES), []
    home = s.home_of(folder)
    relink = linking.relink
    monkeypatch.setattr(linking, "relink", lambda *given: formers.append(given[-1]) or relink(*given))
    same = {"person__full_name": "Matilda Featherstone", "person__date_of_birth": "1961-07-23", "contact__postal_code": "sw1a 2be"}
    s.put(folder, "crm/a.jsonl", [record(0, order__number="A-10020"), record(1, **same)])
    s.put(folder, "chat/a.jsonl", [talk(0, "My order number is A-10020."), talk(5, "Hello there.")])
    s.build(folder, s.JANUARY, select="links")
    s.put(folder, "crm/b.jsonl", [record(2, **same), record(3, crm__reference=customer_id("conversation:chat:c5", home.key)), record(4)])
    s.build(folder, s.MARCH, select="links")
    decide(home, local(home.lake), Decision("link", identity_a="email:ana4@example.com", identity_b="email:ana1@example.com"), at=s.JUNE)
    s.build(folder, s.JUNE, select="links")
    increments = found(folder)
    groups = increments["memberships"].filter(pl.col("known_to").is_null()).group_by("customer_id").agg(pl.col("identity").sort())["identity"].to_list()
    assert sorted(groups) == [
        ["conversation:chat:c0", "email:ana0@example.com"],
        ["conversation:chat:c5", "email:ana3@example.com"],
        ["email:ana1@example.com", "email:ana2@example.com", "email:ana4@example.com"],
    ]
    assert set(increments["links"]["rule"]) == {"stated", "probabilistic", "given_together", "decision_link"}
    s.build(folder, s.JUNE, select="links", full=True)
    assert [former is None for former in formers] == [True, False, False, True]
    assert all(rows.equals(increments[name]) for name, rows in found(folder).items())
