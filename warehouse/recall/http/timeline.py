"""A customer's beliefs on both clocks, as a picture's numbers. What belongs here: lanes, bars and ticks. What does not: markup (templates)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from warehouse.recall.http.wording import day, named

WIDTH, LANE, LEFT = 1000.0, 26.0, 190.0
_STEPS = (1, 2, 3, 6, 12, 24, 60)
_MOST_TICKS = 9
_NARROW, _LAST_TICK = 60.0, 950.0


@dataclass(frozen=True)
class Bar:
    """One belief: where it lies on the valid clock, and how it stands at the moment of knowledge that is looked at."""

    x: float
    width: float
    label: str
    standing: str
    title: str


@dataclass(frozen=True)
class Lane:
    """One attribute."""

    name: str
    y: float
    bars: list[Bar]


@dataclass(frozen=True)
class Timeline:
    """The picture: lanes of bars, ticks as (x, label), the height of all of it."""

    lanes: list[Lane]
    ticks: list[tuple[float, str]]
    height: float
    marker: float | None


def moment_of(text: str | None) -> datetime | None:
    """A time as a snapshot tells it."""
    return None if text is None else datetime.fromisoformat(text.removesuffix("Z"))


def draw(changes: list[dict[str, Any]], now: datetime, true_at: datetime | None, known_at: datetime | None) -> Timeline:
    """The lanes of a customer's beliefs; an attribute that changed most comes first.

    Args:
        changes: every belief there ever was.
        now: the right end, unless something begins later.
        true_at: the moment of the valid clock to mark.
        known_at: the moment of knowledge; None is the present one.
    """
    begins = [moment_of(row["valid_from"]) or now for row in changes]
    low, high = min(begins, default=now), max([now, *begins, *([true_at] if true_at else [])])
    span = max((high - low).total_seconds(), 86400.0) * 1.04

    def x(at: datetime) -> float:
        return LEFT + (WIDTH - LEFT) * min(max((at - low).total_seconds() / span, 0.0), 1.0)

    bars: dict[str, list[Bar]] = {}
    for row in sorted(changes, key=lambda row: (row["valid_from"] or "", row["known_from"] or "")):
        begin, end = x(moment_of(row["valid_from"]) or low), x(moment_of(row["valid_to"]) or low + timedelta(seconds=span))
        label = row["value"] if end - begin > _NARROW else ""
        bars.setdefault(row["attribute"], []).append(Bar(round(begin, 1), round(max(end - begin, 3.0), 1), label, _standing(row, known_at), _title(row)))
    lanes: list[Lane] = []
    for name in sorted(bars, key=lambda name: (-len(bars[name]), name)):
        for place, beside in enumerate(_side_by_side(bars[name])):
            lanes.append(Lane("" if place else named(name), len(lanes) * LANE, beside))
    return Timeline(lanes, _ticks(low, low + timedelta(seconds=span), x), len(lanes) * LANE + 24, round(x(true_at), 1) if true_at else None)


def _side_by_side(bars: list[Bar]) -> list[list[Bar]]:
    """Bars in as few rows as let none lie on another: what is believed first of all, then what is not."""
    rows: list[list[Bar]] = []
    for bar in sorted(bars, key=lambda bar: (bar.standing != "held", bar.x)):
        free = next((row for row in rows if all(bar.x >= other.x + other.width - 1 or other.x >= bar.x + bar.width - 1 for other in row)), None)
        if free is None:
            rows.append([bar])
        else:
            free.append(bar)
    return rows


def _standing(row: dict[str, Any], known_at: datetime | None) -> str:
    begins, ends = moment_of(row["known_from"]), moment_of(row["known_to"])
    if known_at is None:
        return "held" if ends is None else "withdrawn"
    if begins is not None and known_at < begins:
        return "unknown"
    return "held" if ends is None or known_at < ends else "withdrawn"


def _title(row: dict[str, Any]) -> str:
    until = f" to {day(row['valid_to'])}" if row["valid_to"] else " on"
    gone = f", withdrawn {day(row['known_to'])}" if row["known_to"] else ""
    return f"{named(row['attribute'])}: {row['value']}. True from {day(row['valid_from'])}{until}. Known since {day(row['known_from'])}{gone}."


def _ticks(low: datetime, high: datetime, x: Any) -> list[tuple[float, str]]:
    """The first of months, few enough to be read."""
    months = [datetime(year, month, 1) for year in range(low.year, high.year + 1) for month in range(1, 13)]
    inside = [at for at in months if low <= at <= high and x(at) < _LAST_TICK]
    step = next((step for step in _STEPS if len(inside) / step <= _MOST_TICKS), _STEPS[-1])
    return [(round(x(at), 1), f"{at:%b %Y}") for at in inside if (at.year * 12 + at.month - 1) % step == 0]
