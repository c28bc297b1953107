"""The people of the sample world.

What belongs here: names, numbers and which systems know whom. What does not: what they say (`story`).
"""

from __future__ import annotations

from random import Random

from orchestration.sample.model import Person
from orchestration.sample.wording import Wording

PEOPLE = 42
AREAS = ("312", "503", "608", "512", "937", "520", "208", "309", "518", "415")
SALESFORCE = "ABCDEFGHJKLMNPQRSTUVWXYZ"


def people(rng: Random, words: Wording) -> tuple[Person, ...]:
    """Invent the cast: every third person is not in the CRM, every fourth is known to the web analytics."""
    firsts, surnames = list(words.first_names), list(words.surnames)
    rng.shuffle(firsts)
    rng.shuffle(surnames)
    lines = rng.sample(range(102, 200), PEOPLE)
    return tuple(_person(rng, words, number, firsts[number], surnames[number], lines[number]) for number in range(PEOPLE))


def _person(rng: Random, words: Wording, number: int, first: str, surname: str, line: int) -> Person:
    address, later = (_address(rng, words) for _ in range(2))
    mail = rng.choice((f"{first}.{surname}", f"{first[0]}{surname}", f"{surname}{rng.randrange(10, 99)}", f"{first}{rng.randrange(60, 99)}"))
    tail = "".join(rng.choice(SALESFORCE) for _ in range(7))
    external = f"u-{rng.randrange(10000, 99999)}"
    return Person(
        key=f"p{number:02d}",
        first=first,
        surname=surname,
        email=f"{mail.lower()}@example.com",
        phone=f"+1{rng.choice(AREAS)}5550{line}",
        address=address,
        later_address=later,
        plan=rng.choice(words.plans),
        device=rng.choice(words.devices),
        account=f"AC-{rng.randrange(100000, 999999)}",
        external_id=external,
        zendesk_id=rng.randrange(360000000000, 369999999999),
        record_id=f"003Hs0{number:02d}{tail}QAX" if number % 3 != 2 or number < 9 else "",
        user_id=external if number % 4 == 0 else "",
    )


def _address(rng: Random, words: Wording) -> str:
    city, state, code = rng.choice(words.towns)
    return f"{rng.randrange(2, 980)} {rng.choice(words.streets)}, {city}, {state} {code}"
