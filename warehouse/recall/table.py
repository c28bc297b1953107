"""A table of a snapshot as a mapped file. What belongs here: reading columns and cells fast. What does not: what they mean (reader.py)."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa


def listed(cell: str | None) -> list[str]:
    """The texts of a cell that holds a JSON array of them; most hold one plain text, which needs no parser."""
    if not cell or cell == "[]":
        return []
    if cell.count('"') == 2 and "\\" not in cell:
        return [cell[cell.index('"') + 1 : cell.rindex('"')]]
    found: list[str] = json.loads(cell)
    return found


def _cells(column: pa.Array) -> Callable[[int], Any]:
    """Reads one cell. Numbers and texts are taken from the mapped bytes: an Arrow scalar costs several times as much."""
    if pa.types.is_primitive(column.type) and len(column) and not column.null_count:
        numbers: Callable[[int], Any] = memoryview(column.to_numpy(zero_copy_only=True)).__getitem__
        return numbers
    if column.type != pa.large_string() or column.offset:
        return lambda row: column[row].as_py()
    valid, bounds, data = column.buffers()
    ends, text = memoryview(bounds).cast("q"), memoryview(data if data is not None else b"")
    if not column.null_count:
        return lambda row: str(text[ends[row] : ends[row + 1]], "utf-8")
    bits = memoryview(valid)
    return lambda row: str(text[ends[row] : ends[row + 1]], "utf-8") if bits[row >> 3] >> (row & 7) & 1 else None


def _no_rows(schema: pa.Schema) -> pa.RecordBatch:
    """An empty batch, made without `from_pylist`, which would import pandas."""
    return pa.RecordBatch.from_arrays([pa.nulls(0, field.type) for field in schema], schema=schema)


class Table:
    """One mapped Arrow file of one record batch. Reading a row touches that row's pages only."""

    def __init__(self, path: Path) -> None:
        with pa.memory_map(str(path)) as source:
            file = pa.ipc.open_file(source)
            self._schema = file.schema
            self._batch = file.get_batch(0) if file.num_record_batches else _no_rows(file.schema)
        self._columns: dict[str, pa.Array] = {}
        self._arrays: dict[str, np.ndarray] = {}
        self._cells: dict[str, Callable[[int], Any]] = {}

    def __len__(self) -> int:
        return self._batch.num_rows

    def column(self, name: str) -> pa.Array:
        """A column as Arrow."""
        if name not in self._columns:
            self._columns[name] = self._batch.column(self._schema.get_field_index(name))
        return self._columns[name]

    def array(self, name: str) -> np.ndarray:
        """A numeric column as it stands in the file, without a copy."""
        if name not in self._arrays:
            self._arrays[name] = self.column(name).to_numpy(zero_copy_only=True) if len(self) else np.zeros(0, dtype=self._schema.field(name).type.to_pandas_dtype())
        return self._arrays[name]

    def lists(self, name: str) -> tuple[np.ndarray, np.ndarray]:
        """A column of lists of numbers: their bounds [rows + 1] and all values."""
        for part in ("offsets", "values"):
            if f"{name}.{part}" not in self._arrays:
                column = self.column(name)
                self._arrays[f"{name}.{part}"] = (column.offsets if part == "offsets" else column.values).to_numpy(zero_copy_only=True)
        return self._arrays[f"{name}.offsets"], self._arrays[f"{name}.values"]

    def mean_length(self, name: str) -> float:
        """Values a row of a column of lists has on average."""
        return len(self.lists(name)[1]) / max(len(self), 1)

    def value(self, name: str, row: int) -> Any:
        """One cell."""
        cell = self._cells.get(name)
        if cell is None:
            cell = self._cells[name] = _cells(self.column(name))
        return cell(row)

    def equal(self, name: str, word: str) -> np.ndarray:
        """Which rows hold this text."""
        import pyarrow.compute as pc

        return pc.fill_null(pc.equal(self.column(name), word), False).to_numpy(zero_copy_only=False)

    def isin(self, name: str, several: Iterable[str]) -> np.ndarray:
        """Which rows hold one of these texts."""
        import pyarrow.compute as pc

        return pc.is_in(self.column(name), pa.array(list(several))).to_numpy(zero_copy_only=False)
