"""A target's mapping, applied to the published marts. What belongs here: which rows a mapping asks for, and errors that say what it gets wrong. What does not: what becomes of them."""

from __future__ import annotations

import difflib

import polars as pl

from orchestration.config.models import Target
from orchestration.connectors import Shape
from orchestration.failures import UsageError
from orchestration.governance import bars
from orchestration.publication import connect, rows_of
from transforms.classes import Classes
from transforms.deliveries import Mapping, column_of
from warehouse.home import Home


def read(home: Home, target: Target, classes: Classes) -> tuple[Mapping, pl.DataFrame, Shape]:
    """The mart's rows that a target's mapping asks for, without what is barred from delivery."""
    if not home.published.is_file():
        raise UsageError(f"nothing is published in {home.root}: run `tellonce build`")
    with connect(home.published, read_only=True) as database:
        about = database.execute("select column_name, comment from duckdb_columns() where schema_name = 'marts' and table_name = ?", [target.table]).fetchall()
        profiles = [name for (name,) in database.execute("select column_name from duckdb_columns() where schema_name = 'marts' and table_name = 'dim_profiles'").fetchall()]
        said = database.execute("select comment from duckdb_tables() where schema_name = 'marts' and table_name = ?", [target.table]).fetchall()
        mapping = _mapping(target, [name for name, _ in about], profiles)
        consent = f", p.{_quoted(mapping.consent)} as consent" if mapping.consent else ""
        joined = " left join marts.dim_profiles as p on p.customer_id = t.customer_id" if mapping.consent else ""
        query = f"select {', '.join(f't.{_quoted(c)}' for c in mapping.columns)}{consent} from marts.{target.table} as t{joined}"
        rows = rows_of(database, f"{query} where not coalesce({bars.undeliverable_rows(target.table, classes)}, false)")
        if target.table == "dim_profiles" and classes.barred_from("delivery"):
            rows = bars.deliverable(rows, rows_of(database, bars.undeliverable_cells(classes)), classes)
    comments = {name: text or "" for name, text in about}
    named = {**mapping.fields, **mapping.key}
    shape = Shape(
        target.name, target.object, tuple(mapping.key), {f: rows.schema[c] for f, c in named.items()}, {f: comments.get(c, "") for f, c in named.items()},
        "".join(text or "" for (text,) in said),
    )  # fmt: skip
    return mapping, rows, shape


def _mapping(target: Target, columns: list[str], profiles: list[str]) -> Mapping:
    if not target.key:
        raise UsageError(f"target {target.name}: key names no field")
    consent = None
    if target.consent:
        consent = next((c for c in (column_of(target.consent), column_of(f"consent.{target.consent}")) if c in profiles), None)
        if consent is None:
            raise UsageError(f"target {target.name}: consent: no attribute {target.consent!r}{_near(target.consent, profiles)}")
    return Mapping(
        {f: _column(target, c, columns) for f, c in target.key.items()}, {f: _column(target, c, columns) for f, c in target.fields.items()},
        {_column(target, c, columns): value for c, value in target.where.items()}, consent,
    )  # fmt: skip


def _column(target: Target, name: str, columns: list[str]) -> str:
    column = column_of(name)
    if column not in columns:
        raise UsageError(f"target {target.name}: {target.table} has no column {name!r}{_near(name, columns)}")
    return column


def _near(name: str, columns: list[str]) -> str:
    near = difflib.get_close_matches(column_of(name), columns, n=1)
    return f", did you mean {near[0].replace('__', '.')!r}?" if near else ""


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
