"""A small shop, a person erased from it, and the shop as it would be had that person never been."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from orchestration.config import load
from orchestration.governance import erase
from orchestration.governance.plan import Plan, with_needles
from orchestration.resources import Silent
from orchestration.trying import run_try
from tests.orchestration.build import shop as s
from warehouse.lake import Lake
from warehouse.recall.log import RecallLog

PERSON = 3
ADDRESS = f"ana{PERSON}@example.com"
FEBRUARY = datetime(2026, 2, 20)
SAID = ("I moved to Leeds last week.", "Please call me on +44 20 7946 0018.", "My booking number is KX-88213.", "I would rather have a window seat.", "It works now.")


META = {"snapshotId": "s", "mode": "exact", "tokenBudget": 400, "tokensUsed": 0, "tokensBaseline": 0, "droppedCount": 0}


class Erased(NamedTuple):
    folder: Path
    plan: Plan
    receipt: erase.Receipt


def is_of(row: dict[str, Any], person: int = PERSON) -> bool:
    """Is a row the person's: by an identifier of its own, or by standing in a conversation with nobody else?"""
    given = [i["value"] for i in row["identifiers"]]
    return f"ana{person}@example.com" in given or row.get("conversation_id") == f"c{person}" or (row.get("conversation_id") == "shared" and row["speaker"] == "agent")


def files() -> dict[str, list[dict[str, Any]]]:
    """What a shop of eight people exports, drawn at random, the same each time."""
    chance = random.Random(7)
    talk = {person: [*s.conversation(person), s.message(person, 9, "customer", chance.choice(SAID))] for person in range(8)}
    talk[PERSON].append(s.message(PERSON, 10, "customer", "My phone is +1 415 555 0133, I am Filomena Quartermain."))
    said = [(PERSON, "customer", "Hi, Filomena here."), (PERSON, "agent", "Hello!"), (1, "customer", "I live in York and prefer email.")]
    shared = [
        s.message(person, turn, speaker, text, conversation_id="shared", message_id=f"x{turn}", occurred_at=f"2026-01-09T10:{turn:02d}:00Z")
        for turn, (person, speaker, text) in enumerate(said)
    ]
    first_half = [row for person in range(5) for row in talk[person]]
    chance.shuffle(first_half)
    return {
        "chat/a.jsonl": first_half, "chat/b.jsonl": [row for person in (5, 6, 7) for row in talk[person]], "chat/shared.jsonl": shared,
        "crm/a.jsonl": [s.record(person, chance.choice(["Leeds", "York", "Hull"])) for person in range(5)],
        "chat/late.jsonl": [s.message(PERSON, 11, "customer", "Sorry, email me instead."), s.message(1, 11, "customer", "Sorry, email me instead.")],
        "crm/own.jsonl": [s.record(PERSON, "Truro", 2)],
    }  # fmt: skip


LATE = ("chat/late.jsonl", "crm/own.jsonl")


def land(folder: Path, exported: dict[str, list[dict[str, Any]]]) -> None:
    """Lands the files at two times."""
    for at, is_late in ((s.JANUARY, False), (FEBRUARY, True)):
        for name, rows in exported.items():
            if (name in LATE) == is_late and rows:
                s.put(folder, name, rows)
        if not is_late:
            s.build(folder, at, select="exports")


@pytest.fixture(scope="package")
def erased(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Erased]:
    """The shop after the erasure, which broke off in the middle and went on."""
    folder = s.shop(tmp_path_factory.mktemp("erased"))
    land(folder, files())
    s.build(folder, FEBRUARY)
    home = s.home_of(folder)
    (folder / "tellonce.toml").write_text((folder / "tellonce.toml").read_text().replace("[extractor]\n", '[extractor]\ncandidate = ["grammar", "records"]\n'))
    config = load(folder / "tellonce.toml")
    run_try(config, home, Silent(), at=FEBRUARY)
    log = RecallLog(home, lambda: FEBRUARY)
    for number, (customer,) in enumerate(s.rows(folder, "select customer_id from marts.dim_profiles")):
        log.append({"customer_id": customer, "query": "seat?", "observations": [], "meta": META | {"recallId": f"r{number}"}})
    plan = erase.begin(config, home, [f"email:{ADDRESS}"], who="li", at=s.MARCH)
    assert plan is not None
    plan = with_needles(home, Lake(str(home.lake)), plan)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(erase, "_rebuild", _stop)
        with pytest.raises(KeyboardInterrupt):
            erase.run(config, home, plan)
    receipt = erase.resume(config, home)
    assert receipt is not None
    yield Erased(folder, plan, receipt)


def _stop(*_: object) -> None:
    raise KeyboardInterrupt


@pytest.fixture(scope="package")
def without(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The shop had that person never been, built at the time of the erasure."""
    folder = s.shop(tmp_path_factory.mktemp("without"))
    land(folder, {name: [row for row in rows if not is_of(row)] for name, rows in files().items()})
    s.build(folder, FEBRUARY, select="observations")
    s.build(folder, s.MARCH)
    return folder
