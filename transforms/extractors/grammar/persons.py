"""Names, birth dates, addresses and post codes. What belongs here: how people give them. What does not: who is meant by another name."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator

from transforms.extractors.grammar.contacts import is_anothers, spelled
from transforms.extractors.grammar.found import Found
from transforms.extractors.grammar.words import COMMON, DIGITS, MONTHS, STATES, STREETS
from transforms.validity import calendar

CUE = re.compile(
    r"(?i)\b(?:(?:my|full|first|good|the|his|her) name'?s?(?: on (?:the|my) (?:account|booking|order|reservation|card|policy))?(?: is|:| as)?|name(?: on (?:the|my) (?:account|booking|order|reservation|card|policy))?(?: is|:| as| -)|i'?m called|you can call me|call me|myself|you(?:'re| are) (?:speaking|talking) (?:to|with)|(?:account|contract|policy|card) ?holder(?: is|:)|(?:booking|order|account|reservation|contract|it)(?: is|'s) (?:under|in the name of)|(?:^|[.,!?]\s*|hi |hello |hey |hai )(?:this is|it'?s|i ?am|i'?m|name))\s+(?=\S)|^name\s+(?=\S)"
)
HERE = re.compile(
    r"(?i)(?:(?:hi|hello|hey|good (?:morning|afternoon|evening)|morning|afternoon|evening|greetings|dear (?:team|all|sirs?))(?: there| again| all| team|,? [A-Z]\w+(?=,))?[\s,.!]+)?(?P<name>[^\W\d_][\w'-]+(?: [^\W\d_][\w'-]+){0,2}) (?:(?:here|speaking|calling)\b(?=\s*(?:[.,!]|from|$|i\b|my\b|again))|this side\b)"
)
ENDS = re.compile(r"(?P<name>[A-Z][\w'-]+(?: [A-Z][\w'-]+){1,2}) (?:is (?i:my(?: full)? name)|(?i:on the (?:line|phone)))\b")
_SURE = re.compile(r"(?i)name|called|myself|(?:speaking|talking) (?:to|with)|holder")
_WORD = re.compile(r"[^\W\d_][^\W\d_'.-]*(?:['-][^\W\d_]+)*\.?")
_PRONOUNS = frozenset(["i", "we", "you", "it", "he", "she", "they", "that", "there", "here", "who", "what", "where", "how", "let"])
_TITLE = frozenset(["mr", "mrs", "ms", "miss", "dr", "doctor", "prof", "mister", "sir"])
_JOIN = frozenset(["de", "da", "del", "della", "di", "van", "von", "der", "den", "la", "le", "al", "bin", "ibn", "el", "dos", "das", "ten", "ter", "o'"])
_OLD = re.compile(r"(?i)\b(?:not|isn'?t|wasn'?t|if|his|her|their|agent'?s?|your)\b[^.,;]{0,12}$")
_NOT_ONES_OWN = re.compile(r"(?i)\b(?:his|her|their|your|user|file|company|product|business|dog|cat|brand|husband'?s|wife'?s|last|middle|what'?s my)\b")
_MISSPELT = re.compile(r"(?i)\b(?:husband|wife|partner|son|daughter|mother|father|brother|sister|boss|colleague|friend|company|street|his|her|their)\b[^.?!]{0,15}\bname\b[^.?!]*$")
"""Somebody else's name is being spoken of."""
MOST = 4


def names(text: str, asked: Collection[str], bare: bool) -> Iterator[Found]:
    """'my name is …', 'this is …', and a bare name in answer to a question; `bare` says that one is expected without having been asked for.

    In cased text a name has capitals; in a transcript it is a run of words of which none is ordinary.
    """
    cased = any(c.isupper() for c in text)
    for hit in CUE.finditer(text):
        if _NOT_ONES_OWN.search(hit[0]) or _MISSPELT.search(text[: hit.start()]) or _OLD.search(text[max(0, hit.start() - 15) : hit.start()]):
            continue
        sure = bool(_SURE.search(hit[0])) or "person.name" in asked or bare
        span = _name_at(text, hit.end(), cased=cased, lenient=sure)
        if span and (sure or cased or re.match(r"(?i)\s*(?:here|speaking|calling|from|\d)", text[span[1] :])):
            yield Found(*span, "attribute", "person.name", _spelt(text[slice(*span)]), confidence=0.95 if _SURE.search(hit[0]) else 0.8)
            return
    for hit in ENDS.finditer(text):
        span = _name_at(text, hit.start("name"), cased=True, lenient=True)
        if span and span[1] == hit.end("name"):
            yield Found(*span, "attribute", "person.name", text[slice(*span)], confidence=0.85)
            return
    if (here := HERE.match(text)) and (span := _name_at(text, here.start("name"), cased=cased, lenient=True)) and span[1] == here.end("name"):
        yield Found(*span, "attribute", "person.name", _spelt(text[slice(*span)]), confidence=0.85)
        return
    if "person.name" in asked or bare:
        start = re.match(r"(?i)(?:(?:yes|yeah|sure|ok|okay|hi|hai|hello|sorry|its|it's|it is|this is|i am|i'm|iam|im|oh|well|am)[\s,.!]+)*", text)
        at = start.end() if start else 0
        span = _name_at(text, at, cased=True, lenient=True) if cased else None
        if not span and not (cased and start and re.search(r"(?i)\b(?:i am|i'm|iam|im|am)\W*$", start[0])):
            span = _name_at(text, at, cased=False, lenient=False)
        rest = text[span[1] :].strip(" .,!") if span else ""
        if (
            span
            and not _GREETED.match(text[slice(*span)])
            and not re.match(r"(?:and )?\d{5,6}(?!\S)", rest)
            and (
                not rest
                or rest[0].isdigit()
                or "•" in rest[:1]
                or ("person.name" in asked and len(rest.split()) <= 6)
                or re.match(r"(?i)and|here|speaking|my|with|email|phone|account|ssn|last|policy|claim", rest)
            )
        ):
            yield Found(*span, "attribute", "person.name", _spelt(text[slice(*span)]), confidence=0.75 if "person.name" in asked else 0.6)


def _name_at(text: str, at: int, *, cased: bool, lenient: bool) -> tuple[int, int] | None:
    """The run of name words that begins at `at`."""
    start = end = None
    for count, hit in enumerate(_WORD.finditer(text, at)):
        gap = text[end if end is not None else at : hit.start()]
        word = hit[0].rstrip(".")
        low = word.lower()
        if gap.strip() or count >= MOST or (low.split("'")[0] in _PRONOUNS and "'" in low):
            break
        if low in _TITLE and start is None:
            continue
        if cased and not word[0].isupper() and low not in _JOIN:
            break
        if low in COMMON and not (cased and word[0].isupper() and (start is not None or lenient) and len(word) > 2 and low in _ALSO_NAMES):
            break
        start = hit.start() if start is None else start
        end = hit.start() + len(word)
    return (start, end) if start is not None and end is not None and end - start >= 2 else None


_GREETED = re.compile(r"(?i)^(?:h[aeiy]+l*o*|h[ae]y+|nop\w*|ok\w*|ye[sap]\w*|th\w*n?ks?\w*|bye\w*)\b|.*\b(?:ltd|inc|llc|corp|solutions|technologies|company|systems|group)$")
_ALSO_NAMES = frozenset(
    [
        "may",
        "june",
        "will",
        "mark",
        "black",
        "white",
        "green",
        "brown",
        "young",
        "long",
        "day",
        "house",
        "church",
        "drew",
        "grace",
        "hope",
        "joy",
        "rose",
        "ray",
        "bill",
        "may",
        "art",
        "bob",
        "gray",
        "king",
        "price",
        "rich",
        "penny",
        "summer",
        "dean",
        "page",
    ]
)


def _spelt(name: str) -> str:
    return " ".join(w if any(c.isupper() for c in name) else w.capitalize() for w in name.split())


_BORN = re.compile(r"(?i)\b(?:date of birth|dob|d\.o\.b\.?|birth ?date|birthday|born(?: on)?)\b[^\d]{0,20}")
_DATE = re.compile(
    rf"(?i)\d{{4}}-\d{{2}}-\d{{2}}|\d{{1,2}}[/.-]\d{{1,2}}[/.-]\d{{2,4}}|(?:{MONTHS})\.? \d{{1,2}}(?:st|nd|rd|th)?,? \d{{4}}|\d{{1,2}}(?:st|nd|rd|th)? (?:of )?(?:{MONTHS}),? \d{{4}}"
)


def births(text: str, asked: Collection[str]) -> Iterator[Found]:
    """Dates of birth: with a cue, or in answer to the question."""
    for hit in _DATE.finditer(text):
        cued = "person.date_of_birth" in asked or any(hit.start() - 24 <= cue.end() <= hit.start() for cue in _BORN.finditer(text))
        if cued and (value := calendar(hit[0])):
            yield Found(hit.start(), hit.end(), "attribute", "person.date_of_birth", value, confidence=0.9)


_STREET = re.compile(
    rf"(?i)(?<![\w•])(?:(?:flat|apt|unit|house no|door no|no|p ?o box)\.? ?)?#?\d{{1,5}}[a-z]?[\s,]+(?:[\w.'-]+[\s,]+){{1,4}}?(?:{STREETS})\b\.?(?:[\s,]+(?!(?:and|my|contact|phone|ph|mobile|email|please|is|the|i|for|number|with|it|to|on)\b)[\w.'#-]+){{0,7}}"
)
_CUED = re.compile(
    r"(?i)\b(?:(?:delivery |home |mailing |shipping |billing |postal |street |new |current )?address(?: is|:| as|'s)?|(?:deliver(?: it)?|ship(?: it)?|send it|mail it) to|i live (?:at|on)|reside at)\s+(?=\S)"
)
_DIGIT = rf"(?:(?:double|triple) )?(?:{'|'.join(DIGITS)})"
_SAID = re.compile(rf"(?i)\b{_DIGIT}(?: {_DIGIT}){{0,5}} (?!{_DIGIT}\b)(?:[a-z]+ ){{1,3}}?(?:{STREETS})(?: (?!{_DIGIT}\b)[a-z]+){{1,4}}(?: {_DIGIT}){{3,5}}\b")
_TOWN = re.compile(rf"(?i)^(?:\d{{1,5}}[a-z]? )?(?:[a-z.'-]+[\s,]+){{1,5}}(?:{STATES})\b[\s,]*(?:\d{{5,6}}(?:-\d{{4}})?)?(?:[\s,]+(?:usa|us|india|uk))?$")
_END = re.compile(r"(?i)\s+(?:and\b|my\b|contact\b|phone\b|ph\b|mobile\b|email\b|please\b|for\b|that\b|thanks?\b|i\b|is it\b|number\b|with\b|cell\b)|[.;!?](?:\s|$)|\n")
_ZIP = re.compile(
    r"(?i)\b(?:zip ?code|zip|post ?(?:al )?code|pin ?code)(?: is|:| number)?\s*(?:is )?([A-Z]{1,2}\d[A-Z\d]? ?\d[A-Z]{2}|[A-Z]\d[A-Z] ?\d[A-Z]\d|\d{4,6}(?:-\d{4})?)\b"
)
_UK = re.compile(r"\b[A-Z]{1,2}\d[A-Z\d]? \d[A-Z]{2}\b")
PLACED = (_STREET, _CUED, _SAID, _ZIP, _UK)
"""Without one of these a text has no address, unless it answers a question for one."""


def _written(address: str) -> str:
    """The address on one line, its spelled digits as figures."""
    line = " ".join(address.split())
    return line if any(c.isdigit() for c in line) else re.sub(rf"(?i)\b{_DIGIT}(?: {_DIGIT})*\b", lambda m: spelled(m[0]), line)


def addresses(text: str, asked: Collection[str], bare: bool) -> Iterator[Found]:
    """Postal addresses on one line, and post codes."""
    spans = [(m.start(), m.end()) for m in _STREET.finditer(text)]
    for cue in _CUED.finditer(text):
        stop = _END.search(text, cue.end())
        end = stop.start() if stop else len(text)
        words = text[cue.end() : end].split()
        if words and any(c.isdigit() for c in text[cue.end() : end]) and words[0].lower() not in {"is", "on", "at", "in", "the", "that", "of", "to", "book", "same", "below", "has", "changed", "now"}:
            spans.insert(0, (cue.end(), end))
    spans += [(m.start(), m.end()) for m in _SAID.finditer(text)]
    if not spans and ("contact.address" in asked or bare) and _TOWN.match(text.strip()):
        at = len(text) - len(text.lstrip())
        spans.append((at, at + len(text.strip())))
    taken: list[tuple[int, int]] = []
    for start, end in spans:
        end = start + len(text[start:end].rstrip(" .,;"))
        if any(c.isupper() for c in text[1:]) and not any(c.isupper() for c in text[start:end]):
            continue
        if end - start > 7 and not is_anothers(text[max(0, start - 70) : start]) and not any(s < end and start < e for s, e in taken):
            taken.append((start, end))
            yield Found(start, end, "attribute", "contact.address", _written(text[start:end]), confidence=0.8)
    for hit in [*_ZIP.finditer(text), *_UK.finditer(text)]:
        group = 1 if hit.re is _ZIP else 0
        if not any(s < hit.end(group) and hit.start(group) < e for s, e in taken):
            yield Found(hit.start(group), hit.end(group), "attribute", "contact.postal_code", hit[group].upper(), confidence=0.9)
