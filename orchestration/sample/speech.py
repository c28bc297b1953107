"""From a marked sentence to the text of a message and the spans in it, as typed or as a speech recogniser writes it.

What belongs here: filling slots, reading the marks, and the spoken form of digits, addresses and sums. What does not: what the marks mean
(`expectations`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.numerals import ONES, TENS

MARK = re.compile(r"<(\w+)>(.*?)</\1>")


class Span(NamedTuple):
    """A marked stretch of a text, half open, in code points."""

    label: str
    start: int
    end: int


def number_words(number: int) -> str:
    """A whole number below one hundred in words."""
    if number < 20:
        return ONES[number]
    tens, ones = divmod(number, 10)
    return TENS[tens - 2] + (f" {ONES[ones]}" if ones else "")


def spelled(code: str) -> str:
    """A code read out a character at a time, zero as `oh`, a repeated digit as `double`."""
    characters = [character.lower() for character in code if character.isalnum()]
    words, at = [], 0
    while at < len(characters):
        character = characters[at]
        word = ("oh" if character == "0" else ONES[int(character)]) if character.isdigit() else character
        if at + 1 < len(characters) and characters[at + 1] == character and character.isdigit():
            words.append(f"double {word}")
            at += 2
        else:
            words.append(word)
            at += 1
    return " ".join(words)


def spoken(slot: str, value: str) -> str:
    """The value of a slot as it is said on the phone."""
    if slot in {"new_email", "email"}:
        return value.replace("@", " at ").replace(".", " dot ")
    if slot in {"new_phone", "order", "order_wrong", "account", "card", "code"}:
        return spelled(value)
    if slot in {"amount", "count"} and value.isdigit():
        return number_words(int(value))
    return re.sub(r"\d+", lambda digits: spelled(digits.group()), value)


def as_heard(text: str) -> str:
    """Text without case and punctuation, as a speech recogniser leaves it."""
    bare = re.sub(r"[^\w\s']", " ", re.sub(r"(?<!\w)'|'(?!\w)", " ", text.lower()))
    heard = re.sub(r"\d+", lambda digits: f" {spelled(digits.group())} ", bare)
    return " ".join(heard.split())


def render(template: str, slots: dict[str, str], heard: bool) -> tuple[str, list[Span]]:
    """Fill one marked sentence.

    Args:
        template: a sentence with `{slot}` and `<label>…</label>`.
        slots: values as typed.
        heard: write it as a speech recogniser would.

    Returns:
        The text, and where its marked stretches stand.
    """
    values = {slot: spoken(slot, value) for slot, value in slots.items()} if heard else slots
    text, spans, at = "", [], 0
    for mark in [*MARK.finditer(template), None]:
        plain = template[at : mark.start() if mark else len(template)].format_map(values)
        text += _piece(text, plain, heard)
        if mark:
            piece = _piece(text, mark[2].format_map(values), heard)
            lead = len(piece) - len(piece.lstrip()) if heard else 0
            spans.append(Span(mark[1], len(text) + lead, len(text) + len(piece)))
            text += piece
            at = mark.end()
    return text, spans


def _piece(before: str, text: str, heard: bool) -> str:
    if not heard:
        return text
    words = as_heard(text)
    return f" {words}" if words and before else words
