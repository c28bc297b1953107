"""One conversation while it is being written: turns with their times, and what each is expected to yield.

What belongs here: turning keys of a wording into messages. What does not: the plot (`story`).
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from random import Random

from orchestration.sample.expectations import LABELS, Label
from orchestration.sample.model import Expected, Message, Person, Speaker
from orchestration.sample.speech import Span, render
from orchestration.sample.wording import Wording

PACE = {"chat": (15, 120), "sms": (60, 900), "whatsapp": (60, 600), "voice": (4, 14), "email": (1800, 18000)}
CHANNEL = {"calls": "voice", "sms": "sms", "whatsapp": "whatsapp", "mail": "email", "tickets": "email", "chat": "chat"}


def native_id(source: str, conversation: str, turn: int) -> str:
    """The id that the source system itself would give a message."""
    if source in {"chat", "whatsapp"}:
        return f"{conversation}-m{turn}"
    digest = sha256(f"{source}/{conversation}/{turn}".encode()).hexdigest()
    return {"calls": f"GX{digest[:32]}", "sms": f"SM{digest[:32]}", "mail": f"{digest[:16]}@mail.example.com", "tickets": str(int(digest[:10], 16))}[source]


Part = tuple[str | tuple[str, ...], dict[str, str]]
"""A sentence to be said, by key or as the ways to say it, and the values for its slots."""


class Deck:
    """Deals the ways to say a thing so that each is used before any is used again."""

    def __init__(self, rng: Random) -> None:
        self._rng = rng
        self._left: dict[tuple[str, ...], list[str]] = {}

    def deal(self, choices: tuple[str, ...]) -> str:
        """The next one of these, in an order of this world's own."""
        left = self._left.setdefault(choices, [])
        if not left:
            left.extend(self._rng.sample(choices, len(choices)))
        return left.pop()


class Talk:
    """A conversation of one person on one source, turn by turn."""

    def __init__(
        self,
        rng: Random,
        deck: Deck,
        words: Wording,
        person: Person,
        source: str,
        conversation: str,
        at: datetime,
        recorded_at: datetime,
        channel: str | None = None,
    ) -> None:
        self.rng, self.deck, self.words, self.person = rng, deck, words, person
        self.source, self.conversation, self.at, self.recorded_at = source, conversation, at, recorded_at
        self.channel = channel or CHANNEL[source]
        self.agent = rng.choice(words.agents)
        self.messages: list[Message] = []
        self.expected: list[Expected] = []
        self.slots = {
            "company": words.company, "agent": self.agent, "first": person.first, "name": person.name, "email": person.email, "address": person.address,
            "plan": person.plan, "device": person.device, "account": person.account, "amount": str(rng.randrange(12, 90)),
            "order": f"{rng.choice('ABKT')}-{rng.randrange(10000, 99999)}", "order_wrong": f"{rng.choice('ABKT')}-{rng.randrange(10000, 99999)}",
        }  # fmt: skip

    def say(self, speaker: Speaker, *parts: str | tuple[str, ...], due_on: date | None = None, **slots: str) -> Message:
        """Add a turn made of one or more sentences, with values for this turn over the conversation's own."""
        return self.tell(speaker, [(part, slots) for part in parts], due_on)

    def tell(self, speaker: Speaker, parts: Sequence[Part], due: date | None = None) -> Message:
        """Add a turn.

        Args:
            speaker: who says it.
            parts: keys of the wording's lines, or the sentences to choose from themselves; each with its own values.
            due: the local date of a promise in it.
        """
        text, marks = "", []
        said: dict[str, str] = {"agent": self.agent}
        for part, slots in parts:
            sentence = self.deck.deal(self.words.lines[part] if isinstance(part, str) else part)
            values = {**self.slots, **slots}
            piece, marked = render(sentence, values, heard=self.channel == "voice")
            at = len(text) + (1 if text and piece else 0)
            marks += [(Span(span.label, span.start + at, span.end + at), values) for span in marked]
            text = f"{text} {piece}" if text and piece else text + piece
            said |= slots
        identity = f"{self.source}:{native_id(self.source, self.conversation, len(self.messages) + 1)}"
        message = Message(identity, self.source, self.conversation, self.channel, speaker, self.at, self.recorded_at, text, self.person.key, said)
        self.messages.append(message)
        for span, values in marks:
            self.expected += _expectations(message, span, values, due)
        self.at += timedelta(seconds=self._pause(len(text)))
        return message

    def _pause(self, length: int) -> int:
        low, high = PACE[self.channel]
        pause = self.rng.randrange(low, high)
        if self.channel == "voice":
            return pause + length // 14
        return pause // 60 * 60 if self.source == "whatsapp" else pause


def _expectations(message: Message, span: Span, values: dict[str, str], due: date | None) -> list[Expected]:
    label: Label = LABELS[span.label]
    value = values[label.slot] if label.slot else label.value
    quote = message.text[span.start : span.end]
    topic = values.get("topic", label.attribute or span.label)
    main = Expected(message.message_id, label.kind, label.attribute, value, quote, span.start, span.end, label.attribute or topic, required=label.required, due=due)
    extra = [
        Expected(message.message_id, label.kind if "." in other else other, other if "." in other else None, None, quote, span.start, span.end, other, required=False)
        for other in label.allows
    ]
    return [main, *extra]
