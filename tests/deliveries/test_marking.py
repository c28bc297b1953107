"""Marking what came back, build after build: it finds what it would find by looking at everything, and looks at little."""

import json
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from types import SimpleNamespace
from typing import Any

import polars as pl
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from orchestration import marking
from orchestration.registries import registry_of
from tests.deliveries.conftest import config_of
from tests.deliveries.test_echoes import SALESFORCE
from transforms.echoes import digests_of
from warehouse.home import Home
from warehouse.tables.registry import TABLES

DAY = [datetime(2026, 1, 1) + timedelta(days=n) for n in range(9)]
VALUES = st.sampled_from(["sms", "email"])
BUILDS = st.lists(
    st.tuples(st.lists(st.tuples(st.sampled_from(["003", "004"]), st.integers(0, 8), VALUES), max_size=2), st.none() | st.tuples(st.sampled_from(["ana", "ben"]), VALUES, st.booleans())),
    min_size=2, max_size=6,
)  # fmt: skip


class Tables:
    """A lake in memory, without what rows must hold that is of no matter here."""

    def __init__(self) -> None:
        self.tables: dict[str, pl.DataFrame] = {}

    def read(self, name: str) -> pl.DataFrame:
        return self.tables.get(name, TABLES[name].empty())

    def scan(self, name: str) -> pl.LazyFrame:
        return self.read(name).lazy()

    def overwrite(self, name: str, rows: pl.DataFrame) -> None:
        self.tables[name] = rows

    def add(self, name: str, **row: Any) -> None:
        held = self.read(name)
        self.tables[name] = pl.concat([held, pl.DataFrame([row], schema=held.schema)]) if len(held) else pl.DataFrame([row], schema=held.schema)


def store(folder: Path) -> Any:
    config = config_of(folder, SALESFORCE)
    lake = Tables()
    (folder / "key").write_text("11" * 32)
    for identity, customer in (("sf:003", "ana"), ("sf:004", "ben")):
        lake.add("memberships", identity=identity, identity_type="sf", value=identity, customer_id=customer, known_from=DAY[0], known_to=None)
    return SimpleNamespace(
        lake=lake, home=Home(folder), config=config, registry=registry_of(config), extractors=SimpleNamespace(generation="g"), full=False, clock=DAY[0],
    )  # fmt: skip


def send(at: Any, day: int, customer: str, value: str) -> None:
    digests, number = {"PreferredChannel__c": digests_of(at.home.key, value)}, len(at.lake.read("delivered"))
    stamp = {"batch_id": str(number), "known_at": DAY[day], "sent_at": DAY[day] + timedelta(seconds=number), "digests": json.dumps(digests)}
    at.lake.add("delivered", target="crm", object="Contact", row=customer, customer_id=customer, **stamp)


def see(at: Any, day: int, record: str, updated: int, value: str) -> None:
    observed = DAY[min(day, updated)]
    at.lake.add(
        "observations", observation_id=f"{record} {day} {updated} {value}", source="sf", record_id=record, attribute="contact.preferred_channel", identity=f"sf:{record}",
        observed_at=observed, recorded_at=DAY[day], quote=value, value=value,
    )  # fmt: skip


def whole(at: Any) -> list[tuple[str, str]]:
    """What a build that looks at everything would find."""
    other = SimpleNamespace(**vars(at) | {"full": True, "lake": Tables(), "home": replace(at.home, root=at.home.root / "other")})
    other.lake.tables = dict(at.lake.tables)
    other.home.root.mkdir(exist_ok=True)
    (other.home.root / "key").write_text((at.home.root / "key").read_text())
    marking.mark(other)
    return other.lake.read("echoes").rows()


@example([([], ("ana", "sms", False)), ([("003", 2, "email")], ("ana", "email", True)), ([], None)])
@given(BUILDS)
@settings(max_examples=40, deadline=None)
def test_what_landed_since_is_judged_as_if_all_were(builds: list):
    with TemporaryDirectory() as folder:
        at = store(Path(folder))
        for day, (seen, sent) in enumerate(builds, 1):
            for record, updated, value in seen:
                see(at, day, record, updated, value)
            at.clock = DAY[day]
            marking.mark(at)
            assert at.lake.read("echoes").rows() == whole(at)
            if sent:
                customer, value, was_stopped = sent  # a build that stopped has landed what is published only later
                send(at, day - was_stopped, customer, value)


def test_a_build_with_nothing_new_looks_at_no_claim_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    at = store(tmp_path)
    send(at, 0, "ana", "sms")
    see(at, 1, "003", 1, "sms")
    at.clock = DAY[1]
    assert marking.mark(at) == 1
    judged = []
    monkeypatch.setattr(marking, "recognised", lambda claims, *rest: judged.append(claims) or pl.DataFrame(schema=marking.ECHO))
    at.clock = DAY[2]
    see(at, 2, "004", 2, "sms")
    assert marking.mark(at) == 1 and [claims["record_id"].to_list() for claims in judged] == [["004"]]
    at.clock = DAY[3]
    assert marking.mark(at) == 1 and len(judged) == 1
