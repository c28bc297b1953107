"""What a belief rests on, out of the snapshot alone. What belongs here: from an observation's id to its quote. What does not: rendering."""

from __future__ import annotations

from typing import Any

from warehouse.recall.believed import rfc3339
from warehouse.recall.reader import Snapshot
from warehouse.recall.table import listed


def of_customer(snapshot: Snapshot, customer_id: str) -> dict[str, dict[str, Any]]:
    """Quote, conversation and message of each observation of a customer that a memory is made of.

    A memory keeps the quote of its best observation: its other observations are shown with it.
    """
    place = snapshot.place(customer_id)
    if place is None:
        return {}
    begin, end = snapshot.slice_of("memories", place)
    found: dict[str, dict[str, Any]] = {}
    for row in range(begin, end):
        cell = snapshot.memories.value
        told = {
            "quote": cell("quote", row),
            "source": cell("source", row),
            "authority": cell("authority", row),
            "conversationIds": listed(cell("conversation_ids", row)),
            "interactionIds": listed(cell("interaction_ids", row)),
            "occurredAt": rfc3339(int(snapshot.memories.array("last_seen_at")[row])),
        }
        for observation in listed(cell("observation_ids", row)):
            found.setdefault(observation, {"observation_id": observation} | told)
    return found
