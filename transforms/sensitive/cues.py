"""Cues: the words by which people name a number, and which of them is nearest to it.

What belongs here: cues before and after a number, and in the question before. What does not: what is then made of the number.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

CARD, GOVERNMENT, SECRET = "sensitive.card_number", "sensitive.government_id", "sensitive.secret"
ORDINARY = ""

_OTHER_CARDS = (
    r"(?:gift|loyalty|member(?:ship)?|library|sim|boarding|report|business|insurance|reward|rewards|points|student|key|sd|memory|graphics|video|post|birthday|medical|"
    r"health|id|identity|travel|store|club|score|green|time|punch)"
)
_CARD_WORD = r"(?:(?:credit|debit|bank|payment|charge)(?: |-)?cards?|cards?|visa|master ?card|amex|american express|discover card|maestro|cc)"
_CUES = (
    (ORDINARY, rf"\b{_OTHER_CARDS} cards?\b"),
    (CARD, rf"\b{_CARD_WORD}\b|\blong number\b|\bcc#"),
    (
        GOVERNMENT,
        r"\bssn\b|\bs\.s\.n\.?|\bsocial(?: security| insurance)?\b(?! media)|\bnational insurance\b|\bni(?= n(?:o|um))\b|\bnino\b|\bpassport\b|"
        r"\bdriv(?:er|ers|er's|ing) licen[cs]e\b|"
        r"\blicen[cs]e (?:number|no)\b|\btax(?:payer)? id(?:entification)?\b|\bitin\b|\baadh?aa?r\b|"
        r"\bpan (?:card|number|no)\b|\bcpf\b|\bdni\b|\bnie\b|\bnhs (?:number|no)\b|"
        r"\bnational id(?:entity)?(?: card)?\b|\bgovernment id\b|\bstate id\b|\bsteuer-?id\w*|\bcodice fiscale\b|\bsin number\b|\bmedicare\b",
    ),
    (
        SECRET,
        r"\bpins?\b|\bpass ?codes?\b|\bpass ?words?\b|\bpasswd\b|\bpwd\b|\botp\b|\bone[- ]time(?: pass)?(?: |-)?(?:code|password|passcode|pin)\b|"
        r"(?<!\bsocial )\b(?:verification|security|authentication|authorization|authorisation|auth|access|login|log-in|sign-in|2fa|two[- ]factor|"
        r"activation|unlock|reset|sms|text|secret|door|gate|alarm)"
        r" (?:code|number|pin)\b|\bcvv2?\b|\bcvc2?\b|\bcsc\b|\bcode\b|\bdigits on the back\b|\b\w+[- ]digit code\b",
    ),
    (
        ORDINARY,
        r"\b(?:zip|postal|post|promo|promotion|promotional|discount|voucher|coupon|referral|area|country|dialing|dialling|error|status|product|"
        r"item|model|style|colou?r|booking|"
        r"confirmation|reservation|tracking|sort|branch|bank|bar|qr|source|dress|order|reference|ref|routing|swift|flight|airport|hotel|tax|invoice|job|course|class|pincode)"
        r"(?: |-)?codes?\b|\bpin ?codes?\b",
    ),
    (
        ORDINARY,
        r"\b(?:order|booking|reservation|confirmation|tracking|reference|ref|account|acct|policy|claim|invoice|ticket|case|flight|phone|mobile|cell|telephone|contact|fax|call|"
        r"customer|member|membership|employee|serial|model|imei|iccid|parcel|shipment|part|item|product|receipt|transaction|confirmation|zip|postcode|house|apartment|apt|suite|"
        r"unit|room|box|year|born|birth|dob|date|expir\w+|exp|routing|meter|vin|plate|registration|extension|ext|id)\b",
    ),
)
_PATTERNS = tuple((attribute, re.compile(pattern, re.IGNORECASE)) for attribute, pattern in _CUES)

_LINK = (
    r"(?:number|numbers|num|no|nos|nr|digits?|code|id|card|ending|ends?|in|with|is|was|it's|its|it|are|as|the|that's|this|that|last|first|final|four|4|"
    r"five|six|of|on|for|my|our|your|"
    r"his|her|file|full|new|old|current|temporary|temp|i|ll|use|used|using|have|here|here's|be|would|should|to|set|changed|just|got|received|sent|texted|emailed|mailed|gave|told|you|me|so|ok|okay|yes|yeah|sure|"
    r"um|uh|well|and|a|an|number's|security|insurance|password|pin|s|same|starting|starts|begins|beginning|account|which|reads|says|believe|think|it'll|being|sms|text|message)"
)
_LEAD = re.compile(rf"(?>[\s:=#,.\-–—('\"*?]|{_LINK}\b)*+", re.IGNORECASE)
_TAIL = re.compile(rf"(?>[\s:=,\-–—)'\"*]|{_LINK}\b)*+", re.IGNORECASE)
_REACH = 90
_REQUEST = r"\?|\b(?:please|provide|confirm|tell|give|enter|need|share|verify|what|what's|may|read|send|type|can|could|let me have|know)\b"
ASKS = r"(?i)card|long number|visa|amex|ssn|social|national|passport|licen[cs]e|tax|aadh|cpf|dni|nino|nhs|medicare|"
ASKS += r"\bni n|\bid\b|\bpin\b|pass|code|otp|cvv|cvc|csc|digits|secret|memorable|security"


def cue_before(text: str, end: int, floor: int) -> tuple[str, bool] | None:
    """The nearest cue before a number, and whether nothing but linking words lies between."""
    lead = text[max(floor, end - _REACH) : end]
    sentence = re.split(r"[!?;\n]\s|(?<!\bno)\.\s", lead)[-1]
    nearest = _nearest(sentence)
    if nearest is None:
        return None
    attribute, cue = nearest
    is_linked = _LEAD.fullmatch(sentence, cue.end()) is not None
    if attribute == SECRET and cue[0].lower() == "code" and re.search(r"(?i)\bpin ?code$", sentence[: cue.end()]):
        return ORDINARY, is_linked
    return attribute, is_linked


def cue_after(text: str, start: int) -> tuple[str, bool] | None:
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


def wanted(asked: str | None) -> list[str]:
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
