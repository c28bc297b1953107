"""The plot of the sample world: nine lives that are told, then everybody else's.

What belongs here: conversations and their outcome. What does not: sentences (`words_…`), files (`vendors`), questions (`asking`), lives by chance (`ordinary`).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta
from random import Random

from orchestration.sample.model import Expected, Person
from orchestration.sample.ordinary import ordinary_life
from orchestration.sample.play import Play
from orchestration.sample.wording import Wording

KITS = (
    ("calls", "sms"), ("mail", "tickets"), ("chat",), ("whatsapp",), ("calls", "mail"), ("chat", "mail"), ("sms",), ("tickets", "chat"), 
    ("mail",), ("calls",), ("sms", "mail"), ("whatsapp", "calls"),
)  # fmt: skip
CARD, CARD_2, CARD_3 = "4111 1111 1111 1111", "5555 5555 5555 4444", "4012 8888 8888 1881"


def write_play(rng: Random, words: Wording, people: tuple[Person, ...]) -> Play:
    """Write the whole year: the told lives first, then everybody's ordinary ones."""
    play = Play(rng, words, people)
    for number, told in enumerate((_three_identities, _broken_promise, _crm_disagrees, _late_file, _back_and_forth, _upgrade, _corrected, _spanish, _secrets)):
        told(play, people[number])
    for number, person in enumerate(people[9:]):
        ordinary_life(play, person, KITS[number % len(KITS)])
    return play


def expectations(play: Play) -> list[Expected]:
    """All that is to be drawn from the year's messages."""
    return [expected for talk in play.talks for expected in talk.expected]


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
