"""Snowflake: rows staged as Parquet, copied into a load table, merged by key. What belongs here: its SQL. What does not: which rows.

Times go as TIMESTAMP_NTZ in UTC, as they are in the marts. One MERGE is one transaction, so a batch is there whole or not at all.
"""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import polars as pl

from orchestration.config.models import Target
from orchestration.connectors import RESULTS, Operation, Shape, TargetError
from orchestration.failures import UsageError
from orchestration.secrets import Secrets

OPERATION = "TELLONCE_OPERATION"
LOAD, STAGE = "__TELLONCE_LOAD", "TELLONCE_STAGE"
_PLAIN = re.compile(r"[A-Za-z_][A-Za-z0-9_$]*")
_TYPES = {pl.String: "VARCHAR", pl.Int64: "NUMBER(38, 0)", pl.Float64: "FLOAT", pl.Boolean: "BOOLEAN", pl.Datetime: "TIMESTAMP_NTZ(6)"}


@dataclass
class Snowflake:
    """A session with one table."""

    connection: Any
    shape: Shape
    most_rows: int = 1_000_000
    most_bytes: int = 1 << 30

    def begin(self, operation: Operation, rows: pl.DataFrame) -> str:
        """Names the batch; the table is made where it isn't there, and gets the columns that it lacks."""
        self._run(*prepare(self.shape))
        return uuid4().hex

    def send(self, batch_id: str, operation: Operation, rows: pl.DataFrame) -> pl.DataFrame:
        """Stages and merges."""
        with tempfile.TemporaryDirectory(prefix="tellonce-") as folder:
            path = Path(folder) / f"{batch_id}.parquet"
            columns(self.shape, rows, operation).write_parquet(path)
            try:
                self._run(*load(self.shape, path))
            finally:
                self._run(_drop(self.shape))
        status = "removed" if operation == "remove" else "accepted"
        return rows.select("key", status=pl.lit(status), answer=pl.lit(None, pl.String)).cast(RESULTS)  # type: ignore[arg-type]

    def resume(self, batch_id: str, operation: Operation, rows: pl.DataFrame) -> pl.DataFrame | None:
        """Nothing to ask: a merge is made again, to the same effect."""
        return None

    def close(self) -> None:
        """Ends the session; its stage ends with it."""
        self.connection.close()

    def _run(self, *statements: str) -> None:
        with told(f"target {self.shape.target}"), self.connection.cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def connected(target: Target, shape: Shape, secrets: Secrets) -> Snowflake:
    """Logs in. Every option and secret goes to the official connector under its own name: account, user, password, private_key_file, warehouse, role."""
    owner = f"target {target.name}"
    return Snowflake(session(owner, target.options, secrets.of(owner, target.secrets)), shape)


def session(owner: str, options: dict[str, str], secrets: dict[str, str]) -> Any:
    """A connection in UTC.

    Raises:
        UsageError: an option is missing.
        TargetError: Snowflake refused.
    """
    from snowflake import connector

    given = {**options, **secrets}
    if missing := [name for name in ("account", "user", "database", "schema") if name not in given]:
        raise UsageError(f"{owner}: options needs {', '.join(missing)}")
    with told(owner):
        return connector.connect(**given, timezone="UTC", login_timeout=60, application="TellOnce", session_parameters={"QUERY_TAG": "tellonce"})


@contextmanager
def told(owner: str) -> Iterator[None]:
    """Errors of the connector as ours."""
    from snowflake.connector.errors import Error

    try:
        yield
    except Error as problem:
        # Only the code: a message may quote a value.
        raise TargetError(f"{owner}: Snowflake refused with error {problem.errno} ({problem.sqlstate or 'no SQL state'}): run it again, and it goes on from there") from None


def prepare(shape: Shape) -> list[str]:
    """SQL that makes the table what it must be. Running it again changes nothing."""
    table, keys = _table(shape), set(shape.key)
    listed = ", ".join(f"{name_of(f)} {_type(t)}{' NOT NULL' if f in keys else ''}" for f, t in shape.types.items())
    return [
        f"CREATE TABLE IF NOT EXISTS {table} ({listed})",
        *(f"ALTER TABLE {table} ADD COLUMN IF NOT EXISTS {name_of(f)} {_type(t)}" for f, t in shape.types.items() if f not in keys),
        *([f"COMMENT ON TABLE {table} IS {_text(shape.about)}"] if shape.about else []),
        *(f"COMMENT ON COLUMN {table}.{name_of(f)} IS {_text(c)}" for f, c in shape.comments.items() if c),
    ]


def load(shape: Shape, path: Path) -> list[str]:
    """SQL that puts a Parquet file of `columns` into the table."""
    listed = ", ".join(f"{name_of(f)} {_type(t)}" for f, t in shape.types.items())
    return [
        f"CREATE OR REPLACE TEMPORARY STAGE {STAGE}",
        f"PUT {_text(path.absolute().as_uri())} @{STAGE} AUTO_COMPRESS = FALSE OVERWRITE = TRUE",
        f"CREATE OR REPLACE TRANSIENT TABLE {_load(shape)} ({listed}, {OPERATION} VARCHAR)",
        f"COPY INTO {_load(shape)} FROM @{STAGE} FILE_FORMAT = (TYPE = PARQUET USE_LOGICAL_TYPE = TRUE) MATCH_BY_COLUMN_NAME = CASE_INSENSITIVE",
        merge(shape),
    ]


def merge(shape: Shape) -> str:
    """SQL that merges the load table by key: one statement, and so one transaction."""
    fields = list(shape.types)
    same = " AND ".join(f"held.{name_of(k)} = loaded.{name_of(k)}" for k in shape.key)
    changed = ", ".join(f"{name_of(f)} = loaded.{name_of(f)}" for f in fields if f not in shape.key)
    update = f"WHEN MATCHED THEN UPDATE SET {changed} " if changed else ""
    return (
        f"MERGE INTO {_table(shape)} AS held USING {_load(shape)} AS loaded ON {same} "
        f"WHEN MATCHED AND loaded.{OPERATION} = 'remove' THEN DELETE {update}"
        f"WHEN NOT MATCHED AND loaded.{OPERATION} = 'upsert' THEN INSERT ({', '.join(map(name_of, fields))}) VALUES ({', '.join(f'loaded.{name_of(f)}' for f in fields)})"
    )


def columns(shape: Shape, rows: pl.DataFrame, operation: Operation) -> pl.DataFrame:
    """Rows of a delivery as typed columns, with what is to be done with them."""
    read = {f: pl.String() if isinstance(t, pl.Datetime) else t for f, t in shape.types.items()}
    whole = pl.col("payload").str.json_decode(pl.Struct(read)).alias("row")
    parsed = rows.select(whole).unnest("row") if operation == "upsert" else _keys(shape, rows["key"], read)
    times = [pl.col(f).str.to_datetime("%Y-%m-%dT%H:%M:%S%.6fZ", time_unit="us") for f, t in shape.types.items() if isinstance(t, pl.Datetime)]
    return parsed.with_columns(*times, pl.lit(operation).alias(OPERATION))


def _keys(shape: Shape, keys: pl.Series, read: dict[str, Any]) -> pl.DataFrame:
    values = [{shape.key[0]: key} for key in keys] if len(shape.key) == 1 else [json.loads(key) for key in keys]
    strings = pl.DataFrame([{f: None if row.get(f) is None else str(row[f]) for f in read} for row in values], schema=dict.fromkeys(read, pl.String))
    return strings.select(pl.col(f).cast(t) for f, t in read.items())


def write(shape: Shape, upserts: pl.DataFrame, removals: pl.DataFrame, folder: Path, batch_id: str) -> list[Path]:
    """Parquet, the SQL that loads it, and a manifest of both."""
    data, sql, manifest = folder / "rows.parquet", folder / "load.sql", folder / "manifest.json"
    rows = pl.concat([columns(shape, upserts, "upsert"), columns(shape, removals, "remove")])
    rows.write_parquet(data)
    sql.write_text(";\n".join([*prepare(shape), *load(shape, data), _drop(shape)]) + ";\n")
    about = {
        "target": shape.target, "object": shape.object, "batch": batch_id, "key": list(shape.key), "files": [data.name, sql.name],
        "columns": {f: _type(t) for f, t in shape.types.items()}, "upserts": len(upserts), "removals": len(removals),
    }  # fmt: skip
    manifest.write_text(json.dumps(about, indent=1) + "\n")
    return [data, sql, manifest]


def _table(shape: Shape) -> str:
    return ".".join(map(name_of, shape.object.split(".")))


def _load(shape: Shape) -> str:
    *schema, name = shape.object.split(".")
    return ".".join(map(name_of, [*schema, name + LOAD]))


def _drop(shape: Shape) -> str:
    return f"DROP TABLE IF EXISTS {_load(shape)}"


def name_of(name: str) -> str:
    """An identifier as SQL has it: quoted, so that it may be a word of SQL's own; a plain one in the capitals that Snowflake reads it as when it is not."""
    return '"' + (name.upper() if _PLAIN.fullmatch(name) else name).replace('"', '""') + '"'


def _type(dtype: pl.DataType) -> str:
    return _TYPES[type(dtype)]


def _text(text: str) -> str:
    # A typographic apostrophe needs no escape, of which there are two in Snowflake.
    return "'" + text.replace("'", "’").replace("\\", "/") + "'"
