"""`tellonce sql`. What belongs here: one query, or a prompt for many. What does not: how the copy is opened (orchestration.query)."""

from __future__ import annotations

import sys
from itertools import islice
from typing import TYPE_CHECKING

import click

from orchestration import query as analyst
from orchestration.cli import output
from orchestration.cli.session import Session, store_options
from orchestration.failures import TellOnceError

if TYPE_CHECKING:
    import duckdb

MOST = 1_000
"""Rows of a table for people; a program asks for JSON and gets them all."""


@click.command()
@store_options
@click.argument("query", required=False)
@click.option("--json", "as_json", is_flag=True, help="Print one JSON array, times in ISO 8601 UTC.")
def sql(session: Session, query: str | None, as_json: bool) -> None:
    """Analyst SQL over the marts, read only. Without a query, a prompt."""
    with analyst.connect(session.home) as connection:
        if query is None and not sys.stdin.isatty():
            query = sys.stdin.read()
        if query is None:
            _prompt(connection, as_json)
        else:
            _answer(connection, query, as_json)


def _answer(connection: duckdb.DuckDBPyConnection, query: str, as_json: bool) -> None:
    answer = analyst.run(connection, query)
    if as_json:
        output.json_array(answer.dicts())
        return
    rows = list(islice(answer.rows, MOST))
    output.table(answer.columns, rows)
    if len(rows) == MOST and next(answer.rows, None) is not None:
        click.echo(f"the first {MOST:,} rows; --json prints all", err=True)


def _prompt(connection: duckdb.DuckDBPyConnection, as_json: bool) -> None:
    """Reads queries that end in a semicolon until the end of input; `show tables;` lists what there is."""
    import readline  # noqa: F401 gives the prompt its history and editing

    typed: list[str] = []
    while True:
        try:
            typed.append(input("   ...> " if typed else "tellonce> "))
        except EOFError:
            click.echo()
            return
        if not typed[-1].rstrip().endswith(";"):
            continue
        try:
            _answer(connection, "\n".join(typed), as_json)
        except TellOnceError as problem:
            click.echo(str(problem), err=True)
        typed.clear()
