from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

import duckdb
import pytest

from orchestration import dbt
from tests.beliefs.models import Models
from tests.beliefs.oracle import World
from tests.beliefs.worlds import CLOCK, frames, made
from warehouse.home import Home
from warehouse.lake import local


@dataclass(frozen=True)
class Store:
    home: Home
    world: World
    models: Models

    def query(self, sql: str) -> list[tuple[object, ...]]:
        with duckdb.connect(str(self.home.database), read_only=True) as database:
            return database.execute(sql).fetchall()

    def marts(self) -> dict[str, list[str]]:
        names = [str(r[0]) for r in self.query("select table_name from information_schema.tables where table_schema = 'marts'")]
        return {name: sorted(map(repr, self.query(f"select * from marts.{name}"))) for name in names}


def build(home: Home, world: World, clock: datetime, *, full: bool = False) -> None:
    lake = local(home.lake)
    for name, frame in frames(world).items():
        if not frame.sort(frame.columns).equals(lake.read(name).sort(frame.columns)):
            lake.overwrite(name, frame)
    result = dbt.run(home, lake, clock, full=full)
    assert result.ok, result.failures


@pytest.fixture(scope="session")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """One dbt build of a thousand random persons."""
    home, world = Home(tmp_path_factory.mktemp("beliefs")), made(seed=20260101, customers=1000)
    build(home, world, CLOCK)
    yield Store(home, world, Models.compiled(home.dbt / "target" / "manifest.json", "int_belief_facts"))
