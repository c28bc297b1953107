"""The analysts' copy: a DuckDB file with the marts alone, replaced whole. What belongs here: copying and hashing marts. What does not: making them."""

from __future__ import annotations

import hashlib
from datetime import datetime
from pathlib import Path

import duckdb
import polars as pl

from warehouse.home import Home
from warehouse.lake import Lake

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


def publish(home: Home, builds: pl.DataFrame) -> None:
    """Replaces the analysts' copy by the marts as they were just built, and its ledger of builds by `builds`.

    A reader that has the former copy open keeps it; the next to open gets the new one.
    """
    draft = home.published.with_name(f".{home.published.name}.draft")
    draft.unlink(missing_ok=True)
    with connect(draft) as connection:
        connection.execute(f"attach '{_quoted(home.database)}' as built (read_only)")
        for schema, table in _tables(connection, "built"):
            connection.execute(f'create schema if not exists "{schema}"')
            connection.execute(f'create table "{schema}"."{table}" as select * from built."{schema}"."{table}"')
            _comment(connection, schema, table)
        columns = ", ".join(name for name, *_ in connection.execute("describe marts.fct_builds").fetchall())
        connection.register("ledger", builds.to_arrow())
        connection.execute("delete from marts.fct_builds")
        connection.execute(f"insert into marts.fct_builds by name select {columns} from ledger")
        connection.execute("detach built")
    draft.replace(home.published)


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
    publish(home, lake.read("builds"))


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
