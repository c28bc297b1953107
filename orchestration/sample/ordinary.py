"""Lives of customers about whom there is nothing to tell: what they call about, what they mention, how it ends.

What belongs here: what chance decides. What does not: the told lives (`story`).
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from orchestration.sample.model import Person
from orchestration.sample.play import DROPS, Play
from orchestration.sample.talk import Part, Talk

WOMEN, MEN = ("Lena", "Teresa", "Mina", "Ottilie"), ("Omar", "Julian", "Oscar", "Bruno")
OF_WOMEN = {"daughter_carer", "wife_business", "assistant", "mother_bills", "sister"}


def ordinary_life(play: Play, who: Person, kit: tuple[str, ...]) -> None:
    """A customer without a story: one or two visits in the year, and what is told in them."""
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
            key, says = play.pick(topics)
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
    topic, says = play.pick(play.words.issues)
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
