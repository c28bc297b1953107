"""Numbers and codes that name a thing: orders, bookings, policies, claims, accounts, tickets, user names. What belongs here: which run of signs is one. What does not: telephone numbers."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from transforms.extractors.grammar.contacts import spelled
from transforms.extractors.grammar.found import Found
from transforms.extractors.grammar.words import COMMON, DIGITS, MONTHS

CUES: dict[str, re.Pattern[str]] = {
    "booking.number": re.compile(r"(?i)\b(?:book(?:ing|ed)?|reservation|confirmation|confirm|pnr|itinerary|record locator|e-?ticket|boarding)\b"),
    "policy.number": re.compile(r"(?i)\bpol(?:icy|ocy|cy)(?:\s?id)?\b"),
    "claim.number": re.compile(r"(?i)\bcl(?:aim|iam|ame)(?:\s?id)?s?\b"),
    "order.number": re.compile(r"(?i)\b(?:order|purchase|invoice|parcel|shipment)\b"),
    "account.number": re.compile(r"(?i)\b(?:account|acc|acct|a/c|ac|customer (?:number|no|id)|member(?:ship)?|employee id|staff id|iban)\b"),
    "ticket.number": re.compile(r"(?i)\b(?:(?:support )?ticket|case|incident)\b"),
}
_BEHIND = re.compile(r"(?i)\s*(?:is|as|for|was)?\s*(?:my|the|our)\s+")
_CUES_BEHIND = {attribute: re.compile(f"{_BEHIND.pattern}(?:{pattern.pattern[4:]})") for attribute, pattern in CUES.items()}
_OTHER = re.compile(
    r"(?i)\b(?:ssn|social|security|zip ?code|zip|pin ?code|pin|password|pass ?code|otp|card|credit|debit|cvv|year|gb|mb|flight|room|gate|seat|dollars?|usd|rs|amount|price|cost|model|size|quantity|date|digits?|item|dob|born|extension|ext)\b"
)
_FIGURE = re.compile(r"\d")
_LETTERS, _STOP = re.compile(r"[A-Za-z']+"), re.compile(r"[.!;]")
_TOKEN = re.compile(r"[A-Za-z0-9#•-]+")
_ABBREVIATED = re.compile(r"(?i)\b(?:no|nr|num|ref)\.")
_LINK = frozenset(
    [
        "number",
        "no",
        "num",
        "nos",
        "nr",
        "id",
        "ids",
        "code",
        "ref",
        "reference",
        "is",
        "was",
        "are",
        "it",
        "its",
        "it's",
        "s",
        "the",
        "my",
        "of",
        "for",
        "as",
        "and",
        "here",
        "this",
        "that's",
        "thats",
        "with",
        "which",
        "hash",
        "details",
        "please",
        "pls",
    ]
)
_MONTH_LAST, _LONGEST = re.compile(rf"(?i)\b(?:{MONTHS})\.?$"), 12
_MONTH = re.compile(rf"(?i)^(?:{MONTHS})$")
_DATE = re.compile(r"(?:[0-3]?\d[0-1]?\d|[0-1]?\d[0-3]?\d)(?:19|20)\d\d(?: .*)?|[0-3]\d[01]\d\d\d|[01]\d[0-3]\d\d\d|\d{1,2} ?(?:st|nd|rd|th)?(?: \w{3,9})? (?:19|20)\d\d")
_LOCATOR = re.compile(r"[A-Za-z0-9]{5,7}")
_LEAD = 5
_LONG, _SHORT = 7, 5
_QUANTITY = re.compile(
    rf"(?i)^\d{{1,2}}$|^\d{{1,4}} ?(?:am|pm|ct|et|pt|st|nd|rd|th|k|gb|mb|kg|ppm|mm|cm|km|lbs?|oz|usd)$|^\d{{1,2}} ?(?:am|pm)?-\d{{1,2}} ?(?:am|pm)?$|^(?:ios|iphone|windows|version|v|q|{MONTHS}) ?\d|\d(?:am|pm)\b"
)
_NOUN = re.compile(r"(?i)\b(?:number|no|num|nr|id|code|reference|ref|pnr|confirmation)\b|#")
_UNIT = frozenset(["am", "pm", "st", "nd", "rd", "th", "gb", "mb", "kb", "k", "kg", "km", "cc", "usd", "rs", "inch", "lb", "oz", "ml", "x"])


def runs(text: str) -> list[tuple[int, int]]:
    """Spans of neighbouring tokens that hold digits, with short letter groups between or before them ('x 45 b 78', 'AB-1234', 'sgd 219')."""
    tokens = [(m.start(), m.end(), m[0]) for m in _TOKEN.finditer(text)]
    digits = [bool(_FIGURE.search(word)) for _, _, word in tokens]
    spans: list[tuple[int, int]] = []
    at = 0
    while at < len(tokens):
        last = at
        while last < len(tokens) and _is_part(tokens, digits, last, text) and (last == at or text[tokens[last - 1][1] : tokens[last][0]] in (" ", "", "-", "/")):
            last += 1
        if any(digits[at:last]):
            spans.append((tokens[at][0], tokens[last - 1][1]))
        at = max(last, at + 1)
    return spans


def _is_part(tokens: list[tuple[int, int, str]], digits: list[bool], at: int, text: str) -> bool:
    start, _, word = tokens[at]
    if "•" in word or (start and text[start - 1] in "'’"):
        return False
    if digits[at]:
        return True
    before, after = at > 0 and digits[at - 1], at + 1 < len(tokens) and digits[at + 1]
    if not (before or after):
        return False
    low = word.lower()
    if len(word) == 1:
        return low != "i" and after and (low != "a" or at == 0 or (at + 2 < len(tokens) and len(tokens[at + 2][2]) <= 3 and tokens[at + 2][2].lower() not in COMMON))
    return len(word) <= 3 and low not in _UNIT and low not in COMMON and low not in _LINK and not _MONTH.match(low)


def cue_of(text: str, start: int, end: int) -> str | None:
    """The attribute that the nearest cue names: before the span within the clause, else right behind it; '' for a cue of something else."""
    before = text[max(0, start - 45) : start]
    best: tuple[int, str] | None = None
    for attribute, pattern in CUES.items():
        for hit in pattern.finditer(before):
            if best is None or hit.end() > best[0]:
                best = (hit.end(), attribute)
    for hit in _OTHER.finditer(before):
        if best is None or hit.end() > best[0]:
            best = (hit.end(), "")
    if best is not None and all(w.lower() in _LINK for w in _LETTERS.findall(before[best[0] :])) and not _STOP.search(_ABBREVIATED.sub("", before[best[0] :])):
        return best[1]
    after = text[end : end + 28]
    if _BEHIND.match(after):
        return next((attribute for attribute, pattern in _CUES_BEHIND.items() if pattern.match(after)), None)
    return None


_WORD = "|".join(DIGITS)
_SPELT = re.compile(
    rf"(?i)\b(?:[a-z] ){{0,3}}(?:(?:double|triple|treble) )?(?:{_WORD})(?: (?:(?:double|triple|treble) )?(?:{_WORD}|[b-hj-z])\b){{2,}}(?! (?:weeks?|days?|months?|years?|hours?|minutes?|times)\b)"
)


def spelt_codes(text: str, asked: Collection[str]) -> Iterator[Found]:
    """Codes said sign by sign: 'order b four nine double six'. They need a cue, or a question for one."""
    for hit in _SPELT.finditer(text):
        wanted = [a for a in asked if a in CUES]
        attribute = cue_of(text, hit.start(), hit.end()) or (wanted[0] if len(wanted) == 1 else None)
        if attribute:
            yield Found(hit.start(), hit.end(), "attribute", attribute, spelled(hit[0]).upper(), confidence=0.85)


def codes(text: str, asked: Collection[str], default: str | None = None, *, alone: bool = False) -> Iterator[Found]:
    """Numbers with a cue; without one, what the question before asked for, if the text is little more than the number."""
    for start, end in runs(text):
        value = text[start:end].strip("#-")
        start = text.index(value, start) if value else start
        digits = sum(c.isdigit() for c in value)
        letters = sum(c.isalpha() for c in value)
        if _QUANTITY.search(value) or _is_after_month(text[:start]):
            continue
        cue = cue_of(text, start, end)
        named = digits >= _SHORT or bool(_NOUN.search(text[max(0, start - 30) : start])) or text.islower()
        if cue and named and digits >= 2 and digits + letters >= 3:
            yield _code(start, start + len(value), cue, value, 0.9)
        elif cue is None and digits + letters >= 4 and (attribute := _answered(asked, default, value, text[:start], alone)):
            yield _code(start, start + len(value), attribute, value, 0.75 if asked else 0.6)


def _is_after_month(before: str) -> bool:
    return bool(_MONTH_LAST.search(before.rstrip()[-_LONGEST:]))


def _answered(asked: Collection[str], default: str | None, value: str, before: str, alone: bool) -> str | None:
    """What a code without a cue is: the one thing asked for, or what the talk is about. A date is neither."""
    wanted = [a for a in asked if a in CUES]
    if wanted:
        return wanted[0] if len(wanted) == 1 else None
    if _DATE.fullmatch(value) or _is_after_month(before):
        return None
    if value.isdigit():
        return default if len(value) >= _LONG else None
    if not alone or len(before.split()) > _LEAD:
        return None
    return default or ("booking.number" if _LOCATOR.fullmatch(re.sub(r"[\s-]", "", value)) and any(c.isalpha() for c in value) else None)


def _code(start: int, end: int, attribute: str, text: str, confidence: float) -> Found:
    value = re.sub(r"\s+", "", text).upper() if " " in text else text
    return Found(start, end, "attribute", attribute, value, confidence=confidence)


_USER = re.compile(r"(?i)\b(?:user ?name|user ?id|login(?: id| name)?)\b(?!\s*[.?!])\s*(?:is|:|=|was)?\s*(?:is)?\s*[\"']?([A-Za-z][\w.@-]{2,})")


def usernames(text: str, asked: Collection[str]) -> Iterator[Found]:
    """Names that somebody signs in with."""
    for hit in _USER.finditer(text):
        name = hit[1].rstrip(".")
        if name.lower() not in COMMON:
            yield Found(hit.start(1), hit.start(1) + len(name), "attribute", "account.username", name, confidence=0.85)
    words = text.split()
    if "account.username" in asked and len(words) == 1 and words[0].lower() not in COMMON:
        at = text.index(words[0])
        value = words[0].strip(".,!")
        yield Found(at, at + len(value), "attribute", "account.username", value, confidence=0.8)
