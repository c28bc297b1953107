"""Five hundred numbers that nobody may keep, planted as people write and as recognisers hear them: after a build only the landing holds any."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.orchestration.build import shop as s
from warehouse.governance.needles import Needles
from warehouse.governance.scan import Scanner

SPOKEN = ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]


def luhn(rng: Random, head: str, size: int) -> str:
    body = head + "".join(str(rng.randrange(10)) for _ in range(size - len(head) - 1))
    total = sum(sum(divmod(2 * int(d), 10)) if at % 2 == 0 else int(d) for at, d in enumerate(reversed(body)))
    return body + str(-total % 10)


def grouped(digits: str, *sizes: int) -> str:
    parts, at = [], 0
    for size in sizes:
        parts.append(digits[at : at + size])
        at += size
    return " ".join(parts)


def spoken(digits: str) -> str:
    return " ".join(SPOKEN[int(d)] for d in digits)


def planted() -> Iterator[tuple[str, str, str]]:
    """(attribute, secret as it stands, text), 500 of them."""
    rng = Random(20260301)
    for number in range(125):
        card = luhn(rng, "3782" if number % 5 == 4 else rng.choice(["4539", "5425", "4916"]), 15 if number % 5 == 4 else 16)
        written = [card, grouped(card, 4, 4, 4, 4), spoken(card), grouped(card, 4, 4, 4, 4).replace(" ", "-"), grouped(card, 4, 6, 5)][number % 5]
        yield "sensitive.card_number", written, f"sure it's {written} and it expires next year"
        area, group, serial = rng.randrange(101, 665), rng.randrange(10, 99), rng.randrange(1001, 9999)
        identity = [f"{area}-{group}-{serial}", f"{area} {group} {serial}", spoken(f"{area}{group}{serial}"), f"{area}{group}{serial}"][number % 4]
        yield "sensitive.government_id", identity, f"my social security number is {identity}"
        word = f"{rng.choice(['Heron', 'Maple', 'Quartz', 'Tundra'])}{rng.randrange(1000, 9999)}!{rng.choice('xkqz')}{rng.randrange(10, 99)}"
        yield "sensitive.secret", word, [f"my password is {word}", f"pwd: {word}", f"the password for my account is {word} please"][number % 3]
        code = f"{rng.randrange(100000, 999999)}"
        code = spoken(code) if number % 3 == 2 else code
        yield "sensitive.secret", code, [f"the verification code is {code}", f"my one-time code is {code}", f"the security code you texted me is {code}"][number % 3]


def test_no_file_but_the_landing_holds_any_of_five_hundred_planted_numbers(tmp_path: Path):
    given = list(planted())
    folder = s.shop(tmp_path / "shop")
    s.put(folder, "chat/a.jsonl", [s.message(at % 25, at // 25, "customer", text, conversation_id=f"c{at}", message_id=f"m{at}") for at, (_, _, text) in enumerate(given)])
    s.build(folder, s.MARCH)
    home = s.home_of(folder)
    secrets = {secret for _, secret, _ in given}
    strong = tuple(one for one in secrets if len(one) > 8)
    found = Scanner(home, Needles(strong, tuple(secrets - set(strong)), {})).run().findings
    assert {Path(finding.path).parts[0] for finding in found} == {"landing"}
    told = s.rows(folder, "select interaction_id, attribute from marts.fct_observations where attribute like 'sensitive.%'")
    assert {(f"chat:m{at}", attribute) for at, (attribute, _, _) in enumerate(given)} <= set(told)
