"""An erasure of several people that is killed at each of its steps, and at each table that it writes, again and again, until it ends."""

import itertools
import json
import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from orchestration import running
from orchestration.config import load
from orchestration.governance import erase, removal
from orchestration.governance.refusals import in_force
from tests.governance import worlds
from tests.governance.conftest import META
from tests.orchestration.build import shop as s
from tests.orchestration.cli.running import tellonce
from warehouse.governance import audit
from warehouse.governance.scan import Scanner
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.recall.http.inbox import Inbox, Record
from warehouse.recall.log import RecallLog
from warehouse.tables.registry import TABLES

STEPS = (
    (erase, "_receipt"), (erase, "_once"), (removal, "rewrite_landing"), (removal, "_forget_files"), (removal, "clean_tables"), (removal, "clean_folders"), (erase, "opened"),
    (worlds, "interactions"), (worlds, "observations"), (worlds, "links"), (removal, "forget_former_snapshots"), (Scanner, "run"), (erase, "show_ledgers"),
)  # fmt: skip


class Killed(BaseException):
    """What nothing catches."""


@pytest.fixture(autouse=True)
def _plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "materialise", worlds.plainly)
    monkeypatch.setattr(erase, "show_ledgers", lambda *_: None)


@pytest.fixture
def world() -> worlds.World:
    return next(world for seed in range(100) if len((world := worlds.drawn(seed)).gone) == 2 and len(world.decisions) == 2)


@pytest.fixture
def folder(world: worlds.World, tmp_path: Path) -> Path:
    """A world with traces of everybody in every place that is not made anew: recalls, deliveries, what clients wrote."""
    folder = worlds.settled(tmp_path / "shop", world, is_without=False)
    s.build(folder, worlds.SECOND, select="links")
    home, lake = s.home_of(folder), Lake(str(s.home_of(folder).lake))
    customers = sorted(set(worlds.linked(folder).values()))
    log = RecallLog(home, lambda: worlds.SECOND)
    for number, customer in enumerate(customers):
        log.append({"customer_id": customer, "query": "seat?", "observations": [], "meta": META | {"recallId": f"r{number}"}})
    inbox = Inbox(home)
    inbox.put_records(Record(f"w{person}", worlds.SECOND, [("email", worlds.address(person))], {"note": "x"}) for person in range(6))
    inbox.put_decisions({"decision": "correct", "identity_a": f"email:{worlds.address(person)}", "attribute": "language", "value": "en"} for person in range(6))
    sent = {"target": "crm", "object": "PEOPLE", "operation": "upsert", "content_hash": "h", "payload": "{}", "status": "accepted", "attempts": 1, "changed_at": worlds.SECOND}
    lake.append("deliveries", pl.DataFrame([sent | {"key": f"k{n}", "customer_id": customer} for n, customer in enumerate(customers)], schema=TABLES["deliveries"].empty().schema))
    return folder


@contextmanager
def killed_at(place: Any, name: str, is_now: Callable[[], bool]) -> Iterator[None]:
    """Kills before or after a call of a function."""
    whole = getattr(place, name)

    def dying(*arguments: Any, **named: Any) -> Any:
        if is_now():
            raise Killed
        made = whole(*arguments, **named)
        if is_now():
            raise Killed
        return made

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(place, name, dying)
        yield


def test_it_goes_on_says_so_until_it_is_done_and_leaves_what_one_that_ran_through_leaves(world: worlds.World, folder: Path):
    whole = folder.with_name("whole")
    shutil.copytree(folder, whole)
    named = world.named(*world.gone)
    expected = _resumed(whole, named)
    for place, name in STEPS:
        for end in (1, 2, 3, 4) if place is erase and name in ("_receipt", "_once") else (1, 2):
            moments = itertools.count(1)
            with killed_at(place, name, lambda moments=moments, end=end: next(moments) == end), pytest.raises(Killed):
                _resumed(folder, named)
            _check_unfinished(folder)
        if name == "_forget_files":
            _killed_at_every_table(folder, named)
    found = _resumed(folder, named)
    assert (found.erasure_id, found.removed, found.kept, found.scan["looked_for"]) == (expected.erasure_id, expected.removed, expected.kept, expected.scan["looked_for"])
    assert {"recall_log", "inbox", "deliveries to take back", "landing files", "lake.decisions"} <= {name for name, number in found.removed.items() if number}
    assert worlds.tables(folder).keys() == worlds.tables(whole).keys()
    assert {name for name, rows in worlds.tables(whole).items() if worlds.tables(folder)[name] != rows} == set()
    home = s.home_of(folder)
    assert len(json.loads(Lake(str(home.lake)).read("erasures")["refusal_digests"][0])) == 2, "one list a person, so that each may be admitted alone"
    assert in_force(Lake(str(home.lake))) == in_force(Lake(str(s.home_of(whole).lake))) and not erase.load(home)
    assert [Lake(str(home.lake)).read("audit")["action"].to_list().count(action) for action in ("erase", "erased")] == [1, 1]
    assert audit.verify(home, Lake(str(home.lake))) == []
    assert sorted(Lake(str(home.lake)).read("recalls").rows()) == sorted(Lake(str(s.home_of(whole).lake)).read("recalls").rows()) != []


def _resumed(folder: Path, named: list[str]) -> erase.Receipt:
    config, home = load(folder / "tellonce.toml"), s.home_of(folder)
    plan = erase.load(home) or erase.begin(config, home, named, who="li", at=worlds.ERASED)
    assert plan is not None
    return erase.run(config, home, plan)


def _killed_at_every_table(folder: Path, named: list[str]) -> None:
    """Killed before the first table, before the second, and so on, until what is derived is made anew."""
    for number in itertools.count(1, 2):
        moments = itertools.count(1)
        with killed_at(erase, "_rebuild", lambda: True), killed_at(Lake, "recreate", lambda moments=moments, number=number: next(moments) == number), pytest.raises(Killed):
            _resumed(folder, named)
        if next(moments) <= number:
            assert number > len(TABLES)
            return


def _check_unfinished(folder: Path) -> None:
    where = ("--home", Home(folder / ".tellonce").root, "--config", folder)
    assert "erasure is not finished" in tellonce("status", *where).err
    assert tellonce("build", *where).code == tellonce("erase", "x@example.com", "--yes", *where).code == 2
