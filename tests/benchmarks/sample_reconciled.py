"""Scores what a build of the sample world concluded: customers, values over time, promises.

What belongs here: figures over the marts that follow from reconciling. What does not: single observations and recall (`sample_world`).
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from orchestration.sample import Truth
from orchestration.sample.model import LOCAL

Row = dict[str, Any]


@dataclass(frozen=True)
class Share:
    """How many of how many."""

    right: int
    of: int

    def __str__(self) -> str:
        return f"{self.right / self.of if self.of else 0:.3f} of {self.of}"


def plain(value: object) -> str:
    """A value without case and punctuation."""
    return "".join(character for character in str(value or "").casefold() if character.isalnum())


def customers(world: Truth, rows: list[Row]) -> tuple[Share, list[str]]:
    """People whose identities are one customer that holds nobody else's; and the people for whom that is not so."""
    of = {row["identity"]: row["customer_id"] for row in rows}
    owner = {identity: person for person, identities in world.identities.items() for identity in identities}
    held: dict[str, set[str]] = defaultdict(set)
    for identity, customer in of.items():
        if identity in owner:
            held[customer].add(owner[identity])
    wrong = []
    for person, identities in world.identities.items():
        found = {of.get(identity) for identity in identities}
        if len(found) != 1 or None in found or len(held[next(iter(found)) or ""]) != 1:
            wrong.append(person)
    return Share(len(world.people) - len(wrong), len(world.people)), wrong


def timelines(world: Truth, identities: list[Row], beliefs: list[Row]) -> Share:
    """Values in the middle of each interval (a month in, where it is open), as known at last."""
    of = {row["identity"]: row["customer_id"] for row in identities}
    by_key: dict[tuple[str, str], list[Row]] = defaultdict(list)
    for row in beliefs:
        by_key[row["customer_id"], row["attribute"]].append(row)
    right = total = 0
    for (person, attribute), line in world.timelines.items():
        mine = [row for customer in {of.get(identity, "") for identity in world.identities[person]} for row in by_key[customer, attribute]]
        for interval in line:
            end = interval.valid_to or datetime(2026, 11, 1)
            middle = interval.valid_from + (end - interval.valid_from) / 2
            total += 1
            right += any(_holds(row, middle) and plain(interval.value) in plain(row["value"]) for row in mine)
    return Share(right, total)


def _holds(row: Row, moment: datetime) -> bool:
    return _time(row["valid_from"]) <= moment and (row["valid_to"] is None or moment < _time(row["valid_to"]))


def _time(text: str) -> datetime:
    moment = datetime.fromisoformat(text)
    return moment.astimezone(UTC).replace(tzinfo=None) if moment.tzinfo else moment


def promises(world: Truth, places: dict[str, str], rows: list[Row]) -> tuple[Share, Share]:
    """Promises with the right due date; and of those that the year tells the end of, with the right status."""
    by_place = {row["interaction_id"]: row for row in rows}
    found = [(one, by_place.get(places.get(one.message_id, ""))) for one in world.commitments]
    dated = sum(1 for one, row in found if row and row["due_at"] and _time(row["due_at"]).replace(tzinfo=UTC).astimezone(LOCAL).date() == one.due)
    told = [(one, row) for one, row in found if one.status != "open"]
    return Share(dated, len(found)), Share(sum(1 for one, row in told if row and row["status"] == one.status), len(told))
