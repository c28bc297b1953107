"""Frames of a small made-up world, with the columns of the marts. What belongs here: makers for the recall tests. What does not: tests."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

import numpy as np
import polars as pl

from warehouse.recall.snapshot import SnapshotFrames

T0 = datetime(2024, 1, 1, 9)
_TIME = pl.Datetime("us")
MEMORIES = {
    "memory_id": pl.String,
    "customer_id": pl.String,
    "kind": pl.String,
    "attribute": pl.String,
    "topic": pl.String,
    "value": pl.String,
    "content": pl.String,
    "authority": pl.String,
    "confidence": pl.Float64,
    "mentions": pl.Int64,
    "first_seen_at": _TIME,
    "last_seen_at": _TIME,
    "valid_from": _TIME,
    "valid_to": _TIME,
    "known_from": _TIME,
    "known_to": _TIME,
    "is_current": pl.Boolean,
    "status": pl.String,
    "source": pl.String,
    "conversation_ids": pl.String,
    "interaction_ids": pl.String,
    "observation_ids": pl.String,
    "quote": pl.String,
}
BELIEFS = {
    "customer_id": pl.String,
    "attribute": pl.String,
    "value": pl.String,
    "valid_from": _TIME,
    "valid_to": _TIME,
    "known_from": _TIME,
    "known_to": _TIME,
    "is_current": pl.Boolean,
    "change_reason": pl.String,
    "observation_ids": pl.String,
}
IDENTITIES = {"identity": pl.String, "identity_type": pl.String, "value": pl.String, "customer_id": pl.String, "known_from": _TIME, "known_to": _TIME}
INTERACTIONS = {
    "interaction_id": pl.String,
    "source": pl.String,
    "conversation_id": pl.String,
    "message_id": pl.String,
    "channel": pl.String,
    "speaker": pl.String,
    "occurred_at": _TIME,
    "recorded_at": _TIME,
    "text": pl.String,
    "language": pl.String,
    "customer_id": pl.String,
    "export_id": pl.String,
}
COMMITMENTS = {
    "commitment_id": pl.String,
    "customer_id": pl.String,
    "promised_by": pl.String,
    "statement": pl.String,
    "quote": pl.String,
    "promised_at": _TIME,
    "due_at": _TIME,
    "status": pl.String,
    "status_reason": pl.String,
    "interaction_id": pl.String,
    "conversation_id": pl.String,
    "observation_id": pl.String,
    "kept_by_observation_id": pl.String,
}
OBSERVATIONS = {
    "observation_id": pl.String,
    "customer_id": pl.String,
    "kind": pl.String,
    "attribute": pl.String,
    "value": pl.String,
    "quote": pl.String,
    "statement": pl.String,
    "interaction_id": pl.String,
    "record_id": pl.String,
    "conversation_id": pl.String,
    "source": pl.String,
    "channel": pl.String,
    "observed_at": _TIME,
    "status": pl.String,
}


@dataclass
class Made:
    """Rows, gathered one saying at a time."""

    memories: list[dict]
    beliefs: list[dict]
    identities: list[dict]
    interactions: list[dict]
    commitments: list[dict]
    observations: list[dict]

    @classmethod
    def empty(cls) -> Made:
        return cls([], [], [], [], [], [])

    def customer(self, name: str, known_from: datetime = T0, known_to: datetime | None = None) -> str:
        self.identities.append(
            {
                "identity": f"email:{name}@example.com",
                "identity_type": "email",
                "value": f"{name}@example.com",
                "customer_id": f"c-{name}",
                "known_from": known_from,
                "known_to": known_to,
            }
        )
        return f"c-{name}"

    def say(self, customer: str, text: str, at: datetime, *, speaker: str = "customer", talk: str = "t1") -> str:
        number = len(self.interactions)
        self.interactions.append(
            {
                "interaction_id": f"chat:m{number}",
                "source": "chat",
                "conversation_id": talk,
                "message_id": f"m{number}",
                "channel": "chat",
                "speaker": speaker,
                "occurred_at": at,
                "recorded_at": at,
                "text": text,
                "language": "en",
                "customer_id": customer,
                "export_id": "e",
            }
        )
        return f"chat:m{number}"

    def keep(
        self,
        customer: str,
        content: str,
        at: datetime,
        *,
        kind: str = "fact",
        attribute: str | None = None,
        topic: str | None = None,
        value: str | None = None,
        quote: str | None = None,
        valid_to: datetime | None = None,
        known_from: datetime | None = None,
        known_to: datetime | None = None,
        is_current: bool = True,
        messages: Iterable[str] = (),
        talk: str = "t1",
    ) -> str:
        number = len(self.memories)
        row = {
            "memory_id": f"k{number}",
            "customer_id": customer,
            "kind": kind,
            "attribute": attribute,
            "topic": topic,
            "value": value,
            "content": content,
            "authority": "customer",
            "confidence": 0.9,
            "mentions": 1,
            "first_seen_at": at,
            "last_seen_at": at,
            "valid_from": at,
            "valid_to": valid_to,
            "known_from": known_from or at,
            "known_to": known_to,
            "is_current": is_current,
            "status": "active" if is_current else "superseded",
            "source": "chat",
            "conversation_ids": json.dumps([talk]),
            "interaction_ids": json.dumps(list(messages)),
            "observation_ids": json.dumps([f"o{number}"]),
            "quote": quote or content,
        }
        self.memories.append(row)
        self.observations.append(
            {
                "observation_id": f"o{number}",
                "customer_id": customer,
                "kind": kind,
                "attribute": attribute,
                "value": value,
                "quote": quote or content,
                "statement": content,
                "interaction_id": next(iter(messages), None),
                "conversation_id": talk,
                "source": "chat",
                "channel": "chat",
                "observed_at": at,
                "status": row["status"],
            }
        )
        if attribute:
            self.beliefs.append(
                {
                    "customer_id": customer,
                    "attribute": attribute,
                    "value": value or content,
                    "valid_from": at,
                    "valid_to": valid_to,
                    "known_from": known_from or at,
                    "known_to": known_to,
                    "is_current": is_current,
                    "change_reason": "first",
                    "observation_ids": json.dumps([f"o{number}"]),
                }
            )
        return str(row["memory_id"])

    def promise(self, customer: str, statement: str, at: datetime, *, due: datetime | None = None, status: str = "open", by: str = "agent", talk: str = "t1") -> None:
        number = len(self.commitments)
        self.commitments.append(
            {
                "commitment_id": f"p{number}",
                "customer_id": customer,
                "promised_by": by,
                "statement": statement,
                "quote": statement,
                "promised_at": at,
                "due_at": due,
                "status": status,
                "status_reason": "",
                "interaction_id": "chat:m0",
                "conversation_id": talk,
                "observation_id": f"q{number}",
                "kept_by_observation_id": None,
            }
        )

    def frames(self) -> SnapshotFrames:
        return SnapshotFrames(
            memories=pl.DataFrame(self.memories, schema=MEMORIES),
            beliefs=pl.DataFrame(self.beliefs, schema=BELIEFS),
            identities=pl.DataFrame(self.identities, schema=IDENTITIES),
            interactions=pl.DataFrame(self.interactions, schema=INTERACTIONS),
            commitments=pl.DataFrame(self.commitments, schema=COMMITMENTS),
            observations=pl.DataFrame(self.observations, schema=OBSERVATIONS),
        )


def small(marker: str = "") -> Made:
    """Two customers, a changed fact, an open promise, an unresolved issue; `marker` stands in every memory."""
    made = Made.empty()
    ana, bo = made.customer("ana"), made.customer("bo")
    days = [T0 + timedelta(days=count) for count in range(100)]
    made.say(ana, "Which seat would you like?", days[0], speaker="agent")
    seat = made.say(ana, "By the window, please. I always sleep on flights.", days[0] + timedelta(minutes=1))
    made.keep(
        ana,
        f"Prefers a window seat on flights{marker}",
        days[0],
        kind="preference",
        topic="preference:seat",
        value="window",
        valid_to=days[40],
        is_current=False,
        messages=[seat],
    )
    seat = made.say(ana, "These days I take the aisle, my knee hurts.", days[40], talk="t2")
    made.keep(ana, f"Prefers an aisle seat on flights{marker}", days[40], kind="preference", topic="preference:seat", value="aisle", messages=[seat], talk="t2")
    made.keep(
        ana,
        f"Preferred channel is email{marker}",
        days[1],
        kind="preference",
        attribute="contact.preferred_channel",
        value="email",
        valid_to=days[50],
        is_current=False,
    )
    made.keep(ana, f"Preferred channel is SMS{marker}", days[50], kind="preference", attribute="contact.preferred_channel", value="sms")
    made.keep(
        ana,
        f"Runs a small bakery in Lyon with her sister{marker}",
        days[3],
        kind="fact",
        messages=[made.say(ana, "My sister and I run a bakery in Lyon", days[3])],
    )
    made.keep(
        ana,
        f"The blender arrived with a cracked jug{marker}",
        days[60],
        kind="issue",
        messages=[made.say(ana, "The jug of the blender is cracked", days[60], talk="t3")],
        talk="t3",
    )
    made.promise(ana, "Send a replacement jug", days[60], due=days[70], talk="t3")
    made.keep(bo, f"Owns two greyhounds{marker}", days[5], kind="fact", messages=[made.say(bo, "I have two greyhounds", days[5], talk="t4")], talk="t4")
    return made


class Toy:
    """A fast, deterministic encoder for tests that are not about meaning: hashed words on a sphere."""

    id, dim, zero, one = "toy", 16, 0.0, 1.0

    def __init__(self, digest: str = "toy-1") -> None:
        self.digest = digest

    def encode(self, texts: list[str]) -> np.ndarray:
        found = np.zeros((len(texts), self.dim), dtype=np.float32)
        for row, text in enumerate(texts):
            for word in text.lower().split():
                found[row, sum(word.encode()) % self.dim] += 1
        return found / np.maximum(np.linalg.norm(found, axis=1, keepdims=True), 1e-9)
