"""The rules: which spans of one text are sensitive, given what the other side had just asked.

What belongs here: which numbers are looked at, and what decides. What does not: cues, passwords, masking, columns.

A number with a check digit of its own needs no words around it. Any other number is sensitive where words say so: the nearest cue,
before it or after it with nothing but linking words between, or else what the other side asked for. A cue for something ordinary
(order, phone, post code, date) that is nearer wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from transforms.sensitive import checks
from transforms.sensitive.cues import CARD, GOVERNMENT, ORDINARY, SECRET, cue_after, cue_before, wanted
from transforms.sensitive.digits import Run, runs
from transforms.sensitive.passwords import passwords

_MONEY_BEFORE = re.compile(r"[$€£₹¥]\s?$")
_UNIT_AFTER = re.compile(
    r"\s?(?:%|percent\b|dollars?\b|bucks\b|usd\b|eur(?:os?)?\b|pounds?\b|gbp\b|rupees\b|cents\b|[ap]\.?m\b|gb\b|mb\b|kg\b|km\b|miles\b|minutes?\b|hours?\b|days?\b|weeks?\b|months?\b|years?\b)",
    re.IGNORECASE,
)
_DATE = re.compile(r"(?:\d{1,2}[-.]\d{1,2}[-.](?:19|20)?\d{2}|(?:19|20)\d{2}[-.]\d{1,2}[-.]\d{1,2})")

_SHAPES = (
    (re.compile(r"(?<![\d-])\d{3}([- ])\d{2}\1\d{4}(?![-\d])"), lambda text: checks.is_ssn(re.sub(r"\D", "", text))),
    (re.compile(r"(?i)\b[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b"), checks.is_nino),
    (re.compile(r"(?i)\b(?:\d{8}|[xyz]-?\d{7})-?[a-z]\b"), checks.is_dni),
    (re.compile(r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b"), checks.is_cpf),
    (re.compile(r"\b[1-4] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d{2} ?\d{3} ?\d{3} ?\d{2}\b"), checks.is_nir),
    (re.compile(r"(?i)\b[a-z]{6}\d{2}[a-ehlmprst]\d{2}[a-z]\d{3}[a-z]\b"), checks.is_codice_fiscale),
)
_DOCUMENT = re.compile(r"(?i)(?=[a-z]{0,4}\d)(?=(?:[a-z]*\d){4})[a-z0-9]{5,20}\b")


_LONGEST = 19
"""Digits of the longest card number, and so the most groups that one can have."""


class Span(NamedTuple):
    """A sensitive span, half open, in code points."""

    start: int
    end: int
    attribute: str


def spans(text: str, asked: str | None) -> list[Span]:
    """The sensitive spans of a text, in order, without overlaps. `asked` is what the other side had said before it."""
    found: list[Span] = []
    taken = bytearray(len(text))
    wanted_ = wanted(asked)
    all_runs = runs(text)
    for span in (
        *_cards(text, all_runs),
        *_shapes(text),
        *(Span(start, end, SECRET) for start, end in passwords(text, asked)),
        *_told(text, all_runs, wanted_),
        *_documents(text, wanted_),
    ):
        if not any(taken[span.start : span.end]):
            taken[span.start : span.end] = b"\1" * (span.end - span.start)
            found.append(span)
    return sorted(found)


def _cards(text: str, all_runs: list[Run]) -> Iterator[Span]:
    """Numbers that pass a card's check, and a security code that follows one in the same breath."""
    for run in all_runs:
        if len(run.digits) < 13 or text[max(0, run.start - 1) : run.start] == "+":
            continue
        window = _card_window(run)
        if window is None or cue_before(text, run.start, 0) == (ORDINARY, True):
            continue
        first, last = window
        yield Span(run.tokens[first].start, run.tokens[last].end, CARD)
        rest = run.tokens[last + 1 :]
        if rest and len(rest[-1].digits) in (3, 4) and not rest[-1].digits.startswith("20"):
            yield Span(rest[-1].start, rest[-1].end, SECRET)


def _card_window(run: Run) -> tuple[int, int] | None:
    """First and last token of a card's number: the run, its beginning, its end, or groups of digits as cards are printed."""
    count = len(run.tokens)
    windows = [(0, last) for last in range(min(count, _LONGEST) - 1, -1, -1)] + [(first, count - 1) for first in range(max(1, count - _LONGEST), count)]
    windows += [(first, first) for first in range(1, count - 1)]
    shapes = ([4, 4, 4, 4], [4, 6, 5])
    windows += [
        (first, first + len(shape) - 1) for shape in shapes for first in range(1, count - len(shape)) if [len(t.digits) for t in run.tokens[first : first + len(shape)]] == shape
    ]
    return next((window for window in windows if checks.is_card("".join(token.digits for token in run.tokens[window[0] : window[1] + 1]))), None)


def _shapes(text: str) -> Iterator[Span]:
    """Government ids with a shape and a check of their own."""
    for pattern, is_valid in _SHAPES:
        for match in pattern.finditer(text):
            cue = cue_before(text, match.start(), 0)
            if cue == (GOVERNMENT, True) or (is_valid(match[0]) and cue != (ORDINARY, True)):
                yield Span(match.start(), match.end(), GOVERNMENT)


def _told(text: str, all_runs: list[Run], asked_for: list[str]) -> Iterator[Span]:
    """Numbers that words, or the question before, say are sensitive."""
    floor, bare = 0, []
    for run in all_runs:
        start, floor = floor, run.end
        if len(run.digits) < 3 or _is_ordinary(text, run):
            continue
        before = cue_before(text, run.start, start)
        cue = before if before is not None and before[1] else cue_after(text, run.end) or before
        if cue is None:
            bare.append(run)
        elif (cue[1] or cue[0] in asked_for) and cue[0] and _suits(cue[0], len(run.digits)):
            asked_for = [one for one in asked_for if one != cue[0]]
            yield Span(run.start, run.end, cue[0])
    for run in bare:
        attribute = _asked_for(asked_for, len(run.digits))
        if attribute:
            yield Span(run.start, run.end, attribute)


def _asked_for(asked_for: list[str], count: int) -> str:
    """What a bare number answers. Where something ordinary was asked for too, its length must be the sensitive thing's own."""
    own = {GOVERNMENT: count in (4, 9), CARD: count == 4 or count >= 13, SECRET: count in (3, 4, 6)}
    fits = [one for one in asked_for if one and (own[one] if ORDINARY in asked_for else _suits(one, count))]
    return next((one for one in fits if own[one]), fits[0] if fits else ORDINARY)


def _suits(attribute: str, count: int) -> bool:
    return {CARD: 4 <= count <= 19, GOVERNMENT: 4 <= count <= 15, SECRET: 3 <= count <= 10}[attribute]


def _is_ordinary(text: str, run: Run) -> bool:
    """An amount, a measure, a date, an international phone number."""
    return (
        _MONEY_BEFORE.search(text, max(0, run.start - 2), run.start) is not None
        or _UNIT_AFTER.match(text, run.end) is not None
        or _DATE.fullmatch(text, run.start, run.end) is not None
        or text[max(0, run.start - 1) : run.start] in ("+", "@", "/")
        or text[run.end : run.end + 1] in ("/", "@", ":")
    )


def _documents(text: str, asked_for: list[str]) -> Iterator[Span]:
    """Numbers of passports and licences, which have letters in them."""
    for match in _DOCUMENT.finditer(text):
        if (match.start() and text[match.start() - 1].isalnum()) or match[0].isdigit():
            continue
        cue = cue_before(text, match.start(), 0)
        if cue == (GOVERNMENT, True) or (cue is None and asked_for[:1] == [GOVERNMENT]):
            yield Span(match.start(), match.end(), GOVERNMENT)
