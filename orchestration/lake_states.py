"""Which tables of the lake are not what the last reconciliation saw. What belongs here: keeping and comparing their states. What does not: running dbt.

Files of the lake never change, so a table is as it was while its files are. States are taken out before a run and kept after one that went well: a run that
dies leaves what it read as changed.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping

import duckdb

from warehouse.lake import Lake
from warehouse.tables.registry import TABLES

_KEPT = "lake.states"


def states(lake: Lake) -> dict[str, str]:
    """A digest of each table's files."""
    return {name: hashlib.sha256("\n".join(lake.files(name)).encode()).hexdigest() for name in TABLES}


def take_changed(database: duckdb.DuckDBPyConnection, now: Mapping[str, str]) -> set[str]:
    """The tables that are not as the last run left them, which are forgotten until `keep`."""
    database.execute(f"create table if not exists {_KEPT} (table_name varchar, state varchar)")
    before = dict(database.execute(f"select table_name, state from {_KEPT}").fetchall())
    changed = {name for name, state in now.items() if before.get(name) != state}
    database.execute(f"delete from {_KEPT} where table_name in (select unnest(?))", [sorted(changed)])
    return changed


def keep(database: duckdb.DuckDBPyConnection, now: Mapping[str, str]) -> None:
    """What the run that went well has seen."""
    database.execute(f"create or replace table {_KEPT} (table_name varchar, state varchar)")
    database.executemany(f"insert into {_KEPT} values (?, ?)", sorted(now.items()))
