"""For random worlds and random people: after an erasure, the lake is the one that was built without them. What marts hold is a function of it (test_erasure)."""

from pathlib import Path

import pytest

from orchestration import running, trying
from orchestration.governance import erase
from tests.governance import worlds
from tests.orchestration.build import shop as s
from warehouse.governance.scan import Scanner


@pytest.fixture(autouse=True)
def _plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "materialise", worlds.plainly)
    monkeypatch.setattr(erase, "show_ledgers", lambda *_: None)
    monkeypatch.setattr(trying, "show_shadow", lambda *_: None)


@pytest.mark.parametrize("seed", range(4))
def test_the_lake_is_the_one_that_never_had_them(seed: int, tmp_path: Path):
    world = worlds.drawn(seed)
    folder = worlds.settled(tmp_path / "with", world, is_without=False)
    s.build(folder, worlds.SECOND, select="links")
    worlds.tried(folder)
    config, home = worlds.config_of(folder), s.home_of(folder)
    plan = erase.begin(config, home, world.named(), who="li", at=worlds.ERASED)
    assert plan is not None
    receipt = erase.run(config, home, plan)
    without = worlds.settled(tmp_path / "without", world, is_without=True)
    s.build(without, worlds.ERASED, select="links")
    assert Scanner(home, erase.with_needles(home, erase.Lake(str(home.lake)), plan).needles).run().findings == ()
    for each in (folder, without):
        worlds.tried(each)
    found, expected = worlds.tables(folder), worlds.tables(without)
    assert {name for name in expected if found[name] != expected[name]} == set()
    assert receipt.scan["found"] == 0 and receipt.scan["looked_for"] > 0 and worlds.linked(without)
