"""Questions over the sample world, with the messages that hold each answer.

What belongs here: 300 questions from the truth, written before recall is tuned. What does not: how an answer is scored (tests/benchmarks).
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from orchestration.sample.model import Category, Expected, Interval, Message, Question, Truth
from orchestration.sample.wording import Topic, Wording
from orchestration.sample.world import WORDINGS, truth

QUESTIONS = 300
QUOTAS: dict[Category, int] = {"no_answer": 40, "changed": 40, "time": 60, "name": 35, "preference": 50}
PREFERENCES = {"contact.preferred_channel", "contact.preferred_time", "shipping.carrier", "delivery.place", "language"}
FREE = {"promise_agent", "promise_customer", "consent", "sentiment"}


def questions(seed: int = 1, wording: str = "shipped") -> list[Question]:
    """300 questions over the world of this seed: paraphrases, times, changed facts, names, preferences, and about 40 that nothing answers."""
    world, words = truth(seed, wording), WORDINGS[wording]
    rng = Random(f"questions/{wording}/{seed}")
    pools: dict[str, list[Question]] = {}
    seen: set[tuple[str, str, str | None]] = set()
    for question in _all(world, words, rng):
        key = (question.identity.partition(":")[2], question.query, question.as_of)
        if key not in seen:
            seen.add(key)
            pools.setdefault(question.category, []).append(question)
    chosen: list[Question] = []
    for category, quota in QUOTAS.items():
        pool = pools.get(category, [])
        late = [question for question in pool if question.known_as_of]
        rest = [question for question in pool if not question.known_as_of]
        chosen += [*late, *rng.sample(rest, min(quota - len(late), len(rest)))]
    pool = pools["paraphrase"]
    chosen += rng.sample(pool, min(QUESTIONS - len(chosen), len(pool)))
    return [replace(question, qid=f"q{number:03d}") for number, question in enumerate(chosen, 1)]


def _all(world: Truth, words: Wording, rng: Random) -> Iterator[Question]:
    for number, person in enumerate(world.people):
        mine = [message for message in world.messages if message.person == person.key]
        ids = {message.message_id for message in mine}
        told = [one for one in world.expected if one.required and one.message_id in ids]
        identities = [identity for identity in world.identities[person.key] if not identity.startswith("salesforce")]
        ask = _Asker(world, words, person.key, identities[number % len(identities)], told, {message.message_id: message for message in mine}, rng)
        yield from ask.topics()
        yield from ask.attributes()
        yield from ask.names()
        yield from ask.times()
        yield from ask.unanswerable(number)


class _Asker:
    """Questions about one person."""

    def __init__(self, world: Truth, words: Wording, person: str, identity: str, told: list[Expected], messages: dict[str, Message], rng: Random) -> None:
        self.world, self.words, self.person, self.identity = world, words, person, identity
        self.told, self.messages, self.rng = told, messages, rng
        self.topics_told = {one.topic for one in told}

    def question(self, query: str, expected: list[str], category: Category, as_of: datetime | None = None, known_as_of: datetime | None = None) -> Question:
        """A question without its number; what holds the answer, the newest first."""
        newest = sorted(dict.fromkeys(expected), key=lambda one: self.messages[one].occurred_at, reverse=True)
        return Question("", self.identity, query, tuple(newest), category, _text(as_of), _text(known_as_of))

    def _alike(self, topic: str) -> list[str]:
        """Messages that answer a question about the topic: its own first, then those of topics like it."""
        group = {topic}.union(*(alike for alike in self.words.alike if topic in alike))
        return [one.message_id for one in self.told if one.topic == topic] + [one.message_id for one in self.told if one.topic in group and one.topic != topic]

    def topics(self) -> Iterator[Question]:
        """What was said in free words, asked for in others."""
        tables: tuple[tuple[Mapping[str, Topic], Category], ...] = (
            (self.words.facts, "paraphrase"), (self.words.relationships, "paraphrase"), (self.words.events, "paraphrase"),
            (self.words.likes, "preference"), (self.words.issues, "paraphrase"), (self.words.requests, "paraphrase"),
        )  # fmt: skip
        for table, category in tables:
            for topic in sorted(self.topics_told & set(table)):
                for ask in table[topic].asks:
                    yield self.question(ask, self._alike(topic), category)
        for topic in sorted(self.topics_told & FREE):
            for ask in self.words.asks[topic]:
                yield self.question(ask, self._alike(topic), "paraphrase")

    def attributes(self) -> Iterator[Question]:
        """Values: the current one where there were several, and the earlier one as of its time."""
        for attribute in sorted({one.attribute for one in self.told if one.attribute and one.attribute in self.words.asks}):
            line = self.world.timelines.get((self.person, attribute), ())
            changed = len(line) > 1
            holders = [one.message_id for one in self.told if one.attribute == attribute]
            if changed:
                holders = [one for one in holders if self.messages[one].occurred_at >= line[-1].valid_from]
            category: Category = "changed" if changed else "preference" if attribute in PREFERENCES else "name" if attribute == "person.name" else "paraphrase"
            asks = self.words.asks[attribute]
            for ask in asks if changed or attribute in PREFERENCES else self.rng.sample(asks, min(2, len(asks))):
                yield self.question(ask, holders, category)
            for interval in line[:-1]:
                yield from self._earlier(attribute, interval)

    def _earlier(self, attribute: str, interval: Interval) -> Iterator[Question]:
        if interval.message_id and interval.valid_to:
            middle = interval.valid_from + (interval.valid_to - interval.valid_from) / 2
            yield self.question(self.rng.choice(self.words.asks[attribute]), [interval.message_id], "time", as_of=middle)
            after = next((drop.recorded_at for drop in self.world.drops if drop.recorded_at > interval.valid_to), None)
            succeeded = next(one for one in self.world.timelines[self.person, attribute] if one.valid_from == interval.valid_to)
            if after and succeeded.known_from > after >= interval.known_from:
                yield self.question(self.words.asks[attribute][0], [interval.message_id], "time", as_of=after, known_as_of=after)

    def names(self) -> Iterator[Question]:
        """Who somebody is that the customer named."""
        for one in self.told:
            if one.kind == "relationship" and "kin" in self.messages[one.message_id].slots:
                kin = self.messages[one.message_id].slots["kin"]
                if kin.lower() in one.quote.lower():
                    for ask in self.words.asks["who_is"]:
                        yield self.question(ask.format(kin=kin), [one.message_id], "name")

    def times(self) -> Iterator[Question]:
        """What was said in a month."""
        for kinds, key in ((("issue",), "time_issue"), (("fact", "event", "relationship"), "time_fact")):
            months: dict[str, list[str]] = {}
            for one in self.told:
                if one.kind in kinds:
                    months.setdefault(f"{self.messages[one.message_id].occurred_at:%B %Y}", []).append(one.message_id)
            for month, holders in months.items():
                when = self.rng.choice(self.words.asks["when"]).format(month=month)
                yield self.question(self.rng.choice(self.words.asks[key]).format(when=when), holders, "time")

    def unanswerable(self, number: int) -> Iterator[Question]:
        """What nobody ever said of this person; some of it others did say of themselves."""
        yield self.question(self.words.unanswerable[number % len(self.words.unanswerable)], [], "no_answer")
        topic = self.words.apart[number % len(self.words.apart)]
        if not self._alike(topic):
            yield self.question(self.words.facts[topic].asks[0], [], "no_answer")


def _text(moment: datetime | None) -> str | None:
    return None if moment is None else (moment - timedelta(microseconds=moment.microsecond)).isoformat() + "Z"
