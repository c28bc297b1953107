"""A whole world from a seed: the year's messages and the truth about them.

What belongs here: putting people, plot and truth together. What does not: files (`vendors`) and questions (`asking`).
"""

from __future__ import annotations

from datetime import datetime
from functools import lru_cache
from random import Random

from orchestration.sample import words_other, words_shipped, words_third
from orchestration.sample.cast import people
from orchestration.sample.model import Broken, Expected, Interval, Message, Person, Truth
from orchestration.sample.play import DROPS, Play
from orchestration.sample.story import CARD, CARD_2, CARD_3, expectations, write_play
from orchestration.sample.wording import Wording

WORDINGS: dict[str, Wording] = {"shipped": words_shipped.WORDING, "other": words_other.WORDING, "third": words_third.WORDING}
CHANGING = ("contact.address", "contact.preferred_channel", "account.plan", "shipping.carrier", "delivery.place")
RECORDS_SINCE = datetime(2025, 11, 3, 9, 30)
BROKEN = (
    Broken("chat", "exports/chat/2026-03-31/chats.jsonl", "a date in a thirteenth month"),
    Broken("chat", "exports/chat/2026-03-31/chats.jsonl", "an unknown channel"),
    Broken("chat", "exports/chat/2026-08-31/chats.jsonl", "a line cut off"),
    Broken("crm", "exports/crm/2026-06-30/contacts.csv", "a time that is none"),
    Broken("profiles", "exports/profiles/2026-06-30/identifies.jsonl", "a line cut off"),
)


@lru_cache(maxsize=8)
def play(seed: int, wording: str) -> Play:
    """The year of a world, written once."""
    words = WORDINGS[wording]
    rng = Random(f"{wording}/{seed}")
    return write_play(rng, words, people(rng, words))


@lru_cache(maxsize=8)
def truth(seed: int = 1, wording: str = "shipped") -> Truth:
    """All that is so in the world of this seed and these wordings.

    Raises:
        KeyError: There is no such set of wordings.
    """
    written = play(seed, wording)
    messages = tuple(sorted((message for talk in written.talks for message in talk.messages), key=lambda message: (message.occurred_at, message.message_id)))
    expected = tuple(expectations(written))
    return Truth(
        seed=seed,
        wording=wording,
        people=written.people,
        identities={person.key: _identities(person, messages) for person in written.people},
        messages=messages,
        expected=expected,
        timelines=_timelines(written.people, messages, expected),
        outcomes={talk.conversation: _outcome(talk.expected) for talk in written.talks},
        commitments=tuple(written.commitments),
        broken=BROKEN,
        drops=DROPS,
        sensitive=(CARD, CARD_2, CARD_3, "Marigold77x", "481920"),
    )


def _identities(person: Person, messages: tuple[Message, ...]) -> tuple[str, ...]:
    """What the files name this person by; the first carries questions. A person without a CRM row is held together by one system only."""
    mine = [message for message in messages if message.person == person.key]
    sources = {message.source for message in mine}
    channels = {message.channel for message in mine if message.source in {"sms", "whatsapp"}}
    found = []
    if "calls" in sources or "sms" in channels or person.record_id or person.user_id:
        found.append(f"phone:{person.phone}")
    if "whatsapp" in channels:
        found.append(f"whatsapp:{person.phone}")
    if sources & {"mail", "tickets", "chat"} or person.record_id or person.user_id:
        found.append(f"email:{person.email}")
    if "chat" in sources or person.user_id:
        found.append(f"external_id:{person.external_id}")
    if "tickets" in sources:
        found.append(f"zendesk_user:{person.zendesk_id}")
    if person.record_id:
        found.append(f"salesforce_contact:{person.record_id}")
    return tuple(found)


def _outcome(expected: list[Expected]) -> str | None:
    said = [one.value for one in expected if one.attribute == "outcome.resolution" and one.required]
    return said[-1] if said else None


def _timelines(people: tuple[Person, ...], messages: tuple[Message, ...], expected: tuple[Expected, ...]) -> dict[tuple[str, str], tuple[Interval, ...]]:
    by_id = {message.message_id: message for message in messages}
    claims: dict[tuple[str, str], list[Interval]] = {}
    for one in expected:
        if one.required and one.attribute in CHANGING and one.value is not None:
            message = by_id[one.message_id]
            claim = Interval(one.value, message.occurred_at, None, message.recorded_at, one.message_id)
            claims.setdefault((message.person, one.attribute), []).append(claim)
    for person in people:
        if person.record_id:
            recorded = Interval(person.address, RECORDS_SINCE, None, DROPS[0].recorded_at, "")
            claims.setdefault((person.key, "contact.address"), []).append(recorded)
    return {key: _closed(sorted(found, key=lambda claim: claim.valid_from)) for key, found in claims.items()}


def _closed(claims: list[Interval]) -> tuple[Interval, ...]:
    """Each value until the next other one; said again it is the same interval."""
    kept: list[Interval] = []
    for claim in claims:
        if kept and kept[-1].value == claim.value:
            continue
        if kept:
            last = kept.pop()
            kept.append(Interval(last.value, last.valid_from, claim.valid_from, last.known_from, last.message_id))
        kept.append(claim)
    return tuple(kept)
