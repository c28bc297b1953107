"""The analysts' copy: a DuckDB file with the marts alone, replaced whole. What belongs here: copying and hashing marts, and the candidate's claims beside them. What does not: making them."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.tables.marts import FctObservations

SCHEMAS = ("marts", "segment")
LEDGERS = ("fct_builds", "fct_recalls", "fct_deliveries", "fct_erasures", "fct_audit")


def connect(path: str | Path = ":memory:", *, read_only: bool = False) -> duckdb.DuckDBPyConnection:
    """A connection that loads no extension from anywhere and holds times in UTC."""
    connection = duckdb.connect(str(path), read_only=read_only, config={"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "threads": "2"})
    connection.execute("set timezone = 'UTC'")
    return connection


def rows_of(connection: duckdb.DuckDBPyConnection, query: str) -> pl.DataFrame:
    """The rows of a query, times as naive UTC microseconds."""
    return pl.DataFrame(pl.from_arrow(connection.sql(query).to_arrow_table()))


def _tables(connection: duckdb.DuckDBPyConnection, catalog: str) -> list[tuple[str, str]]:
    found = connection.execute(
        "select table_schema, table_name from information_schema.tables where table_catalog = ? and list_contains(?, table_schema) order by all", [catalog, list(SCHEMAS)]
    )
    return [(schema, table) for schema, table in found.fetchall()]


def content_hash(database: Path) -> str:
    """One hash over all rows and columns of all marts but the ledgers, whatever the order of rows."""
    digest = hashlib.sha256()
    with connect(database, read_only=True) as connection:
        (catalog,) = connection.execute("select current_database()").fetchone() or ("",)
        for schema, table in _tables(connection, catalog):
            if table not in LEDGERS:
                name = f'"{schema}"."{table}"'
                found = connection.execute(f"select count(*), sum(cast(md5_number(cast(t as varchar)) % 1000000000000000000 as hugeint)) from {name} as t").fetchone()
                digest.update(f"{schema}.{table}:{found}\n".encode())
    return digest.hexdigest()


def turns_between(published: Path, since: datetime, until: datetime) -> bool:
    """Does anything that was published begin, end or fall due in (since, until]? Then the same evidence says something else now."""
    moments = {"fct_profile_history": ("valid_from", "valid_to"), "fct_memories": ("valid_from", "valid_to"), "fct_commitments": ("due_at",)}
    parts = [f"select 1 from marts.{table} where {column} > ? and {column} <= ?" for table, columns in moments.items() for column in columns]
    with connect(published, read_only=True) as connection:
        found = connection.execute(f"select exists({' union all '.join(parts)})", [since, until] * len(parts)).fetchone()
    return bool(found and found[0])


def publish(home: Home, lake: Lake) -> None:
    """Replaces the analysts' copy by the marts as they were just built, with the ledger of builds and the candidate's claims as the lake has them.

    A reader that has the former copy open keeps it; the next to open gets the new one.
    """
    with _drafted(home) as connection:
        _copy(connection, home.database)
        _add_shadow(connection, lake)
        columns = ", ".join(name for name, *_ in connection.execute("describe marts.fct_builds").fetchall())
        connection.register("ledger", lake.read("builds").to_arrow())
        connection.execute("delete from marts.fct_builds")
        connection.execute(f"insert into marts.fct_builds by name select {columns} from ledger")


def show_shadow(home: Home, lake: Lake) -> None:
    """Brings the candidate's claims into the analysts' copy, which stays as it was published otherwise."""
    with _drafted(home) as connection:
        _copy(connection, home.published)
        _add_shadow(connection, lake)


@contextmanager
def _drafted(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """A new analysts' copy, which takes the place of the former one when it is whole."""
    draft = home.published.with_name(f".{home.published.name}.draft")
    draft.unlink(missing_ok=True)
    with connect(draft) as connection:
        yield connection
    draft.replace(home.published)


def _copy(connection: duckdb.DuckDBPyConnection, path: Path) -> None:
    """Copies the marts of a file, with what is said of them."""
    connection.execute(f"attach '{_quoted(path)}' as built (read_only)")
    for schema, table in _tables(connection, "built"):
        connection.execute(f'create schema if not exists "{schema}"')
        connection.execute(f'create table "{schema}"."{table}" as select * from built."{schema}"."{table}"')
        _comment(connection, schema, table)
    connection.execute("detach built")


def _add_shadow(connection: duckdb.DuckDBPyConnection, lake: Lake) -> None:
    """The candidate's claims as `shadow.fct_observations`, with the columns of the mart but for what became of them: nothing did."""
    owners = lake.scan("memberships").filter(pl.col("known_to").is_null()).select("identity", "customer_id")
    columns = {name: column for name, column in FctObservations.columns().items() if name not in ("status", "status_reason")}
    rows = lake.scan("shadow_observations").filter(pl.col("retired_at").is_null()).join(owners, on="identity", how="left").select(list(columns)).collect()
    connection.execute("create schema shadow")
    connection.register("drawn", rows.to_arrow())
    connection.execute("create table shadow.fct_observations as select * from drawn")
    connection.execute("comment on table shadow.fct_observations is 'What the extractors that are tried draw, from conversations and records as they are now. It is no evidence.'")
    for name, column in columns.items():
        connection.execute(f"comment on column shadow.fct_observations.\"{name}\" is '{_quoted((column.metadata or {})['about'])}'")


def show_ledgers(home: Home, lake: Lake, clock: datetime) -> None:
    """Brings receipts and acts that came after a build into its marts and into the analysts' copy."""
    from orchestration.dbt import lay_lake

    lay_lake(home, lake, clock)
    with connect(home.database) as database:
        for table in ("erasures", "audit"):
            columns = ", ".join(name for name, *_ in database.execute(f"describe marts.fct_{table}").fetchall())
            database.execute(f"create or replace temp table fresh as select {columns} from lake.{table}")
            database.execute(f"delete from marts.fct_{table}")
            database.execute(f"insert into marts.fct_{table} by name select * from fresh")
    publish(home, lake)


def _comment(connection: duckdb.DuckDBPyConnection, schema: str, table: str) -> None:
    about = connection.execute(
        "select comment from duckdb_tables() where database_name = 'built' and schema_name = ? and table_name = ?"
        " union all select comment from duckdb_views() where database_name = 'built' and schema_name = ? and view_name = ?", [schema, table, schema, table]
    ).fetchone()  # fmt: skip
    if about and about[0]:
        connection.execute(f'comment on table "{schema}"."{table}" is \'{_quoted(about[0])}\'')
    columns = connection.execute(
        "select column_name, comment from duckdb_columns() where database_name = 'built' and schema_name = ? and table_name = ? and comment is not null", [schema, table]
    )
    for column, comment in columns.fetchall():
        connection.execute(f'comment on column "{schema}"."{table}"."{column}" is \'{_quoted(comment)}\'')


def _quoted(text: object) -> str:
    return str(text).replace("'", "''")
