"""The models as dbt compiled them, run in memory without dbt, so that a property can try many worlds a second."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from tests.beliefs.oracle import NEVER, Belief, World
from tests.beliefs.worlds import frames
from warehouse.tables.registry import TABLES

BELIEFS = """
    select customer_id, subject, value, valid_from, valid_to, known_from, known_to, observation_ids, change_reason, end_reason from intermediate.int_belief_facts
"""


def beliefs_in(database: duckdb.DuckDBPyConnection) -> list[Belief]:
    rows = database.execute(BELIEFS).fetchall()
    return [Belief(c, s, v, vf, vt or NEVER, kf, kt or NEVER, tuple(json.loads(ids)), why, end or "") for c, s, v, vf, vt, kf, kt, ids, why, end in rows]


@dataclass(frozen=True)
class Models:
    steps: list[tuple[str, str]]

    @classmethod
    def compiled(cls, manifest: Path, wanted: str) -> Models:
        nodes = json.loads(manifest.read_text())["nodes"]
        steps: dict[str, tuple[str, str]] = {}

        def need(name: str) -> None:
            node = nodes.get(name)
            if node is None or name in steps:
                return
            for other in node["depends_on"]["nodes"]:
                need(other)
            steps[name] = (node["relation_name"], node["compiled_code"])

        need(f"model.tellonce.{wanted}")
        return cls(list(steps.values()))

    def run(self, world: World, clock: datetime) -> list[Belief]:
        with duckdb.connect() as database:
            database.execute("set threads = 1; attach ':memory:' as warehouse; use warehouse")
            for schema in ("lake", "staging", "intermediate", "marts"):
                database.execute(f"create schema {schema}")
            lake: dict[str, Any] = {name: table.empty() for name, table in TABLES.items()} | frames(world)
            for name, frame in lake.items():
                database.register("frame", frame.to_arrow())
                database.execute(f"create table lake.{name} as select * from frame")
            database.execute(f"create table lake.clock as select timestamp '{clock}' as clock_at, 'made' as reconciler")
            database.execute("create table lake.fresh_observations as select *, 'made' as lake_file from lake.observations")
            database.execute("create table lake.files (table_name varchar, lake_file varchar)")
            for relation, sql in self.steps:
                database.execute(f"create table {relation} as {sql}")
            return beliefs_in(database)
