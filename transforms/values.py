"""Canonical forms of values. What belongs here: numbers, times of day and telephone numbers as words or digits. What does not: which attribute they are of."""

from __future__ import annotations

import re

import phonenumbers

from transforms.numerals import ONE_OF, TEN_OF

NUMBER_WORDS = {**ONE_OF, **TEN_OF, "a couple": 2, "couple": 2, "a dozen": 12, "hundred": 100}
_CLOCK = re.compile(r"(\d{1,2})(?:\s*[:.h]\s*(\d{2}))?\s*(a\.?\s?m\.?|p\.?\s?m\.?)?(?:\s*o'?\s?clock)?")
_BARE = re.compile(r"(\d{2})(\d{2})(?:\s*(?:hrs|hours))?")
_NAMED = {"noon": "12:00", "midday": "12:00", "midnight": "00:00"}


def amount(text: str) -> str | None:
    """A number in shortest decimal, from digits ('4.50', '1,200') or words ('twenty five'); None for what is none."""
    text = text.strip().casefold()
    if text in NUMBER_WORDS:
        return str(NUMBER_WORDS[text])
    if re.fullmatch(r"[-+]?\d{1,3}(,\d{3})+(\.\d+)?|[-+]?\d*\.?\d+|\d+\.", text):
        number = text.replace(",", "").removeprefix("+")
        return re.sub(r"\.?0+$", "", number) if "." in number else str(int(number))
    words = text.replace("-", " ").split()
    if len(words) == 2 and words[0] in TEN_OF and 0 < ONE_OF.get(words[1], 0) < 10:
        return str(TEN_OF[words[0]] + ONE_OF[words[1]])
    return None


def clock(text: str) -> str | None:
    """A time of day as HH:MM from '5:45 pm', '17.45', '1745', '5 pm', 'noon'; None for what is none or out of range."""
    text = text.strip().casefold()
    if text in _NAMED:
        return _NAMED[text]
    found = _BARE.fullmatch(text) or _CLOCK.fullmatch(text)
    if not found:
        return None
    hour, minute, half = int(found[1]), int(found[2] or 0), (found[3] if found.re is _CLOCK else None)
    if half and 1 <= hour <= 12:
        hour = hour % 12 + (12 if half.startswith("p") else 0)
    return f"{hour:02d}:{minute:02d}" if hour < 24 and minute < 60 else None


def phone(text: str, region: str | None = None) -> str | None:
    """E.164 of a telephone number, or None where the number is not possible in `region` or by itself."""
    try:
        number = phonenumbers.parse(text, region)
    except phonenumbers.NumberParseException:
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164) if phonenumbers.is_possible_number(number) else None
