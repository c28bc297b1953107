"""For random worlds and random people: after an erasure, the lake is the one that was built without them. What marts hold is a function of it (test_erasure)."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestration import running, trying
from orchestration.governance import erase
from orchestration.governance.plan import Plan, with_needles
from tests.governance import worlds
from tests.orchestration.build import shop as s
from tests.orchestration.llm.model import Model, served
from warehouse.governance.scan import Scanner
from warehouse.lake import Lake


@pytest.fixture(autouse=True)
def _plainly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "materialise", worlds.plainly)
    monkeypatch.setattr(erase, "show_ledgers", lambda *_: None)
    monkeypatch.setattr(trying, "show_shadow", lambda *_: None)


@pytest.fixture(scope="module")
def model() -> Iterator[Model]:
    with served(Model(worlds.claims_everything)) as model:
        yield model


def _verified(world: worlds.World, tmp_path: Path) -> dict[str, list[tuple]]:
    folder = worlds.settled(tmp_path / "with", world, is_without=False)
    s.build(folder, worlds.SECOND, select="links")
    worlds.tried(folder)
    plans = [_erased(folder, named) for named in ([world.named(who) for who in world.gone] if world.seed % 2 else [world.named(*world.gone)])]
    without = worlds.settled(tmp_path / "without", world, is_without=True)
    for at in (worlds.SECOND, worlds.ERASED):
        s.build(without, at, select="links")
    assert [Scanner(s.home_of(folder), plan.needles).run().findings for plan in plans] == [()] * len(plans)
    for each in (folder, without):
        worlds.tried(each)
    found, expected = worlds.tables(folder), worlds.tables(without)
    assert {name for name in expected if found[name] != expected[name]} == set()
    assert worlds.linked(without)
    return found


def _erased(folder: Path, named: list[str]) -> Plan:
    config, home = worlds.config_of(folder), s.home_of(folder)
    plan = erase.begin(config, home, named, who="li", at=worlds.ERASED)
    assert plan is not None
    plan = with_needles(home, Lake(str(home.lake)), plan)
    receipt = erase.run(config, home, plan)
    assert receipt.scan["found"] == 0 and receipt.scan["looked_for"] == len(plan.needles.strong) + len(plan.needles.weak)
    return plan


@pytest.mark.parametrize("seed", [1, 12, 21])
def test_the_lake_is_the_one_that_never_had_them(seed: int, tmp_path: Path):
    _verified(worlds.drawn(seed), tmp_path)


@pytest.mark.parametrize("seed", [5, 6])
def test_so_it_is_where_a_language_model_reads(seed: int, tmp_path: Path, model: Model):
    found = _verified(worlds.drawn(seed, worlds.modelled(s.SETTINGS, model.url)), tmp_path)
    assert found["answers"] and "llm" in str(found["observations"])


@pytest.mark.parametrize("seed", [8, 9])
def test_so_it_is_where_records_are_matched_by_what_they_say(seed: int, tmp_path: Path, model: Model):
    settings = worlds.matched(s.SETTINGS)
    found = _verified(worlds.drawn(seed, worlds.modelled(settings, model.url) if seed % 2 else settings), tmp_path)
    assert "probabilistic" in str(found["links"])
