"""Values that stand in one text. What belongs here: finding them and whatever they could mean. What does not: the dialogue around them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from transforms.extractors.slots.lexicon import FROM, NUMBERS, TO
from transforms.extractors.slots.vocabulary import INITIALS, Slot, Token, Vocabulary
from transforms.values import clock

_CLOCK = re.compile(
    r"(?i)(?<![\d:$£€.])(?P<full>\d{1,2}\s?[:.]\s?\d{2})(?!\s?(?:pounds|gbp|dollars|%|\d))\s*(?P<half>a\.? ?m\b\.?|p\.? ?m\b\.?)?|\b(?P<hour>\d{1,2})\s?(?P<side>a\.?m\b\.?|p\.?m\b\.?)|\b(?P<named>noon|midday|midnight)\b|\b(?P<army>\d{4})\s?(?:hrs|hours|h)\b"
    r"|\b(?P<spoken>\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve) ?o ?'? ?clock\b|\b(?:at|by|til|till|until|after|about|start|around|before) (?P<bare>\d{1,2})(?![\d:]|\.\d|(?:st|nd|rd|th)\b| ?[ap]\.?m\b| ?(?:people|persons?|guests|nights?|stars?|minutes|days|hours|credits|pounds|feet|%))\b"
)
_RANGE = re.compile(r"(?i)\b(\d{1,2})(?::\d{2})?\s?(am|pm)?\s?(?:-|–|to|until|till|and)\s?(\d{1,2})(?::\d{2})?\s?(am|pm)\b")
_MONTH = r"(?:jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|august|sept(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)"
_DAYS = re.compile(rf"(?i)\b{_MONTH}\.? ?(\d{{1,2}})(?:st|nd|rd|th)? ?(?:-|–|to|through|until|till) ?(?:{_MONTH}\.? ?|the )?(\d{{1,2}})(?:st|nd|rd|th)?\b")
_ORDINAL = re.compile(
    r"(?i)\b(\d{1,2})\s?(?:st|nd|rd|th)\b|\b(?:jan(?:uary)?|feb(?:ruary)?|march|april|may|june|july|august|sept(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.? (\d{1,2})\b|(?<=\bthe )(\d{1,2})(?=$|[ .,?!-])|(?<=\d(?:st|nd|rd|th)-)(\d{1,2})|(?<=[-–])(\d{1,2})(?=(?:st|nd|rd|th))|\b(\d{1,2})(?=\s?[-–]\s?\d{1,2}(?:st|nd|rd|th))|\b(first|second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth)\b(?= of| to|$| and| until)"
)
_MONTHLY = re.compile(rf"(?i)\b{_MONTH}\b")
_HOURS = re.compile(r"(?<![\d-])(\d{1,2})\s?-\s?(\d{1,2})(?![\d-]|st|nd|rd|th)\b")
_WORDS = {w: n for n, w in enumerate(["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth"], 1)}
_NUMBER = re.compile(
    r"(?i)(?<![\w:.,$£€@-])(\d{1,5}(?:\.\d+)?)(?![\d:@]|,\d|\.\d|(?:st|nd|rd|th|am|pm)\b| (?:am|pm|a\.m|p\.m)\b)|\b(one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)\b"
)
_COUNTED = re.compile(r"(?i)[ -](?!of\b|that\b|is\b|in\b|with\b|and\b|for\b|places?\b|locations?\b|options?\b|or\b|at\b|to\b|please\b)[a-z]|\s*[,.]?$")
_SPELT = re.compile(r"(?i)(?:\b|^)(?:" + "|".join(NUMBERS) + r"|oh|double) $|(?<=[a-z]) (?:" + "|".join(NUMBERS) + r"|oh|double)\b")
_ALONE = re.compile(r"(?i)\b(?:just|only) (?:me|myself|for me)\b|\bby myself\b|\b(?:just|only) one\b|\balone\b")
_NOT = re.compile(
    r"(?i)(?:\b(?:not|no|without|except|than|isn'?t|don'?t|do n't|n't|nothing|never|neither|avoid|hate|instead of|rather than|other than|change from|from the original)\b)[\w' ]{0,14}$"
)


@dataclass(frozen=True, slots=True)
class Mention:
    """A value somewhere in a text, and all (slot, value, weight) it could be."""

    start: int
    end: int
    options: tuple[tuple[str, str, float], ...]
    is_denied: bool
    shape: str


def mentions(text: str, words: list[Token], vocabulary: Vocabulary) -> list[Mention]:
    """All values in a text, none over another, in the order of the text."""
    found: list[Mention] = []
    shaped = {shape: [s for s in vocabulary.slots.values() if s.shape == shape] for shape in ("clock", "ordinal", "number", "boolean")}
    for start, end, options, shape in (
        *_listed(text, words, vocabulary),
        *_clocks(text, shaped["clock"]),
        *_ordinals(text, shaped["ordinal"]),
        *_numbers(text, shaped["number"]),
        *_booleans(words, shaped["boolean"]),
    ):
        if options and not any(start < m.end and m.start < end for m in found):
            found.append(Mention(start, end, tuple(options), bool(_NOT.search(text[max(0, start - 24) : start])), shape))
    return sorted(found, key=lambda m: m.start)


Raw = tuple[int, int, list[tuple[str, str, float]], str]


def _listed(text: str, words: list[Token], vocabulary: Vocabulary) -> Iterator[Raw]:
    at = 0
    while at < len(words):
        count, meant = vocabulary.at(words, at)
        if count == 1 and not text[words[at].start : words[at].end].isupper():
            meant = [m for m in meant if m[2] > INITIALS]
        if count and meant:
            yield words[at].start, words[at + count - 1].end, meant, "words"
        at += count or 1


def _clocks(text: str, slots: list[Slot]) -> Iterator[Raw]:
    if not slots:
        return
    for hit in _RANGE.finditer(text):
        half = hit[2] or hit[4]
        for group, side in ((1, half), (3, hit[4])):
            if time := clock(f"{hit[group]} {side}"):
                yield (
                    hit.start(group),
                    hit.end(group) + (len(text[hit.end(group) :]) - len(text[hit.end(group) :].lstrip()) if group == 1 and hit[2] else 0),
                    _times(slots, time),
                    "clock",
                )
    if "-" in text and not _MONTHLY.search(text):
        for hit in _HOURS.finditer(text):
            for group in (1, 2):
                if 0 < (hour := int(hit[group])) < 13:
                    yield *hit.span(group), _times(slots, f"{hour + 12 if hour < 8 else hour:02d}:00"), "clock"
    for hit in _CLOCK.finditer(text):
        if time := _time(hit):
            yield *hit.span("bare" if hit["bare"] else 0), _times(slots, time), "clock"


def _time(hit: re.Match[str]) -> str | None:
    half = re.sub(r"[. ]", "", hit["half"] or hit["side"] or "").lower()
    if hit["named"]:
        return clock(hit["named"])
    if hit["army"]:
        return clock(hit["army"])
    if hit["full"]:
        full = "".join(hit["full"].split()).replace(".", ":")
        return clock(f"{full} {half}".strip())
    if hit["hour"]:
        return clock(f"{hit['hour']} {half}")
    word = hit["spoken"] or hit["bare"]
    hour = int(NUMBERS.get(word.lower(), 0) or (word if word.isdigit() else 0))
    if not 0 < hour < 24:
        return None
    return f"{hour + 12 if hour < 8 else hour:02d}:00"


def _times(slots: list[Slot], time: str) -> list[tuple[str, str, float]]:
    """A clock time as each slot spells it; a slot with listed hours takes no other."""
    return [(s.name, s.clocks.get(time, time), 1.0) for s in slots if s.attribute.type == "time" or time in s.clocks]


def _ordinals(text: str, slots: list[Slot]) -> Iterator[Raw]:
    if not slots:
        return
    for hit in _DAYS.finditer(text):
        for group in (1, 2):
            options = [(s.name, v, 1.0) for s in slots for v in s.attribute.values if re.match(rf"{int(hit[group])}\D", v)]
            yield *hit.span(group), options, "ordinal"
    for hit in _ORDINAL.finditer(text):
        group = next(g for g in range(1, 8) if hit[g])
        number = _WORDS.get(hit[group].lower(), 0) or int(hit[group])
        options = [(s.name, v, 1.0) for s in slots for v in s.attribute.values if re.match(rf"{number}\D", v)]
        yield hit.start(group), max(hit.end(), hit.end(group)), options, "ordinal"


def _numbers(text: str, slots: list[Slot]) -> Iterator[Raw]:
    if not slots:
        return
    for hit in _ALONE.finditer(text):
        yield hit.start(), hit.end(), [(s.name, "1", 1.0) for s in slots if s.asks & {"people", "guests"}], "number"
    for hit in _NUMBER.finditer(text):
        if hit[2] and hit[2].lower() in ("one", "two") and not _COUNTED.match(text, hit.end()) and text.strip(" .!").lower() != hit[2].lower():
            continue
        if hit[2] and (_SPELT.search(text[: hit.start()]) or _SPELT.match(text, hit.end())):
            continue
        value = str(NUMBERS[hit[2].lower()]) if hit[2] else hit[1]
        yield hit.start(), hit.end(), [(s.name, s.attribute.canonical(value), 1.0) for s in slots if not s.attribute.values or value in s.attribute.values], "number"


def _booleans(words: list[Token], slots: list[Slot]) -> Iterator[Raw]:
    for slot in slots:
        for word in words:
            if word.text in slot.asks and len(word.text) > 3:
                yes = next((v for v in slot.attribute.values if v.casefold() == "yes"), "yes")
                yield word.start, word.end, [(slot.name, yes, 0.9)], "boolean"
                break


def role_before(words: list[Token], start: int, reach: int = 4) -> str:
    """`from`, `to` or neither, by the nearest cue among the words before `start`."""
    before = [w.text for w in words if w.end <= start][-reach:]
    for word in reversed(before):
        if word in FROM:
            return "from"
        if word in TO:
            return "to"
    return ""
