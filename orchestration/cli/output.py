"""How answers are printed. What belongs here: JSON and tables. What does not: what is in them."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterable, Sequence
from typing import Any

import click

WIDE = 10_000
"""Columns of a table that no terminal shows: wide enough that nothing is folded."""


def json_object(answer: Any) -> None:
    """One object, on one line where a program reads it, indented where a person does."""
    click.echo(json_text(answer, indent=2 if sys.stdout.isatty() else None))


def json_array(rows: Iterable[dict[str, Any]]) -> None:
    """One array, a row a line, written as the rows come."""
    out = sys.stdout
    out.write("[")
    for index, row in enumerate(rows):
        out.write(",\n" if index else "\n")
        out.write(json_text(row))
    out.write("\n]\n")


def json_text(value: Any, indent: int | None = None) -> str:
    """JSON that keeps letters as they are; half a surrogate pair, which no encoding holds, is escaped."""
    from orchestration.query import plain

    text = json.dumps(plain(value), ensure_ascii=False, indent=indent)
    return text if text.isascii() or not any("\ud800" <= c <= "\udfff" for c in text) else json.dumps(plain(value), indent=indent)


def table(columns: Sequence[str], rows: Iterable[Sequence[Any]], title: str | None = None) -> None:
    """A table for people; numbers to the right, times without a fraction that is zero."""
    from rich import box
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    shown = [[_cell(value) for value in row] for row in rows]
    drawn = Table(title=title, title_justify="left", box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for index, column in enumerate(columns):
        is_number = bool(shown) and all(row[index].replace(",", "").replace(".", "").lstrip("-").isdigit() or not row[index] for row in shown)
        drawn.add_column(Text(column), justify="right" if is_number else "left", overflow="fold")
    for row in shown:
        drawn.add_row(*map(Text, row))
    Console(width=None if sys.stdout.isatty() else WIDE, highlight=False).print(drawn)


def _cell(value: Any) -> str:
    from orchestration.query import plain

    value = plain(value)
    if value is None:
        return ""
    if isinstance(value, float):
        return f"{value:.4g}"
    if isinstance(value, (list, dict)):
        return json.dumps(value, ensure_ascii=False)
    return one_line(str(value).removesuffix("T00:00:00Z"))


def one_line(text: str | None) -> str:
    """A text from outside, without line breaks and without the characters that steer a terminal."""
    return "".join(c if c.isprintable() else " " for c in text or "")
