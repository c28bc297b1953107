"""The kinds of value that tellonce.toml knows. What belongs here: reading and checking one value. What does not: tables of them."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AfterValidator, BeforeValidator, Field, PlainSerializer

_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800, "y": 31_557_600}
_DURATION = re.compile(r"(\d+(?:\.\d+)?)\s*([smhdwy])")
_ENVIRONMENT_NAME = re.compile(r"[A-Z_][A-Z0-9_]*")


def _duration(value: Any) -> timedelta:
    if isinstance(value, timedelta):
        return value
    found = _DURATION.fullmatch(value.strip()) if isinstance(value, str) else None
    if not found or not float(found[1]):
        raise ValueError("is a number and one of s, m, h, d, w, y, as in '365d' or '12h'")
    try:
        return timedelta(seconds=float(found[1]) * _SECONDS[found[2]])
    except OverflowError:
        raise ValueError("is longer than time goes") from None


def _span(value: timedelta) -> str:
    return f"{value.total_seconds():.0f}s"


def _environment_name(value: str) -> str:
    # The value is not echoed: whoever gets this wrong has most likely pasted the secret itself.
    if not _ENVIRONMENT_NAME.fullmatch(value):
        raise ValueError("is the name of an environment variable or of an entry of the secrets file, in capitals, never the secret itself")
    return value


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, ValueError, OSError):
        raise ValueError(f"{value!r} is no time zone, as 'Europe/Berlin' is") from None
    return value


def _region(value: str) -> str:
    if not re.fullmatch(r"[A-Z]{2}", value):
        raise ValueError(f"{value!r} is no region of two capitals, as 'US' is")
    return value


def _pattern(value: str) -> str:
    try:
        names = re.compile(value).groupindex
    except re.error as problem:
        raise ValueError(f"is no regular expression: {problem}") from None
    if "value" not in names:
        raise ValueError("has no group named value, as in (?P<value>\\w+)")
    return value


def _synonyms(value: Any) -> Any:
    """A list of values is a table of values without synonyms; a single synonym may stand without brackets."""
    if isinstance(value, list):
        value = {item if isinstance(item, str) else str(item): [] for item in value}
    if isinstance(value, dict):
        return {name: [other] if isinstance(other, str) else other for name, other in value.items()}
    raise ValueError("is a list of values, or a table of each value's synonyms")


Duration = Annotated[timedelta, BeforeValidator(_duration), PlainSerializer(_span)]
EnvironmentName = Annotated[str, AfterValidator(_environment_name)]
Zone = Annotated[str, AfterValidator(_zone)]
Region = Annotated[str, AfterValidator(_region)]
Pattern = Annotated[str, AfterValidator(_pattern)]
Synonyms = Annotated[dict[str, list[str]], BeforeValidator(_synonyms)]
Share = Annotated[float, Field(ge=0, le=1)]
Count = Annotated[int, Field(ge=1)]
