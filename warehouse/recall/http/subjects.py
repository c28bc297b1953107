"""The profile that a path of Twilio Conversation Memory names. What belongs here: finding it and its memories. What does not: what is answered of them."""

from __future__ import annotations

from typing import Annotated, NamedTuple

from fastapi import Depends, Path

from warehouse.recall.http.callers import Named, Refused
from warehouse.recall.http.stores import Store
from warehouse.recall.reader import Snapshot


class Subject(NamedTuple):
    """A customer in a snapshot that is open for one request."""

    store: Store
    snapshot: Snapshot
    customer_id: str
    place: int


def subject(profile: Annotated[str, Path(max_length=400)], store: Named) -> Subject:
    """The profile that a path names.

    Raises:
        Refused: 404 where there is none.
    """
    snapshot = store.opened().snapshot
    customer_id = snapshot.customer_of(store.normalise(profile))
    place = None if customer_id is None else snapshot.place(customer_id)
    if customer_id is None or place is None:
        raise Refused(404, "there is no such profile")
    return Subject(store, snapshot, customer_id, place)


Subjected = Annotated[Subject, Depends(subject)]


def rows_of(about: Subject, memory_id: str) -> list[int]:
    """Rows of one memory of this customer, the one that holds first, then the newest.

    Raises:
        Refused: 404 where the customer has none of this id.
    """
    begin, end = about.snapshot.slice_of("memories", about.place)
    table = about.snapshot.memories
    rows = [row for row in range(begin, end) if table.value("memory_id", row) == memory_id]
    if not rows:
        raise Refused(404, "there is no such observation of this profile")
    return sorted(rows, key=lambda row: (-int(table.array("is_current")[row]), -int(table.array("known_from")[row]), -int(table.array("valid_from")[row])))


def summary_row(about: Subject, summary_id: str) -> int:
    """The row of one summary of this customer.

    Raises:
        Refused: 404 where the customer has none of this id.
    """
    begin, end = about.snapshot.slice_of("summaries", about.place)
    for row in range(begin, end):
        if about.snapshot.summaries.value("summary_id", row) == summary_id:
            return row
    raise Refused(404, "there is no such summary of this profile")
