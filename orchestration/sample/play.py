"""The play as it is written: the dice, who has said what so far, and the days on which files arrive.

What belongs here: the means of writing a plot. What does not: plots (`story`, `ordinary`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from orchestration.sample.model import LOCAL, Commitment, Drop, Message, Person
from orchestration.sample.talk import Deck, Talk
from orchestration.sample.wording import Topic, Wording

DROPS = tuple(
    Drop(date.fromisoformat(day), datetime.fromisoformat(day) + timedelta(days=1, hours=2)) for day in ("2026-01-31", "2026-03-31", "2026-06-30", "2026-08-31", "2026-10-31")
)
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass
class Play:
    """The play as it is written: the generator's dice, and what came out so far."""

    rng: Random
    words: Wording
    people: tuple[Person, ...]
    deck: Deck = field(init=False)
    talks: list[Talk] = field(default_factory=list)
    commitments: list[Commitment] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.deck = Deck(self.rng)

    def talk(self, person: Person, source: str, at: datetime, lands: date | None = None, channel: str | None = None) -> Talk:
        """Begin a conversation; it lands with the first drop on or after its day, or with the one named."""
        drop = next(drop for drop in DROPS if drop.day >= (lands or at.date()))
        talk = Talk(self.rng, self.deck, self.words, person, source, f"{source}-{len(self.talks) + 1:03d}", at, drop.recorded_at, channel)
        self.talks.append(talk)
        return talk

    def promise(self, talk: Talk, by: str, key: str) -> Commitment:
        """Add a promise with a due date in words to the conversation."""
        words, due = self._due(talk.at)
        message = talk.say("agent" if by == "agent" else "customer", key, due_on=due, due=words, topic=key)
        commitment = Commitment(message.message_id, talk.person.key, "agent" if by == "agent" else "customer", due, "open", None)
        self.commitments.append(commitment)
        return commitment

    def settle(self, commitment: Commitment, status: str, message: Message) -> None:
        """Note what became of a promise."""
        at = self.commitments.index(commitment)
        settled = Commitment(commitment.message_id, commitment.person, commitment.promised_by, commitment.due, "kept" if status == "kept" else "broken", message.message_id)
        self.commitments[at] = settled

    def _due(self, said: datetime) -> tuple[str, date]:
        day = said.replace(tzinfo=UTC).astimezone(LOCAL).date()
        ahead = self.rng.randrange(2, 6)
        target = day + timedelta(days=ahead)
        count = {2: "two", 3: "three", 4: "four", 5: "five"}[ahead]
        return self.rng.choice((
            (f"by {WEEKDAYS[target.weekday()]}", target), (f"on {WEEKDAYS[target.weekday()]}", target), ("tomorrow", day + timedelta(days=1)),
            (f"within {count} days", target), (f"by {target:%B} {target.day}", target),
        ))  # fmt: skip

    def pick(self, topics: Mapping[str, Topic]) -> tuple[str, tuple[str, ...]]:
        """One of the topics, and the sentences for it."""
        key = self.rng.choice(sorted(topics))
        return key, topics[key].says
