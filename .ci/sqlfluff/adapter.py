"""What models ask of dbt's `adapter`, for sqlfluff's own Jinja: macros are dispatched to DuckDB's form. What does not belong here: a macro."""

from __future__ import annotations

from collections.abc import Callable

from jinja2 import pass_context
from jinja2.runtime import Context


@pass_context
def dispatch(context: Context, macro: str, package: str) -> Callable[..., str]:
    """The macro as DuckDB has it, else the one for all."""
    found: Callable[..., str] = context.resolve(f"duckdb__{macro}") or context.resolve(f"default__{macro}")
    return found


def get_relation(database: str, schema: str, identifier: str) -> str:
    """A table that is there: the branch of an increment is what is linted."""
    return f"{schema}.{identifier}"


def quote(name: str) -> str:
    """A name as DuckDB quotes it."""
    return f'"{name}"'
