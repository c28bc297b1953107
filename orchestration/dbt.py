"""Runs dbt on one store. What belongs here: laying the lake before dbt, and calling it. What does not: SQL that reconciles (dbt_project).

dbt sees plain relations: views over the Parquet files that make up each lake table now. They are laid right before a run, so nothing that
changes from run to run (files, clock) is an environment variable or a variable of dbt, which would make it parse everything again.
"""

from __future__ import annotations

import hashlib
import sys
import time
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

import dataframely as dy
import duckdb
import polars as pl
import yaml  # type: ignore[import-untyped]

from orchestration import lake_states
from warehouse.home import Home
from warehouse.lake import Lake
from warehouse.tables.marts import DimProfiles
from warehouse.tables.registry import TABLES

PROJECT = Path(__file__).resolve().parent.parent / "dbt_project"
SETTINGS = {"autoinstall_known_extensions": "false", "autoload_known_extensions": "false", "memory_limit": "6GB", "preserve_insertion_order": "false"}
STANDING = ("path:models/staging", "path:seeds")
"""Views and tables that stay as they are as long as the project does: an increment leaves them."""
_SQL_TYPES = {dy.String: "varchar", dy.Int64: "bigint", dy.Float64: "double", dy.Bool: "boolean", dy.Datetime: "timestamp"}
_DBT_TYPES = {**_SQL_TYPES, dy.String: "string"}


@dataclass(frozen=True)
class DbtResult:
    """What a run did.

    Attributes:
        ok: did every model build and every test pass?
        failures: one line each, without data.
        nodes: name, status and seconds of every model, seed and test that ran.
        seconds: of the whole run.
    """

    ok: bool
    failures: tuple[str, ...]
    nodes: tuple[tuple[str, str, float], ...]
    seconds: float


def run(home: Home, lake: Lake, clock: datetime, *, full: bool = False, select: str | None = None) -> DbtResult:
    """Builds and tests the marts in `home.database` from the lake as it is.

    Args:
        clock: the build's time, naive UTC; the only time that models know of.
        full: make everything anew, where otherwise only what changed is. So it is, too, where models or attributes are not those of the run before.
        select: a dbt selection, as `+fct_profile_history`; all by default.
    """
    started = time.perf_counter()
    attributes = lake.read("attributes")
    full = full or not _is_reconciled_by(home, reconciler(attributes["attribute"]))
    now = lake_states.states(lake)
    lay_lake(home, lake, clock, full=full)
    with opened(home) as database:
        changed = lake_states.take_changed(database, now)
    project = lay_project(home, attributes)
    outcome = _invoke(home, project, ["build", *_selection(changed, full=full, select=select)])
    nodes = tuple((r.node.name, str(r.status), float(r.execution_time)) for r in getattr(outcome.result, "results", ()) or ())
    failures = tuple(_failures(outcome))
    if outcome.success and not failures and not select:
        with opened(home) as database:
            lake_states.keep(database, now)
    return DbtResult(outcome.success and not failures, failures, nodes, time.perf_counter() - started)


def _selection(changed: Iterable[str], *, full: bool, select: str | None) -> list[str]:
    """What of the project a run makes: all of it, what is asked for, or what comes of the tables that changed and of the clock."""
    if full or select:
        return [*(["--full-refresh"] if full else []), *(["--select", select] if select else [])]
    sources = sorted({*changed, "clock", *(("files", "fresh_observations") if "observations" in changed else ())})
    return ["--select", *(f"source:lake.{name}+" for name in sources), "--exclude", *STANDING]


def lay_lake(home: Home, lake: Lake, clock: datetime, *, full: bool = False) -> None:
    """Puts a view over every lake table, and the clock, into schema `lake` of the build's DuckDB file.

    `lake.fresh_observations` are the observations in files that the last run did not read; all of them where `full`.
    """
    digest = reconciler(lake.read("attributes")["attribute"])
    with opened(home) as database:
        database.execute("create schema if not exists lake")
        for name in TABLES:
            _lay(database, lake, name)
        database.execute(f"create or replace view lake.clock as select timestamp '{clock.isoformat(sep=' ')}' as clock_at, '{digest}' as reconciler")
        _lay_fresh(database, lake, set() if full else _files_read(database))


def reconciler(attributes: Iterable[str] = (), project: Path = PROJECT) -> str:
    """A digest of all SQL that beliefs are made by, and of the attributes that profiles have columns for."""
    digest = hashlib.sha256()
    for path in sorted(p for folder in ("macros", "models") for p in (project / folder).rglob("*.sql")):
        content = path.read_bytes()
        digest.update(f"{path.relative_to(project).as_posix()}:{len(content)}:".encode() + content)
    digest.update("/".join(sorted(attributes)).encode())
    return digest.hexdigest()[:32]


def _is_reconciled_by(home: Home, digest: str) -> bool:
    """Is what the store holds made by this SQL and these attributes? Its kept rows could not take in columns of another."""
    with opened(home) as database:
        try:
            found = database.execute("select count(*) from intermediate.int_reconciled where reconciler = ?", [digest]).fetchone()
        except (duckdb.CatalogException, duckdb.BinderException):
            return False
    return bool(found and found[0])


@contextmanager
def opened(home: Home) -> Iterator[duckdb.DuckDBPyConnection]:
    """The build's DuckDB file, without extensions from the network."""
    home.database.parent.mkdir(parents=True, exist_ok=True)
    database = duckdb.connect(str(home.database), config={**SETTINGS, "temp_directory": str(home.dbt / "spill"), "threads": "2"})
    try:
        yield database
    finally:
        database.close()


def _lay(database: duckdb.DuckDBPyConnection, lake: Lake, name: str) -> None:
    columns = _columns(lake, name)
    files = lake.files(name)
    for kind in ("view", "table"):
        found = database.execute("select count(*) from information_schema.tables where table_schema = 'lake' and table_name = ? and table_type = ?",
                                 [name, "VIEW" if kind == "view" else "BASE TABLE"]).fetchone()  # fmt: skip
        if found and found[0]:
            database.execute(f"drop {kind} lake.{name}")
    if not files:
        nothing = ", ".join(f'null as "{c}"' for c in TABLES[name].schema.column_names())
        database.execute(f"create view lake.{name} as select {columns} from (select {nothing}) where false")
    elif any("://" in file for file in files):
        rows = lake.read(name).to_arrow()  # noqa: F841 - DuckDB finds it by its name; it can't read from an object store itself
        database.execute(f"create table lake.{name} as select {columns} from rows")
    else:
        database.execute(f"create view lake.{name} as select {columns} from {_parquet(files)}")


def _files_read(database: duckdb.DuckDBPyConnection) -> set[str]:
    """The files that the last run knew."""
    try:
        return {str(row[0]) for row in database.execute("select distinct lake_file from intermediate.int_file_prints").fetchall()}
    except (duckdb.CatalogException, duckdb.BinderException):
        return set()


def _lay_fresh(database: duckdb.DuckDBPyConnection, lake: Lake, read: set[str]) -> None:
    """Views of the files that hold observations, and of the rows of those that are not in `read`."""
    files = [file if "://" in file else str(Path(file).resolve()) for file in lake.files("observations")]
    fresh = [file for file in files if file not in read]
    listed = ", ".join(f"('observations', {_quoted(file)})" for file in files) or "(null, null)"
    rows = "(select *, null as lake_file from lake.observations where false)"
    if any("://" in file for file in files):  # they are read as one, and so are new as one
        version = f"version {lake.version('observations')}"
        listed = f"('observations', {_quoted(version)})"
        rows = f"(select *, {_quoted(version)} as lake_file from lake.observations where {version not in read})"
    elif fresh:
        rows = _parquet(fresh, "lake_file")
    database.execute(f"create or replace view lake.files as select * from (values {listed}) as files (table_name, lake_file) where lake_file is not null")
    database.execute(f"create or replace view lake.fresh_observations as select {_columns(lake, 'observations')}, cast(lake_file as varchar) as lake_file from {rows}")


def _columns(lake: Lake, name: str) -> str:
    schema, there = TABLES[name].schema, set(lake.columns(name))
    return ", ".join(f'cast({_held(c, there)} as {_type_of(schema, c, _SQL_TYPES)}) as "{c}"' for c in schema.column_names())


def _parquet(files: Iterable[str], naming: str | None = None) -> str:
    """The rows of files, with each one's path in a column `naming`."""
    paths = ", ".join(_quoted(str(Path(file).resolve())) for file in files)
    return f"read_parquet([{paths}], union_by_name = true{f', filename = {_quoted(naming)}' if naming else ''})"


def _quoted(text: str) -> str:
    return "'" + text.replace("'", "''") + "'"


def _held(column: str, there: set[str]) -> str:
    """A column, or null where the table was written by a version that did not have it."""
    return f'"{column}"' if column in there or not there else "null"


def lay_project(home: Home, attributes: pl.DataFrame) -> Path:
    """Keeps a copy of the dbt project in the home, with the store's own profile and its own columns of `dim_profiles`; returns its folder."""
    project = home.dbt / "project"
    files = {p.relative_to(PROJECT): p.read_bytes() for p in PROJECT.rglob("*") if p.is_file() and not {"target", "logs"} & set(p.relative_to(PROJECT).parts)}
    files[Path("profiles.yml")] = yaml.safe_dump(_profile(home)).encode()
    if len(attributes):
        files[Path("models/marts/dim_profiles.yml")] = profile_columns(attributes).encode()
    for path in project.rglob("*") if project.exists() else ():
        if path.is_file() and path.relative_to(project) not in files:
            path.unlink()
    for name, content in files.items():
        path = project / name
        if not path.exists() or path.read_bytes() != content:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
    return project


def _profile(home: Home) -> dict[str, Any]:
    output = {
        "type": "duckdb", "path": str(home.database), "threads": 2,
        "settings": SETTINGS, "config_options": {**SETTINGS, "temp_directory": str(home.dbt / "spill"), "threads": "2"},
    }  # fmt: skip
    return {"tellonce": {"target": "duckdb", "outputs": {"duckdb": output}}}


def profile_columns(attributes: pl.DataFrame) -> str:
    """The YAML of `dim_profiles`: a text column for each attribute (columns `attribute`, `description`), then the columns of its schema."""
    columns: list[dict[str, Any]] = [_column("customer_id")]
    for row in attributes.sort("attribute").iter_rows(named=True):
        name = row["attribute"].replace(".", "__")
        columns.append({"name": name, "description": row["description"] or row["attribute"], "data_type": "string", "config": {"meta": {"attribute": row["attribute"]}}})
        if "__" not in name:
            columns[-1]["quote"] = True
    columns += [_column(name) for name in DimProfiles.column_names() if name != "customer_id"]
    model = {"name": "dim_profiles", "description": " ".join((DimProfiles.__doc__ or "").split()), "columns": columns}
    return yaml.safe_dump({"version": 2, "models": [model]}, sort_keys=False, width=160)


def _type_of(schema: type[dy.Schema], column: str, names: Mapping[Any, str]) -> str:
    return names[type(schema.columns()[column])]


def _column(name: str) -> dict[str, Any]:
    column = DimProfiles.columns()[name]
    entry: dict[str, Any] = {
        "name": name, "description": (column.metadata or {})["about"],
        "data_type": _type_of(DimProfiles, name, _DBT_TYPES),
    }  # fmt: skip
    if not column.nullable:
        entry["constraints"] = [{"type": "not_null"}]
    if column.primary_key:
        entry["data_tests"] = ["unique"]
    return entry


def _invoke(home: Home, project: Path, arguments: list[str]) -> Any:
    from dbt.adapters.duckdb.connections import DuckDBConnectionManager as Connections
    from dbt.cli.main import dbtRunner  # 4 CPU-seconds, so only where dbt is run

    places = {"--project-dir": project, "--profiles-dir": project, "--target-path": home.dbt / "target", "--log-path": home.dbt / "logs"}
    quiet = ["--quiet", "--log-level", "none", "--log-level-file", "error", "--no-use-colors", "--no-version-check"]
    called, sys.argv = sys.argv, ["dbt", *arguments]  # dbt writes the process's own command down, which may name a customer
    try:
        return dbtRunner().invoke([arguments[0], *(str(x) for pair in places.items() for x in pair), *quiet, *arguments[1:]])
    finally:
        sys.argv = called
        if Connections._ENV is not None:  # dbt would hold the file, and with it all other readers off, until the process ends
            Connections._ENV.close()
        Connections.close_all_connections()


def _failures(outcome: Any) -> Iterator[str]:
    if outcome.exception is not None:
        yield "dbt: " + _first_line(str(outcome.exception))
    for result in getattr(outcome.result, "results", ()) or ():
        if str(result.status) == "fail":
            yield f"dbt test {result.node.name}: {result.failures} rows fail"
        elif str(result.status) == "error":
            yield f"dbt {result.node.name}: {_first_line(result.message or 'error')}"


def _first_line(text: str) -> str:
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return " ".join(lines[:3])[:400]


def manifest(home: Home, attributes: pl.DataFrame) -> Path:
    """The parsed project of a store as dbt's manifest.json; parsed only where the project has changed."""
    project = lay_project(home, attributes)
    found = home.dbt / "target" / "manifest.json"
    newest = max(path.stat().st_mtime for path in project.rglob("*") if path.is_file())
    if not found.exists() or found.stat().st_mtime < newest:
        _invoke(home, project, ["parse"])
    return found
