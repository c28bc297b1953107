"""The lake: Delta Lake tables on disk or an object store. What belongs here: reading and writing whole tables. What does not: what rows mean.

Every write is one Delta commit, so a reader sees all of it or none. Statistics are kept of no personal column.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import polars as pl
from deltalake import DeltaTable, write_deltalake
from deltalake.exceptions import TableNotFoundError

from warehouse.tables.registry import TABLES

FORGETS = {"delta.logRetentionDuration": "interval 0 seconds"}
"""A log entry goes as soon as a checkpoint stands for it."""


@dataclass(frozen=True)
class Lake:
    """The tables of one store.

    Args:
        uri: a folder, or an s3://, gs:// or az:// address.
        storage_options: credentials and endpoints, as deltalake takes them.
    """

    uri: str
    storage_options: Mapping[str, str] = field(default_factory=dict)

    def _at(self, name: str) -> str:
        return f"{self.uri.rstrip('/')}/{TABLES[name].name}"

    def _open(self, name: str) -> DeltaTable | None:
        try:
            return DeltaTable(self._at(name), storage_options=dict(self.storage_options))
        except TableNotFoundError:
            return None

    def version(self, name: str) -> int:
        """The table's version: -1 before its first write, one more with each commit."""
        table = self._open(name)
        return -1 if table is None else int(table.version())

    def state(self, name: str) -> str:
        """Tells one state of the table from any other, of one that was made anew in its place too."""
        table = self._open(name)
        return "" if table is None else f"{table.metadata().id} {table.version()}"

    def files(self, name: str) -> list[str]:
        """Addresses of the Parquet files that make up the table now, sorted."""
        table = self._open(name)
        return [] if table is None else sorted(str(f) for f in table.file_uris())

    def scan(self, name: str) -> pl.LazyFrame:
        """The table's rows, lazily; no rows where it was never written."""
        files = self.files(name)
        if not files:
            return TABLES[name].empty().lazy()
        empty = TABLES[name].empty()
        rows = pl.scan_parquet(files, schema=empty.schema, missing_columns="insert", extra_columns="ignore", storage_options=dict(self.storage_options) or None)
        return rows.select(empty.columns)

    def columns(self, name: str) -> list[str]:
        """The columns that the table has on disk: one that an earlier version wrote may lack some."""
        table = self._open(name)
        return [] if table is None else [str(field.name) for field in table.schema().fields]

    def read(self, name: str) -> pl.DataFrame:
        """The table's rows."""
        return self.scan(name).collect()

    def append(self, name: str, rows: pl.DataFrame) -> None:
        """Adds rows. Raises dataframely's ValidationError where a row breaks the schema."""
        if len(rows):
            self._write(name, rows, mode="append")

    def overwrite(self, name: str, rows: pl.DataFrame) -> None:
        """Puts rows in place of all that is there."""
        self._write(name, rows, mode="overwrite")

    def replace(self, name: str, rows: pl.DataFrame, keys: pl.DataFrame) -> None:
        """Puts rows in place of those that agree with a row of `keys` on all of its columns, in one commit."""
        old, rows = self.read(name), _checked(name, rows)
        kept = old.join(keys.unique(), on=keys.columns, how="anti", nulls_equal=True)
        if len(kept) == len(old):
            self.append(name, rows)
        else:
            self.overwrite(name, pl.concat([kept, rows]))

    def recreate(self, name: str, rows: pl.DataFrame) -> None:
        """Writes the table anew, as if these rows were all it ever held: no earlier file, log entry or statistic stays.

        In a folder, the new table is made beside the old one and takes its place by renaming; `settle` ends what a crash cut short. On an object store
        the table is overwritten and purged.
        """
        if "://" in self.uri:
            self.overwrite(name, rows)
            self.purge(name)
            return
        self.settle(name)
        place, draft, old = self._places(name)
        shutil.rmtree(draft, ignore_errors=True)
        if len(rows):
            self._write(name, rows, mode="overwrite", at=str(draft))
        if place.exists():
            place.rename(old)
        if draft.exists():
            draft.rename(place)
        shutil.rmtree(old, ignore_errors=True)

    def settle(self, name: str) -> None:
        """Ends a `recreate` that was cut short: the new table if it is in place, else the old one."""
        if "://" in self.uri:
            return
        place, draft, old = self._places(name)
        if old.exists() and not place.exists() and draft.exists():
            draft.rename(place)
        elif old.exists() and not place.exists():
            old.rename(place)
        for folder in (old, draft):
            shutil.rmtree(folder, ignore_errors=True)

    def _places(self, name: str) -> tuple[Path, Path, Path]:
        place = Path(self._at(name))
        return place, place.with_name(f".{place.name}.draft"), place.with_name(f".{place.name}.old")

    def _write(self, name: str, rows: pl.DataFrame, *, mode: str, at: str | None = None) -> None:
        table = TABLES[name]
        checked = _checked(name, rows)
        plain = [c for c in checked.columns if c not in table.personal]
        write_deltalake(
            at or self._at(name), checked.to_arrow(), mode=mode, schema_mode="overwrite" if mode == "overwrite" else "merge",  # type: ignore[call-overload]
            configuration={"delta.dataSkippingStatsColumns": ",".join(plain), **FORGETS},
            storage_options=dict(self.storage_options) or None,
        )  # fmt: skip

    def objects(self) -> Iterator[tuple[str, int, Iterator[bytes]]]:
        """Everything that lies under the lake's address on an object store, former versions and logs too: name, size, bytes. Nothing where it is a folder."""
        if "://" not in self.uri:
            return
        import obstore
        from obstore.store import from_url

        of_delta = ("aws_s3_", "dynamo", "delta", "conditional_put", "copy_if_not_exists")  # how commits are made, which reading has no use for
        options = {name.lower(): value for name, value in self.storage_options.items() if not any(word in name.lower() for word in of_delta)}
        plain = options.pop("aws_allow_http", options.pop("allow_http", "false")).lower() == "true"
        store = from_url(self.uri, config=options, client_options={"allow_http": plain})  # type: ignore[call-overload]
        for page in obstore.list(store):
            for entry in sorted(page, key=lambda each: str(each["path"])):
                yield str(entry["path"]), int(entry["size"]), (bytes(chunk) for chunk in obstore.get(store, entry["path"]).stream())

    def compact(self, name: str) -> None:
        """Puts small files together, and removes them."""
        table = self._open(name)
        if table is not None:
            table.optimize.compact()
            self.purge(name)

    def purge(self, name: str) -> None:
        """Removes the files of earlier versions, and their log entries, so that nothing deleted stays."""
        table = self._open(name)
        if table is not None:
            if not FORGETS.items() <= table.metadata().configuration.items():  # a table of before this was set when it is made
                table.alter.set_table_properties(dict(FORGETS))
            table.vacuum(retention_hours=0, enforce_retention_duration=False, dry_run=False)
            table.create_checkpoint()
            table.cleanup_metadata()


def _checked(name: str, rows: pl.DataFrame) -> pl.DataFrame:
    schema = TABLES[name].schema
    return schema.validate(rows.select(schema.column_names()), cast=True)


def local(folder: Path) -> Lake:
    """The lake in a folder."""
    return Lake(str(folder))
