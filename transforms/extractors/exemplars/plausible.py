"""What a claim cannot be without, where models err most. What belongs here: refusing what a model found. What does not: finding (`sentences`, `tagger`)."""

from __future__ import annotations

import re

from transforms.extractors.grammar.words import COMMON

_SOMEBODY = re.compile(
    r"\b(?:husband|wife|spouse|partner|boyfriend|girlfriend|fianc\w+|son|daughter|child(?:ren)?|kids?|baby|twins|(?:little|big|young|old)(?:er|est)? ones?|toddler|youngest|eldest|oldest|mother|mom|mum|father|dad|parents?|brother|sister|"
    r"(?:step|grand|god)\w+|aunt|uncle|cousin|nephew|niece|family|relatives?|in-laws?|better half|friends?|mate|neighbou?rs?|next door|landlord|landlady|tenant|"
    r"room-?mate|flat-?mate|colleagues?|co-?workers?|boss|manager|supervisor|team|office|staff|employees?|assistant|secretary|accountant|lawyer|solicitor|attorney|"
    r"carer|caregiver|nurse|doctor|therapist|teacher|coach|caretaker|janitor|concierge|agent|client|behalf|girl|boy|guy|man|woman|lady|ex|"
    r"[\w-]+-in-law|he|she|him|her|they|them)\b",
    re.IGNORECASE,
)
"""Without one of these a sentence tells of nobody."""
_CONTACT = re.compile(r"\S+@\S+|\+?\(?\d[\d\s().•-]{6,}\d")
_BESIDE = 8
"""A clause with a contact and no more words than this says nothing but the contact."""
_NAME_BEFORE = re.compile(r"\b(?:names?|called|i'?m|i ?am|this is|it'?s|it is|myself|call me|holder|under|for|passenger)\b\W*(?:(?:is|are|on|the|my|account|card|policy|booking|reservation|order|full|first|last|mr|mrs|ms|dr)\b\W*)*$", re.IGNORECASE)
_NAME_AFTER = re.compile(r"\W*(?:here|speaking|calling|this side|is my)\b", re.IGNORECASE)
_NAME_ASKED = re.compile(r"\b(?:name|who (?:am|is|are)|speaking (?:to|with)|talking (?:to|with)|call you)\b", re.IGNORECASE)
_ORDERED = re.compile(
    r"\b(?:order|purchase|parcel|shipment|invoice|account|case|ticket|policy|claim)\W+(?:(?:number|no|id|code|is|was|it'?s|the|my|ref|reference)\W+){0,4}$", re.IGNORECASE
)
_POSTAL = re.compile(r"[A-Z]{2}[ ,]+[\d•]{5}(?:-[\d•]{4})?\W*$")
_YEAR = re.compile(r"\W*(?:19|20)\d\d\W*")
_IDENTITY = re.compile(r"\b(?:ssn|social|passport|licen[cs]e|identity|id|last (?:four|4)|digits)\b", re.IGNORECASE)
_DAY = re.compile(r"(?:mon|tues|wednes|thurs|fri|satur|sun)days?\W*", re.IGNORECASE)
_CLOCK = re.compile(r"\d:\d\d")



_ERRAND = re.compile(
    r"^\W*(?:(?:hi|hello|hey|so|and|also|actually|yes|yeah|no|ok|okay|well|oh|please|but|then)\W+)*(?:i|we)(?:'m|'d| am| are|'re| would| will)? ?(?:also |just |really |still |currently |gonna |going to |trying to |here to |hoping to |looking to )*"
    r"(?:(?:need|want|wanna|like|love|wish|have)(?: to)?|book|reserve|interested in|looking for|trying|hoping|prefer)\s+(?:(?:\d+|one|two|three|more|less|some|any) (?:people|guests|details?|information|info|am|pm|nights?|persons?|help)\b|(?:to )?(?:also )?(?:book|reserve|schedul\w+|organi[sz]\w+|arrange|plan|make|get|find|set up|see|view|order|rent|change|move|cancel|check|play|go)\b|"
    r"(?:(?:a|an|the|my|another|some|this|that|one|two|\d+) )?(?:\w+ ){0,2}(?:rides?|taxis?|cabs?|rooms?|tables?|flights?|appointments?|appt|bookings?|reservations?|viewings?|part(?:y|ies)|tickets?|directions|slots?|parking|rating|reports?|service)\b)",
    re.IGNORECASE,
)
"""What somebody came for: it is of its moment, whatever else it tells."""
_NAMES_SELF = re.compile(r"^\W*(?:(?:hi|hello|hey|yes|oh|well)\W+)*(?:i'?m|i am|we're|it'?s(?: me)?|this is|my name(?:'s| is))\W+(?:[A-Z][\w'-]+\W*){1,3}(?:(?:by the way|here|speaking|again)\W*)?$")


def is_errand(clause: str) -> bool:
    """Whether a clause asks to be served, or says but a name: nothing of a life that goes on."""
    return bool(_ERRAND.match(clause) or _NAMES_SELF.match(clause))


_PLEA = re.compile(
    r"(?:\W*\b(?:hi|hiya|hello|hey|there|please|pls|plz|kindly|can|could|will|would|you|i|we|me|us|need|want|get|have|some|your|the|a|an|any|with|of|to|do|go|it|that|this|for|ahead|help|helping|assist\w*|support|proceed|continue|start|begin|bit|little|quick|today|now|again|asap|urgent\w*|hurry|yes|ok|okay|so|and|somebody|someone|anyone|something)\b)+\W*",
    re.IGNORECASE,
)
"""A cry for help, which says nothing of what is asked for."""


def is_plea(clause: str) -> bool:
    """Whether a request does not say for what."""
    return bool(_PLEA.fullmatch(clause))


def is_empty(kind: str, clause: str) -> bool:
    """Whether a clause lacks what its kind cannot be without, or is but a contact."""
    if kind == "relationship":
        return not _SOMEBODY.search(clause)
    return kind in {"fact", "event", "preference"} and bool(_CONTACT.search(clause)) and len(_CONTACT.sub(" ", clause).split()) <= _BESIDE


def is_likely(attribute: str, text: str, start: int, end: int, asked: str, previous: str) -> bool:
    """Whether a span that the seed's tagger marks has what its attribute cannot be without: it errs most where nothing of the kind is due.

    What is masked already has been told what it is, by rules that saw the number.
    """
    quote, before = text[start:end], text[max(0, start - 45) : start]
    if attribute == "person.name":
        is_due = _NAME_ASKED.search(f"{asked} {previous}") or _NAME_BEFORE.search(text[:start]) or _NAME_AFTER.match(text, end)
        return bool(is_due) and not _SOMEBODY.search(before[-25:]) and not all(w.lower() in COMMON for w in re.findall(r"[^\W\d_]+", quote))
    if attribute == "booking.number":
        return any(c.isdigit() or c == "•" for c in quote) and not _ORDERED.search(before) and not _POSTAL.search(quote)
    if attribute == "contact.address":
        return any(c.isdigit() or c == "•" for c in quote) or "address" in asked.lower()
    if attribute == "contact.phone":
        return not _CLOCK.search(quote)
    if attribute.startswith("sensitive.") and not quote.strip("• -"):
        return False
    if attribute == "sensitive.government_id":
        return not _YEAR.fullmatch(quote) or bool(_IDENTITY.search(f"{asked} {text}"))
    return attribute != "location.city" or not _DAY.fullmatch(quote)
