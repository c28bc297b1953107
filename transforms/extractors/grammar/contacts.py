"""E-mail addresses and telephone numbers, typed or spoken. What belongs here: their forms. What does not: whose they are."""

from __future__ import annotations

import re
from collections.abc import Iterator

from transforms.extractors.grammar.found import Found
from transforms.extractors.grammar.words import COMMON, DIGITS, PROVIDERS, TIMES
from transforms.values import phone

TYPED = re.compile(r"[A-Za-z0-9._%+'-]*[A-Za-z0-9_]\s?@\s?[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_TLD = r"(?:c[o0]m|con|net|org|edu|gov|in|uk|de|fr|io|co(?:\s?(?:dot|\.)?\s?(?:uk|in|nz|za))?)"
SPOKEN = re.compile(rf"(?<!\S)((?:[\w.-]+ (?:dot|underscore|dash|hyphen|period|plus) )*[\w.-]+) at (?:the rate )?((?:[\w-]+ ?(?:dot|\.) ?)+{_TLD})\b", re.I)
STUCK = re.compile(rf"(?<!\S)(\S*?)({PROVIDERS})(?: ?(?:dot|\.) ?| ?)({_TLD})(?!\S)", re.I)
_WORD = re.compile(r"\S+")
_BORDER = frozenset(
    [
        "is",
        "id",
        "mail",
        "email",
        "mailid",
        "emailid",
        "e",
        "address",
        "my",
        "the",
        "to",
        "and",
        "as",
        "me",
        "us",
        "on",
        "at",
        "in",
        "for",
        "with",
        "ph",
        "phone",
        "no",
        "number",
        "name",
    ]
)


_MAIL = re.compile(r"(?i)\be-?\s?mail|address\b|\bid\b|write to me|reach me|\bit'?s\b|\bis\b")
_OTHERS = re.compile(
    r"(?i)\b(?:us|our|your|team|department|support|counsell?or|representative|add|subscribe|unsubscribe|visit|fax|questions?|please (?:send|write|contact|call|email)|forward this)\b"
)
_MINE = re.compile(r"(?i)\b(?:my|me|i|i'm|mine|myself|we|we're|we've|our (?:new |home |current |postal |delivery |street )?(?:address|house|home|place|flat|apartment))\b")
_SENTENCE = re.compile(r"[.!?:;](?=\s)")


def is_anothers(before: str) -> bool:
    """Do the words before a contact detail say that it is the company's, or somebody else's?"""
    before = _SENTENCE.split(before)[-1]
    return bool(_OTHERS.search(before)) and not _MINE.search(before)


def emails(text: str) -> Iterator[Found]:
    """Addresses as typed ('a.b@c.org'), as spoken ('a b at gmail dot com') and as a transcript writes them ('ab 67 gmailcom')."""
    low = text.lower()
    if "@" in low:
        for hit in TYPED.finditer(text):
            if is_anothers(text[max(0, hit.start() - 70) : hit.start()]):
                continue
            yield _email(hit.start(), hit.end(), re.sub(r"\s", "", hit[0]))
    if " at " in low and ("dot" in low or "." in low):
        for hit in SPOKEN.finditer(text):
            if not (re.match(rf"(?i)(?:{PROVIDERS})\b", hit[2]) or _MAIL.search(text[max(0, hit.start() - 50) : hit.start()])) or hit[2].lower().startswith("www"):
                continue
            last = hit[1].split()[-1].lower()
            start = _local_start(text, hit.end(1)) if (last.isdigit() or last in DIGITS) and len(hit[1].split()) == 1 else hit.start(1)
            yield _email(start, hit.end(), _written(text[start : hit.end()]))
    for hit in STUCK.finditer(text):
        start = hit.start() if hit[1] else _local_start(text, hit.start())
        if start < hit.start(2):
            local = re.sub(r"(?i)\b(?:at|dot)\b|\s", "", text[start : hit.start(2)])
            yield _email(start, hit.end(), f"{local}@{hit[2]}.{re.sub(r'[ .]|dot', '', hit[3])}".lower())


def _local_start(text: str, at: int) -> int:
    """Where the local part begins that ends before `at`: back over digits to the first word, never over a word that introduces an address."""
    start = at
    for hit in reversed(list(_WORD.finditer(text, 0, at))):
        word = hit[0].lower()
        if word in _BORDER and word != "at":
            break
        if word == "at" and start != at:
            break
        if word.isdigit() and len(word) > 5:
            break
        start = hit.start() if word != "at" else start
        if word != "at" and not word.isdigit() and word not in DIGITS and len(word) > 1:
            break
    return start


def _written(spoken: str) -> str:
    text = re.sub(r" (?:dot|period) ", ".", spoken.lower())
    text = re.sub(r"(?<= )(?:" + "|".join(DIGITS) + r")(?= )", lambda m: DIGITS[m[0]], text)
    for word, sign in (("underscore", "_"), ("dash", "-"), ("hyphen", "-"), ("plus", "+")):
        text = text.replace(f" {word} ", sign)
    return re.sub(r"\s", "", re.sub(r" at (?:the rate )?", "@", text))


def _email(start: int, end: int, value: str) -> Found:
    return Found(start, end, "attribute", "contact.email", value.lower(), confidence=0.95)


_NUMBER = re.compile(r"(?<![\w•$£€.])(?:\+\s?)?\(?\d(?:[ ().-]{0,2}\d){6,14}(?![\w•])")
_SPELLED = re.compile(r"\b(?:(?:double|triple|treble) )?(?:" + "|".join(DIGITS) + r")(?:[ ,-]+(?:(?:double|triple|treble) )?(?:" + "|".join(DIGITS) + r"|\d+)){5,}\b", re.I)
PHONE_CUE = re.compile(r"(?i)\b(?:phone|mobile|cell|telephone|tel|ph|contact|call(?:ing)?|reach|text|whatsapp|landline|number is|line)\b")
_OLD = re.compile(r"(?i)\b(?:old|previous|former|used to be|no longer|wrong|not)\b[^.,;]*$")


def spelled(text: str) -> str:
    """The digits of 'nine double seven four', or the text's own."""
    out, times = [], 1
    for word in re.findall(r"[A-Za-z]+|\d", text.lower()):
        if word in TIMES:
            times = TIMES[word]
        else:
            out.append(DIGITS.get(word, word) * times)
            times = 1
    return "".join(out)


def phones(text: str, asked: bool, *, cue_needed: bool = False, region: str | None = None) -> Iterator[Found]:
    """Telephone numbers. Ten digits and more, or a cue, or a question before it; shorter ones need one of the two."""
    hits = list(_NUMBER.finditer(text)) + (list(_SPELLED.finditer(text)) if _SPELLED.search(text) else [])
    for hit in hits:
        digits = spelled(hit[0])
        before = text[max(0, hit.start() - 40) : hit.start()]
        cued = asked or bool(PHONE_CUE.search(before))
        if is_anothers(text[max(0, hit.start() - 70) : hit.start()]) or (cue_needed and not cued):
            continue
        plausible = 10 <= len(digits) <= 13 or hit[0].startswith("+") or (cued and 7 <= len(digits) <= 14)
        if plausible and not _OLD.search(before):
            written = ("+" if hit[0].startswith("+") else "") + digits
            yield Found(hit.start(), hit.end(), "attribute", "contact.phone", phone(written, region) or written, confidence=0.95 if cued else 0.8)


def is_ordinary(word: str) -> bool:
    """Is this a word of ordinary talk?"""
    return word.lower().strip(".,!?'") in COMMON
