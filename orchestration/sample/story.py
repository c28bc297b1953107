"""The plot of the sample world: who says what to whom, when, and what follows from it.

What belongs here: conversations and their outcome. What does not: sentences (`words_…`), files (`vendors`) and questions (`asking`).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from orchestration.sample.model import LOCAL, Commitment, Drop, Expected, Message, Person
from orchestration.sample.talk import Deck, Part, Talk
from orchestration.sample.wording import Topic, Wording

DROPS = tuple(
    Drop(date.fromisoformat(day), datetime.fromisoformat(day) + timedelta(days=1, hours=2)) for day in ("2026-01-31", "2026-03-31", "2026-06-30", "2026-08-31", "2026-10-31")
)
KITS = (
    ("calls", "sms"), ("mail", "tickets"), ("chat",), ("whatsapp",), ("calls", "mail"), ("chat", "mail"), ("sms",), ("tickets", "chat"), 
    ("mail",), ("calls",), ("sms", "mail"), ("whatsapp", "calls"),
)  # fmt: skip
CARD, CARD_2, CARD_3 = "4111 1111 1111 1111", "5555 5555 5555 4444", "4012 8888 8888 1881"
WOMEN, MEN = ("Lena", "Teresa", "Mina", "Ottilie"), ("Omar", "Julian", "Oscar", "Bruno")
OF_WOMEN = {"daughter_carer", "wife_business", "assistant", "mother_bills", "sister"}
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


def write_play(rng: Random, words: Wording, people: tuple[Person, ...]) -> Play:
    """Write the whole year: the told lives first, then everybody's ordinary ones."""
    play = Play(rng, words, people)
    for number, told in enumerate((_three_identities, _broken_promise, _crm_disagrees, _late_file, _back_and_forth, _upgrade, _corrected, _spanish, _secrets)):
        told(play, people[number])
    for number, person in enumerate(people[9:]):
        _ordinary_life(play, person, KITS[number % len(KITS)])
    return play


def expectations(play: Play) -> list[Expected]:
    """All that is to be drawn from the year's messages."""
    return [expected for talk in play.talks for expected in talk.expected]


def _pick(play: Play, topics: Mapping[str, Topic]) -> tuple[str, tuple[str, ...]]:
    key = play.rng.choice(sorted(topics))
    return key, topics[key].says


def _day(text: str, hour: int = 16, minute: int = 12) -> datetime:
    return datetime.fromisoformat(text) + timedelta(hours=hour, minutes=minute)


def _three_identities(play: Play, who: Person) -> None:
    words = play.words
    call = play.talk(who, "calls", _day("2025-11-12"))
    call.say("agent", "greet")
    call.say("customer", "name", words.issues["slow"].says, topic="slow")
    call.say("agent", "ask_contact")
    call.say("customer", words.channels["phone"], channel="phone")
    call.say("agent", "steps")
    call.say("customer", "solved")
    chat = play.talk(who, "chat", _day("2026-02-10"))
    chat.say("bot", "menu")
    chat.say("customer", "hello", "name")
    chat.say("customer", "moved", address=who.later_address)
    chat.say("agent", "noted")
    chat.say("customer", words.relationships["husband_bills"].says, topic="husband_bills", kin="Omar")
    chat.say("customer", "thanks")
    broken = play.talk(who, "chat", _day("2026-03-18"))
    broken.say("customer", words.issues["dead"].says, topic="dead")
    broken.say("agent", "sorry")
    promise = play.promise(broken, "agent", "promise_replacement")
    broken.say("customer", "thanks")
    mail = play.talk(who, "mail", _day("2026-03-19", 18))
    play.settle(promise, "kept", mail.say("agent", "kept_replacement"))
    mail.say("customer", "thanks", "question")
    later = play.talk(who, "mail", _day("2026-06-05"))
    later.say("customer", "hello", words.channels["sms"], words.facts["remote"].says, channel="sms", topic="remote")
    later.say("agent", "noted")
    text = play.talk(who, "sms", _day("2026-08-21"))
    text.say("customer", "delighted")
    text.say("agent", "bye")


def _broken_promise(play: Play, who: Person) -> None:
    text = play.talk(who, "sms", _day("2026-04-06"))
    text.say("customer", "hello", play.words.issues["late"].says, topic="late")
    text.say("agent", "ask_order")
    text.say("customer", "order")
    promise = play.promise(text, "agent", "promise_callback")
    text.say("customer", "thanks")
    again = play.talk(who, "sms", _day("2026-04-20"))
    reminder = again.say("customer", "reminder", thing="a call back", topic="reminder")
    play.settle(promise, "broken", reminder)
    again.say("customer", "angry")
    again.say("agent", "sorry", "done_escalated")
    again.say("customer", "unsolved")


def _crm_disagrees(play: Play, who: Person) -> None:
    mail = play.talk(who, "mail", _day("2026-04-14"))
    mail.say("customer", "hello", "moved", "former", play.words.facts["gated"].says, address=who.later_address, topic="gated")
    mail.say("agent", "noted")
    ticket = play.talk(who, "tickets", _day("2026-07-02"))
    ticket.say("customer", play.words.issues["wrong_item"].says, "order", topic="wrong_item")
    ticket.say("agent", "sorry", "done_fix")
    ticket.say("customer", "solved")


def _late_file(play: Play, who: Person) -> None:
    """What was said in March reaches the warehouse with June's files."""
    early = play.talk(who, "sms", _day("2026-01-15"))
    early.say("customer", play.words.issues["charged"].says, topic="charged")
    early.say("agent", "sorry", "ask_contact")
    early.say("customer", play.words.channels["sms"], channel="sms")
    early.say("agent", "done_refund")
    late = play.talk(who, "sms", _day("2026-03-12"), lands=date(2026, 6, 30), channel="whatsapp")
    late.say("customer", "hello", play.words.channels["whatsapp"], channel="whatsapp")
    late.say("customer", play.words.events["baby"].says, topic="baby")
    late.say("agent", "noted")
    last = play.talk(who, "sms", _day("2026-09-09"))
    last.say("customer", play.words.issues["slow"].says, topic="slow")
    last.say("agent", "steps", "ask_solved")
    last.say("customer", "unsolved")


def _back_and_forth(play: Play, who: Person) -> None:
    for day, channel in (("2025-12-03", "email"), ("2026-05-11", "phone"), ("2026-09-22", "email")):
        mail = play.talk(who, "mail", _day(day))
        mail.say("customer", "hello", play.words.issues["charged"].says, topic="charged")
        mail.say("agent", "sorry", "ask_contact")
        mail.say("customer", play.words.channels[channel], channel=channel)
        mail.say("agent", "noted", "done_refund")


def _upgrade(play: Play, who: Person) -> None:
    first, last = play.words.plans[0], play.words.plans[-1]
    chat = play.talk(who, "chat", _day("2025-12-16"))
    chat.say("bot", "menu")
    chat.say("customer", "plan", "household", plan=first, count="3")
    chat.say("agent", "noted")
    chat.say("customer", "hypothetical")
    more = play.talk(who, "chat", _day("2026-05-06"))
    more.say("customer", "hello", play.words.requests["upgrade"].says, plan=last, topic="upgrade")
    more.say("agent", "ask_more")
    more.say("customer", play.words.facts["streamer"].says, topic="streamer")
    more.say("agent", "noted")
    now = play.talk(who, "chat", _day("2026-07-20"))
    now.say("customer", "plan", "device", plan=last)
    now.say("customer", play.words.issues["slow"].says, topic="slow")
    now.say("agent", "steps", "ask_solved")
    now.say("customer", "solved", "delighted")


def _corrected(play: Play, who: Person) -> None:
    for source, day in (("chat", "2026-02-24"), ("calls", "2026-06-17")):
        talk = play.talk(who, source, _day(day))
        talk.say("customer", play.words.issues["late"].says, topic="late")
        talk.say("agent", "ask_order")
        talk.say("customer", "order_wrong")
        talk.say("agent", "steps")
        talk.say("customer", "order_fix")
        talk.say("agent", "noted", "done_fix")
        talk.say("customer", "thanks")


def _spanish(play: Play, who: Person) -> None:
    text = play.talk(who, "sms", _day("2026-01-20"), channel="whatsapp")
    text.say("customer", "spanish", new_email=who.email)
    text.say("agent", "greet")
    text.say("customer", "language")
    text.say("agent", "noted")
    text.say("customer", play.words.relationships["daughter_carer"].says, kin="Lena", topic="daughter_carer")


def _secrets(play: Play, who: Person) -> None:
    for source, day, key, slots in (
        ("chat", "2025-12-09", "card", {"card": CARD}), ("calls", "2026-02-19", "card", {"card": CARD_2}), ("mail", "2026-05-28", "card", {"card": CARD_3}),
        ("chat", "2026-08-12", "secret", {"secret": "Marigold77x"}), ("sms", "2026-10-05", "code", {"code": "481920"}),
    ):  # fmt: skip
        talk = play.talk(who, source, _day(day))
        charged = key == "card"
        talk.say("customer", play.words.issues["charged" if charged else "locked"].says, topic="charged" if charged else "locked")
        talk.say("agent", "sorry")
        talk.tell("customer", [(key, slots)])
        talk.say("agent", "done_refund" if charged else "done_fix")
        talk.say("customer", "thanks")


def _ordinary_life(play: Play, who: Person, kit: tuple[str, ...]) -> None:
    rng = play.rng
    visits = rng.choice((1, 2, 2, 2))
    days = sorted(rng.sample(range(360), visits))
    told = _ingredients(play, who)
    share = -(-len(told) // visits)
    for number, day in enumerate(days):
        source = kit[number % len(kit)]
        at = datetime(2025, 11, 1) + timedelta(days=day, hours=rng.randrange(15, 20), minutes=rng.randrange(60))
        late = rng.random() < 0.06
        _visit(play, play.talk(who, source, at, lands=_next_drop(at.date()) if late else None), told[number * share : (number + 1) * share])


def _next_drop(day: date) -> date:
    later = [drop.day for drop in DROPS if drop.day >= day]
    return later[min(1, len(later) - 1)]


def _ingredients(play: Play, who: Person) -> list[Part]:
    """What this person will tell over the year, in order; the second of a pair changes the first."""
    rng, words = play.rng, play.words
    told: list[Part] = []
    for key in rng.sample(sorted(words.facts), rng.choice((1, 2, 2))):
        told.append((words.facts[key].says, {"topic": key}))
    for topics in (words.relationships, words.events, words.likes, words.requests):
        if rng.random() < 0.55:
            key, says = _pick(play, topics)
            told.append((says, {"topic": key, "kin": rng.choice(WOMEN if key in OF_WOMEN else MEN)}))
    for attribute, choices in (("carrier", words.carriers), ("place", words.places)):
        if rng.random() < 0.3:
            value = rng.choice(sorted(choices))
            told.append((choices[value], {attribute: value}))
    plain = rng.sample(("plan", "device", "account", "organization", "household", "time", "opt_out", "opt_in", "phone", "email", "address"), 2)
    extra = {"organization": rng.choice(words.organizations), "count": str(rng.randrange(2, 7)), "new_phone": _typed(who.phone), "new_email": who.email}
    told += [(key, extra) for key in plain]
    rng.shuffle(told)
    if rng.random() < 0.6:
        first, second = rng.sample(sorted(words.channels), 2)
        told.insert(0, (words.channels[first], {"channel": first}))
        if rng.random() < 0.5:
            told.append((words.channels[second], {"channel": second}))
    if rng.random() < 0.2:
        told.append(("moved", {"address": who.later_address}))
    return told


def _typed(phone: str) -> str:
    return f"{phone[2:5]}-{phone[5:8]}-{phone[8:]}"


def _visit(play: Play, talk: Talk, told: list[Part]) -> None:
    rng = play.rng
    topic, says = _pick(play, play.words.issues)
    brief = talk.channel == "email"
    if talk.channel == "voice":
        talk.say("agent", "greet")
    elif talk.source == "chat" and rng.random() < 0.6:
        talk.say("bot", "menu")
    opening: list[str | tuple[str, ...]] = ["hello"] if rng.random() < 0.7 else []
    opening += ["name"] if rng.random() < 0.4 else []
    first: list[Part] = [(part, {}) for part in opening] + [(says, {"topic": topic})]
    talk.tell("customer", [*first, *told] if brief else first)
    wanted = topic in {"late", "wrong_item"}
    talk.say("agent", rng.choice(("sorry", "steps")), *(["ask_order"] if wanted else []))
    rest = [] if brief else list(told)
    if wanted:
        rest.insert(0, ("order", {}))
    while rest:
        said, rest = (rest[:2], rest[2:]) if rng.random() < 0.4 else (rest[:1], rest[1:])
        talk.tell("customer", said)
        if rest and rng.random() < 0.4:
            reply = rng.choice(("noted", "noted", "readback"))
            talk.say("agent", reply, "ask_contact" if "channel" in rest[0][1] else "ask_more")
    if rng.random() < 0.4:
        talk.say("customer", rng.choice(("small_talk", "question", "hypothetical", "other_people", "negated", "former", "sarcasm")))
    _ending(play, talk, topic)


def _ending(play: Play, talk: Talk, topic: str) -> None:
    roll = play.rng.random()
    if roll < 0.4:
        talk.say("agent", "steps" if topic in {"slow", "dead", "locked"} else "done_fix", "ask_solved")
        talk.say("customer", "solved")
    elif roll < 0.58:
        talk.say("agent", "ask_solved")
        talk.say("customer", "unsolved", *(["angry"] if play.rng.random() < 0.4 else []))
        if play.rng.random() < 0.5:
            talk.say("agent", "done_escalated")
    elif roll < 0.75:
        play.promise(talk, "agent", "promise_agent")
        talk.say("customer", "thanks")
    elif roll < 0.85:
        play.promise(talk, "customer", "promise_customer")
        talk.say("agent", "bye")
    else:
        talk.say("agent", "done_refund" if topic in {"charged", "late"} else "done_fix")
        talk.say("customer", "thanks")
