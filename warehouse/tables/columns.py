"""Column makers shared by all table schemas. What belongs here: the types columns may have. What does not: tables."""

from __future__ import annotations

from typing import Any

import dataframely as dy


def _meta(personal: bool, about: str) -> dict[str, Any]:
    return {"personal": personal, "about": about}


def text(about: str, *, personal: bool = False, nullable: bool = False, key: bool = False, alias: str | None = None) -> dy.String:
    """A text column. `about` is its description everywhere; `personal` keeps it out of statistics, logs and metadata; `alias` is a name that Python keeps for itself."""
    return dy.String(nullable=nullable, primary_key=key, alias=alias, metadata=_meta(personal, about))


def word(about: str, values: tuple[str, ...], *, nullable: bool = False, key: bool = False) -> dy.String:
    """A text column with a closed vocabulary."""
    return dy.String(nullable=nullable, primary_key=key, check=lambda c: c.is_in(values), metadata=_meta(False, about) | {"values": values})


def moment(about: str, *, nullable: bool = False, key: bool = False) -> dy.Datetime:
    """A point in time: UTC, microseconds, without a zone of its own."""
    return dy.Datetime(nullable=nullable, primary_key=key, time_unit="us", metadata=_meta(False, about))


def count(about: str, *, nullable: bool = False, key: bool = False) -> dy.Int64:
    """A whole number."""
    return dy.Int64(nullable=nullable, primary_key=key, metadata=_meta(False, about))


def share(about: str, *, nullable: bool = False) -> dy.Float64:
    """A number between 0 and 1."""
    return dy.Float64(nullable=nullable, min=0.0, max=1.0, metadata=_meta(False, about))


def flag(about: str, *, nullable: bool = False) -> dy.Bool:
    """A yes or a no."""
    return dy.Bool(nullable=nullable, metadata=_meta(False, about))
