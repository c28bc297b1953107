"""The rules: which spans of one text are sensitive, given what the other side had just asked.

What belongs here: cues, what links a cue to a number, and which cue is nearest. What does not: masking, columns.

A number with a check digit of its own needs no words around it. Any other number is sensitive where words say so: the nearest cue,
before it or after it with nothing but linking words between, or else what the other side asked for. A cue for something ordinary
(order, phone, post code, date) that is nearer wins.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from transforms.sensitive import checks
from transforms.sensitive.digits import Run, runs

CARD, GOVERNMENT, SECRET = "sensitive.card_number", "sensitive.government_id", "sensitive.secret"
_ORDINARY = ""

_OTHER_CARDS = (
    r"(?:gift|loyalty|member(?:ship)?|library|sim|boarding|report|business|insurance|reward|rewards|points|student|key|sd|memory|graphics|video|post|birthday|medical|"
    r"health|id|identity|travel|store|club|score|green|time|punch)"
)
_CARD_WORD = r"(?:(?:credit|debit|bank|payment|charge)(?: |-)?cards?|cards?|visa|master ?card|amex|american express|discover card|maestro|cc)"
_CUES = (
    (_ORDINARY, rf"\b{_OTHER_CARDS} cards?\b"),
    (CARD, rf"\b{_CARD_WORD}\b|\blong number\b|\bcc#"),
    (
        GOVERNMENT,
        r"\bssn\b|\bs\.s\.n\.?|\bsocial(?: security| insurance)?\b(?! media)|\bnational insurance\b|\bni(?= n(?:o|um))\b|\bnino\b|\bpassport\b|\bdriv(?:er|ers|er's|ing) licen[cs]e\b|"
        r"\blicen[cs]e (?:number|no)\b|\btax(?:payer)? id(?:entification)?\b|\bitin\b|\baadh?aa?r\b|\bpan (?:card|number|no)\b|\bcpf\b|\bdni\b|\bnie\b|\bnhs (?:number|no)\b|"
        r"\bnational id(?:entity)?(?: card)?\b|\bgovernment id\b|\bstate id\b|\bsteuer-?id\w*|\bcodice fiscale\b|\bsin number\b|\bmedicare\b",
    ),
    (
        SECRET,
        r"\bpins?\b|\bpass ?codes?\b|\bpass ?words?\b|\bpasswd\b|\bpwd\b|\botp\b|\bone[- ]time(?: pass)?(?: |-)?(?:code|password|passcode|pin)\b|"
        r"\b(?:verification|security|authentication|authorization|authorisation|auth|access|login|log-in|sign-in|2fa|two[- ]factor|activation|unlock|reset|sms|text|secret|door|gate|alarm)"
        r" (?:code|number|pin)\b|\bcvv2?\b|\bcvc2?\b|\bcsc\b|\bcode\b|\bdigits on the back\b|\b\w+[- ]digit code\b",
    ),
    (
        _ORDINARY,
        r"\b(?:zip|postal|post|promo|promotion|promotional|discount|voucher|coupon|referral|area|country|dialing|dialling|error|status|product|item|model|style|colou?r|booking|"
        r"confirmation|reservation|tracking|sort|branch|bank|bar|qr|source|dress|order|reference|ref|routing|swift|flight|airport|hotel|tax|invoice|job|course|class|pincode)"
        r"(?: |-)?codes?\b|\bpin ?codes?\b",
    ),
    (
        _ORDINARY,
        r"\b(?:order|booking|reservation|confirmation|tracking|reference|ref|account|acct|policy|claim|invoice|ticket|case|flight|phone|mobile|cell|telephone|contact|fax|call|"
        r"customer|member|membership|employee|serial|model|imei|iccid|parcel|shipment|part|item|product|receipt|transaction|confirmation|zip|postcode|house|apartment|apt|suite|"
        r"unit|room|box|year|born|birth|dob|date|expir\w+|exp|routing|meter|vin|plate|registration|extension|ext|id)\b",
    ),
)
_PATTERNS = tuple((attribute, re.compile(pattern, re.IGNORECASE)) for attribute, pattern in _CUES)

_LINK = (
    r"(?:number|numbers|num|no|nos|nr|digits?|code|id|card|ending|ends?|in|with|is|was|it's|its|it|are|as|the|that's|this|that|last|first|final|four|4|five|six|of|on|for|my|our|your|"
    r"his|her|file|full|new|old|current|temporary|temp|i|i'll|use|used|using|have|here|here's|be|would|should|to|set|changed|just|got|received|sent|you|me|so|ok|okay|yes|yeah|sure|"
    r"um|uh|well|and|a|an|number's|security|insurance|password|pin|s|same|starting|starts|begins|beginning|account|which|reads|says|believe|think|it'll|being|sms|text|message)"
)
_LEAD = re.compile(rf"(?:[\s:=#,.\-–—('\"*?]|{_LINK}\b)*", re.IGNORECASE)
_TAIL = re.compile(rf"(?:[\s:=,\-–—)'\"*]|{_LINK}\b)*", re.IGNORECASE)
_REACH = 90
_MONEY_BEFORE = re.compile(r"[$€£₹¥]\s?$")
_UNIT_AFTER = re.compile(r"\s?(?:%|percent\b|dollars?\b|bucks\b|usd\b|eur(?:os?)?\b|pounds?\b|gbp\b|rupees\b|cents\b|[ap]\.?m\b|gb\b|mb\b|kg\b|km\b|miles\b|minutes?\b|hours?\b|days?\b|weeks?\b|months?\b|years?\b)", re.IGNORECASE)
_DATE = re.compile(r"(?:\d{1,2}[-.]\d{1,2}[-.](?:19|20)?\d{2}|(?:19|20)\d{2}[-.]\d{1,2}[-.]\d{1,2})")

_REQUEST = r"\?|\b(?:please|provide|confirm|tell|give|enter|need|share|verify|what|what's|may|read|send|type|can|could|let me have|know)\b"
ASKS_WORD = r"(?i)pass ?(?:word|code|phrase)|(?:secret|memorable|security) (?:word|answer)"
ASKS = r"(?i)card|long number|visa|amex|ssn|social|national|passport|licen[cs]e|tax|aadh|cpf|dni|nino|nhs|medicare|\bni n|\bid\b|\bpin\b|pass|code|otp|cvv|cvc|csc|digits|secret|memorable|security"

_SHAPES = (
    (re.compile(r"(?<![\d-])\d{3}([- ])\d{2}\1\d{4}(?![-\d])"), lambda text: checks.is_ssn(re.sub(r"\D", "", text))),
    (re.compile(r"(?i)\b[a-z]{2} ?\d{2} ?\d{2} ?\d{2} ?[a-d]\b"), checks.is_nino),
    (re.compile(r"(?i)\b(?:\d{8}|[xyz]-?\d{7})-?[a-z]\b"), checks.is_dni),
    (re.compile(r"\b\d{3}\.\d{3}\.\d{3}-\d{2}\b"), checks.is_cpf),
    (re.compile(r"\b[1-4] ?\d{2} ?(?:0[1-9]|1[0-2]) ?\d{2} ?\d{3} ?\d{3} ?\d{2}\b"), checks.is_nir),
    (re.compile(r"(?i)\b[a-z]{6}\d{2}[a-ehlmprst]\d{2}[a-z]\d{3}[a-z]\b"), checks.is_codice_fiscale),
)
_DOCUMENT = re.compile(r"(?i)(?=[a-z]{0,4}\d)(?=(?:[a-z]*\d){4})[a-z0-9]{5,20}\b")
_WORD_CUE = re.compile(
    r"(?i)\b(?:pass ?(?:word|phrase|code)|passwd|pwd|(?:secret|memorable|security) (?:word|answer))s?\b"
    r"(?P<link>(?:\s*(?:[:=,]|\b(?:(?:i|we|you)(?:'ve|'m)?|used?|using|have|chose|picked|typed|entered|tried|gave|is|was|it's|its|as|to|be|should|will|would|has been set|set|called|reads|for|my|the|account|login|that|this|new|old|current|of|and|here)\b))*)[\s\"'“‘(]*"
)
_STRONG = re.compile(r"(?i)[:=]|\b(?:is|was|be|it's|its|to|as|reads|called)\b")
_VALUE = re.compile(r"[^\s\"'“”‘’(),;]+")
_STOP = frozenset(
    "not no n't wrong incorrect invalid expired correct right the a an my your our his her their too very still being same different case required needed necessary strong weak secure safe "
    "compromised hacked locked unlocked reset forgotten lost what where how why when which who something anything nothing someone it that this there here on in at of for from by with and or but so "
    "because if then please ok okay yes yeah yep nope sure now also only just again already really always never blank empty long short unknown unclear confidential private issue issues problem "
    "problems error page link email manager field box screen policy protected is was be been to as do does did can could will would should may might must i we you they he she me us them "
    "down up out off all any some more less than like good bad fine great new old sent set known mine yours gone stuck broken login log access get go see try make use change update recover enter "
    "account username user name number phone hint question rules requirements characters letters digits".split()
)
_ORDINARY_WORD = re.compile(r"(?i)[a-z]+(?:ing|ed|ly|n't)$")


class Span(NamedTuple):
    """A sensitive span, half open, in code points."""

    start: int
    end: int
    attribute: str


def spans(text: str, asked: str | None) -> list[Span]:
    """The sensitive spans of a text, in order, without overlaps. `asked` is what the other side had said before it."""
    found: list[Span] = []
    wanted = _wanted(asked)
    all_runs = runs(text)
    for span in (*_cards(text, all_runs), *_shapes(text), *_words(text, asked), *_told(text, all_runs, wanted), *_documents(text, wanted)):
        if all(span.end <= other.start or span.start >= other.end for other in found):
            found.append(span)
    return sorted(found)


def _cards(text: str, all_runs: list[Run]) -> Iterator[Span]:
    """Numbers that pass a card's check, and a security code that follows one in the same breath."""
    for run in all_runs:
        if len(run.digits) < 13 or text[max(0, run.start - 1) : run.start] == "+":
            continue
        window = _card_window(run)
        if window is None or _cue_before(text, run.start, 0) == (_ORDINARY, True):
            continue
        first, last = window
        yield Span(run.tokens[first].start, run.tokens[last].end, CARD)
        rest = run.tokens[last + 1 :]
        if rest and len(rest[-1].digits) in (3, 4) and not rest[-1].digits.startswith("20"):
            yield Span(rest[-1].start, rest[-1].end, SECRET)


def _card_window(run: Run) -> tuple[int, int] | None:
    """First and last token of a card's number: the run, its beginning, its end, or groups of digits as cards are printed."""
    count = len(run.tokens)
    windows = [(0, last) for last in range(count - 1, -1, -1)] + [(first, count - 1) for first in range(1, count)]
    windows += [(first, first) for first in range(1, count - 1)]
    shapes = ([4, 4, 4, 4], [4, 6, 5])
    windows += [(first, first + len(shape) - 1) for shape in shapes for first in range(1, count - len(shape)) if [len(t.digits) for t in run.tokens[first : first + len(shape)]] == shape]
    return next((window for window in windows if checks.is_card("".join(token.digits for token in run.tokens[window[0] : window[1] + 1]))), None)


def _shapes(text: str) -> Iterator[Span]:
    """Government ids with a shape and a check of their own."""
    for pattern, is_valid in _SHAPES:
        for match in pattern.finditer(text):
            cue = _cue_before(text, match.start(), 0)
            if cue == (GOVERNMENT, True) or (is_valid(match[0]) and cue != (_ORDINARY, True)):
                yield Span(match.start(), match.end(), GOVERNMENT)


def _told(text: str, all_runs: list[Run], wanted: list[str]) -> Iterator[Span]:
    """Numbers that words, or the question before, say are sensitive."""
    floor, bare = 0, []
    for run in all_runs:
        start, floor = floor, run.end
        if len(run.digits) < 3 or _is_ordinary(text, run):
            continue
        before = _cue_before(text, run.start, start)
        cue = before if before is not None and before[1] else _cue_after(text, run.end) or before
        if cue is None:
            bare.append(run)
        elif (cue[1] or cue[0] in wanted) and cue[0] and _suits(cue[0], len(run.digits)):
            wanted = [one for one in wanted if one != cue[0]]
            yield Span(run.start, run.end, cue[0])
    for run in bare:
        attribute = _asked_for(wanted, len(run.digits))
        if attribute:
            yield Span(run.start, run.end, attribute)


def _asked_for(wanted: list[str], count: int) -> str:
    """What a bare number answers. Where something ordinary was asked for too, its length must be the sensitive thing's own."""
    own = {GOVERNMENT: count in (4, 9), CARD: count == 4 or count >= 13, SECRET: count in (3, 4, 6)}
    fits = [one for one in wanted if one and (own[one] if _ORDINARY in wanted else _suits(one, count))]
    return next((one for one in fits if own[one]), fits[0] if fits else _ORDINARY)


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


def _cue_before(text: str, end: int, floor: int) -> tuple[str, bool] | None:
    """The nearest cue before a number, and whether nothing but linking words lies between."""
    lead = text[max(floor, end - _REACH) : end]
    sentence = re.split(r"[!?;\n]\s|(?<!\bno)\.\s", lead)[-1]
    nearest = _nearest(sentence)
    if nearest is None:
        return None
    attribute, cue = nearest
    is_linked = _LEAD.fullmatch(sentence, cue.end()) is not None
    if attribute == SECRET and cue[0].lower() == "code" and re.search(r"(?i)\bpin ?code$", sentence[: cue.end()]):
        return _ORDINARY, is_linked
    return attribute, is_linked


def _cue_after(text: str, start: int) -> tuple[str, bool] | None:
    """A cue right after a number, as in `4523 are the last four of my card`."""
    sentence = re.split(r"[.!?;\n]", text[start : start + 60])[0]
    if not re.match(r"(?i)[\s,]*(?:is|are|was|'s|as|for|-|=|\()", sentence):
        return None
    tail = _TAIL.match(sentence)
    stop = tail.end() if tail else 0
    for attribute, pattern in _PATTERNS:
        if attribute and any(match.start() <= stop for match in pattern.finditer(sentence)):
            return attribute, True
    return None


def _nearest(sentence: str) -> tuple[str, re.Match[str]] | None:
    """The cue that ends last; of those that end together, the longest."""
    best: tuple[str, re.Match[str]] | None = None
    for attribute, pattern in _PATTERNS:
        for match in pattern.finditer(sentence):
            if best is None or (match.end(), match.end() - match.start()) > (best[1].end(), best[1].end() - best[1].start()):
                best = attribute, match
    return best


def _wanted(asked: str | None) -> list[str]:
    """What the other side asked for, what it named last first; an ordinary thing among them is `""`."""
    if not asked:
        return []
    requests = [part for part in re.split(r"(?<=[.!?])\s+", asked) if re.search(_REQUEST, part, re.IGNORECASE)]
    named = sorted((match.end(), attribute) for part in requests[-2:] for attribute, match in _all_cues(part))
    return list(dict.fromkeys(attribute for _, attribute in reversed(named)))


def _all_cues(sentence: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Cues of a question, without those that lie within a longer one."""
    found = [(attribute, match) for attribute, pattern in _PATTERNS for match in pattern.finditer(sentence)]
    for attribute, match in found:
        if not any(other is not match and other.start() <= match.start() and other.end() >= match.end() and other[0] != match[0] for _, other in found):
            yield attribute, match


def _words(text: str, asked: str | None) -> Iterator[Span]:
    """Passwords, which may be words: after a cue, or as a short answer to a question for one."""
    for cue in _WORD_CUE.finditer(text):
        value = _VALUE.match(text, cue.end())
        if value is None:
            continue
        span = _password(text, value, is_strong=_STRONG.search(cue["link"]) is not None)
        if span is not None:
            yield span
    if asked and len(text) <= 80 and re.search(ASKS_WORD, asked) and re.search(r"(?i)\b(?:what|tell|give|provide|confirm|enter|need|have|may|share|verify)\b[^.?!]*" + ASKS_WORD[4:], asked):
        values = [value for value in _VALUE.finditer(text) if value[0].strip(".,!?").lower() not in _STOP]
        odd = [value for value in values if re.search(r"\d|[^\w.,!?'-]", value[0])]
        answer = odd[-1:] or (values if len(values) == 1 and len(text.split()) <= 3 else [])
        for value in answer:
            span = _password(text, value, is_strong=True)
            if span is not None:
                yield span


def _password(text: str, value: re.Match[str], *, is_strong: bool) -> Span | None:
    word = value[0].rstrip(".,!?")
    end = value.start() + len(word)
    is_odd = re.search(r"\d|[^\w'-]", word) is not None
    number = re.match(r" (\d{2,8})(?=$|[\s.,!?])", text[end:])
    if number and word.isalpha() and word.lower() not in _STOP:
        return Span(value.start(), end + number.end(1), SECRET)
    if not word or not (is_odd or is_strong) or "@" in word.strip("@")[1:-1] and "." in word:
        return None
    if not is_odd and (word.lower() in _STOP or _ORDINARY_WORD.search(word)):
        return None
    return Span(value.start(), end, SECRET)


def _documents(text: str, wanted: list[str]) -> Iterator[Span]:
    """Numbers of passports and licences, which have letters in them."""
    for match in _DOCUMENT.finditer(text):
        if match.start() and text[match.start() - 1].isalnum() or match[0].isdigit():
            continue
        cue = _cue_before(text, match.start(), 0)
        if cue == (GOVERNMENT, True) or (cue is None and wanted[:1] == [GOVERNMENT]):
            yield Span(match.start(), match.end(), GOVERNMENT)
