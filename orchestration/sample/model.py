"""What the sample world is made of, and what is true in it.

What belongs here: the plain shapes of people, messages, expectations and questions. What does not: how any of them is invented (`cast`, `story`,
`asking`) or written to files (`vendors`).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal
from zoneinfo import ZoneInfo

LOCAL = ZoneInfo("America/Chicago")
"""Where the business and its customers keep their clocks."""
Speaker = Literal["customer", "agent", "bot", "system"]
Category = Literal["paraphrase", "time", "changed", "no_answer", "name", "preference"]


@dataclass(frozen=True)
class Person:
    """One invented person. `record_id` and `user_id` are empty where the CRM or the web analytics do not know them."""

    key: str
    first: str
    surname: str
    email: str
    phone: str
    address: str
    later_address: str
    plan: str
    device: str
    account: str
    external_id: str
    zendesk_id: int
    record_id: str
    user_id: str

    @property
    def name(self) -> str:
        """First name and surname."""
        return f"{self.first} {self.surname}"


@dataclass(frozen=True)
class Expected:
    """One observation that a careful reader would draw from a message.

    Attributes:
        message_id: `source:id` of the message (see `Message.message_id`).
        attribute: null for a free statement.
        value: null where any value counts.
        quote: words of the message, verbatim; `start` and `end` are its code points, half open.
        topic: key of what was said, the same for the same thing said in other words.
        required: false for what may be drawn from the message and need not be.
        due: local date of a promise.
    """

    message_id: str
    kind: str
    attribute: str | None
    value: str | None
    quote: str
    start: int
    end: int
    topic: str
    required: bool = True
    due: date | None = None


@dataclass(frozen=True)
class Message:
    """One message as it was said.

    Attributes:
        message_id: `source:id`; for a WhatsApp text export, which has no ids, the id is this world's own.
        occurred_at: naive UTC; whole minutes where the vendor's file keeps no seconds.
        recorded_at: naive UTC, the `--at` of the build in which its file is first there.
    """

    message_id: str
    source: str
    conversation: str
    channel: str
    speaker: Speaker
    occurred_at: datetime
    recorded_at: datetime
    text: str
    person: str
    slots: dict[str, str] = field(default_factory=dict, compare=False)


@dataclass(frozen=True)
class Interval:
    """A value of an attribute: true from when, until when, and known from when (all naive UTC)."""

    value: str
    valid_from: datetime
    valid_to: datetime | None
    known_from: datetime
    message_id: str


@dataclass(frozen=True)
class Commitment:
    """A promise: by whom, due on which local date, and what became of it."""

    message_id: str
    person: str
    promised_by: Literal["customer", "agent"]
    due: date
    status: Literal["open", "kept", "broken"]
    settled_by: str | None


@dataclass(frozen=True)
class Broken:
    """A row that must be quarantined, by the file it stands in."""

    source: str
    path: str
    why: str


@dataclass(frozen=True)
class Drop:
    """The files that arrive together: the folder's day and the `--at` of the build that first sees them."""

    day: date
    recorded_at: datetime


@dataclass(frozen=True)
class Question:
    """A question about a customer. `expected` are message ids that hold the answer, the best first; empty when nothing does."""

    qid: str
    identity: str
    query: str
    expected: tuple[str, ...]
    category: Category
    as_of: str | None = None
    known_as_of: str | None = None


@dataclass(frozen=True)
class Truth:
    """Everything that is so in a world.

    Attributes:
        identities: by person, the identities that evidence in the files holds together.
        timelines: by (person, attribute), the values that were said, with both clocks.
        outcomes: by conversation, `resolved`, `unresolved` or null where nobody said.
        sensitive: the numbers that must never be stored, as they stand in the texts.
    """

    seed: int
    wording: str
    people: tuple[Person, ...]
    identities: dict[str, tuple[str, ...]]
    messages: tuple[Message, ...]
    expected: tuple[Expected, ...]
    timelines: dict[tuple[str, str], tuple[Interval, ...]]
    outcomes: dict[str, str | None]
    commitments: tuple[Commitment, ...]
    broken: tuple[Broken, ...]
    drops: tuple[Drop, ...]
    sensitive: tuple[str, ...]

    @property
    def customers(self) -> tuple[frozenset[str], ...]:
        """The identities of each customer, one set a person."""
        return tuple(frozenset(found) for found in self.identities.values())
