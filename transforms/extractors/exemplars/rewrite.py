"""First person to third person: "I'm deaf in one ear" becomes "The customer is deaf in one ear."

What belongs here: rewriting one sentence so that it says no more than it did. What doesn't: attributes that have a sentence of their own
(`transforms.statements`), choosing what is worth a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable

from transforms.extractors.exemplars.features import question

_PIECE = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|\d+|\s+|.", re.DOTALL)
_ADVERBS = frozenset(
    "really also always usually never just still only often sometimes actually mostly currently definitely probably honestly generally normally "
    "already now kinda totally absolutely "
    "especially even ever rarely typically simply truly both all too so much rather recently finally ended quite then".split()
)
_AS_IT_IS = frozenset(
    "was were had did will would can could should might must may shall can't cannot couldn't won't wouldn't shouldn't didn't wasn't weren't hadn't mustn't "
    "went got bought came saw said told took made found gave left lost broke began became felt kept knew met paid ran sat sold sent spent spoke "
    "stood thought understood woke won wore wrote drove "
    "ate drank fell flew forgot grew heard held led meant rode rose sang slept stole taught threw chose built brought caught fought hit put cut "
    "quit let set shut spread bet cost hurt "
    "ought used".split()
)
_BE = {
    "am": "is", "'m": "is", "are": "is", "have": "has", "do": "does", "don't": "doesn't", "haven't": "hasn't", "aren't": "isn't",
    "go": "goes", "dont": "doesn't", "ain't": "isn't",
}  # fmt: skip
_JOINED = {
    "i'm": ("i", "is"), "im": ("i", "is"), "i've": ("i", "has"), "ive": ("i", "has"), "i'd": ("i", "would"), "i'll": ("i", "will"), "we're": ("we", "is"),
    "we've": ("we", "has"), "we'd": ("we", "would"),
    "we'll": ("we", "will"),
}  # fmt: skip
_THEY = {"am": "are", "was": "were", "'m": "are"}
_THEY_JOINED = {"is": "are", "has": "have"}
_APART = re.compile(r"\b(i|we|you|it|that|there|he|she|they|what) '(m|ve|ll|d|s|re)\b", re.IGNORECASE)
_NOT_APART = re.compile(r"\b(\w+) n't\b", re.IGNORECASE)
_OWN = {"my": "'s", "our": "'s", "mine": "'s", "ours": "'s"}
_OBJECT = {"me": "them", "us": "them", "myself": "themselves", "ourselves": "themselves"}
_OPENERS = re.compile(
    r"^(?:(?:well|so|yes|yeah|yep|no|nope|oh|ok|okay|um+|uh+|hi|hello|hey|sure|actually|also|and|but|because|like|i mean|you know|by the way|"
    r"oh and|sorry|ah|haha|lol|honestly|basically|to be honest)\b[,.!:;\s\-]*)+", re.IGNORECASE
)


def _third(verb: str) -> str:
    low = verb.lower()
    if low in _BE:
        return _BE[low]
    if low in _AS_IT_IS or (low.endswith(("ed", "ing")) and low not in {"need", "feed", "bring", "sing"}):
        return verb
    if low.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if low.endswith("y") and low[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"


def _agree(pieces: list[str], at: int, turn: Callable[[str], str]) -> None:
    """Turns the verb that follows a subject at `at`."""
    there = at + 1
    while there < len(pieces) and (pieces[there].isspace() or pieces[there].lower() in _ADVERBS or pieces[there].lower().endswith("ly")):
        there += 1
    if there < len(pieces) and pieces[there][0].isalpha():
        pieces[there] = turn(pieces[there])


def third_person(sentence: str, who: str = "The customer", other: str = "the company") -> str | None:
    """The sentence as said of `who`, or None where it has no first person to turn.

    Args:
        sentence: one sentence of theirs.
        who: the speaker.
        other: whom they speak to.
    """
    whole = _NOT_APART.sub(r"\1n't", _APART.sub(r"\1'\2", sentence.replace("’", "'")))
    told = _OPENERS.sub("", whole).strip().rstrip(".!,;:- ")
    pieces = _PIECE.findall(told)
    named = False
    lower = who[0].lower() + who[1:]
    for at in range(len(pieces)):
        low = pieces[at].lower()
        if low in _JOINED or low in {"i", "we"}:
            verb = _JOINED[low][1] if low in _JOINED else ""
            if named:
                pieces[at] = f"they {_THEY_JOINED.get(verb, verb)}".strip()
                _agree(pieces, at, lambda v: _THEY.get(v.lower(), v)) if not verb else None
            else:
                pieces[at] = f"{lower} {verb}".strip()
                _agree(pieces, at, _third) if not verb else None
            named = True
        elif low in _OWN:
            pieces[at] = "their" if named and low in {"my", "our"} else "theirs" if low in {"mine", "ours"} else f"{lower}'s"
            named = True
        elif low in _OBJECT:
            pieces[at] = _OBJECT[low] if named else lower
            named = True
        elif low in {"am"} and not named:
            return None
        elif low in {"you", "ya"}:
            pieces[at] = other
        elif low in {"your", "yours"}:
            pieces[at] = f"{other}'s"
        elif low == "you're":
            pieces[at] = f"{other} is"
        elif low == "you've":
            pieces[at] = f"{other} has"
        elif low == "you'll":
            pieces[at] = f"{other} will"
    if not named:
        return None
    joined = re.sub(r"\s+", " ", "".join(pieces))
    return joined[0].upper() + joined[1:] + "."


_SUBJECT = re.compile(r"\b(?:i|we|i'm|we're|i'd|we'd|i've|my)\b", re.IGNORECASE)
_VERB = {"request": "asks", "issue": "reports", "commitment": "promises", "consent": "says", "sentiment": "says"}


def statement(sentence: str, kind: str, speaker: str = "customer", asked: str = "") -> str:
    """A short third-person sentence that says no more than the quote, with the question it answers where it says little by itself."""
    who, other = ("The customer", "the company") if speaker == "customer" else (f"The {speaker}", "the customer")
    told = re.sub(r"\s+", " ", sentence).strip()
    if not told.rstrip().endswith("?") and not (kind == "request" and not _SUBJECT.search(told)):
        turned = third_person(told, who, other)
        if turned and len(told.split()) > 3:
            return turned
    verb = _VERB.get(kind, "says")
    query = question(asked)
    if verb == "says" and query.endswith("?") and len(query.split()) <= 14 and len(told.split()) < 12:
        return f"Asked \"{query}\", {who[0].lower()}{who[1:]} says: {told.rstrip('.')}."
    return f"{who} {verb}: {told if told[-1:] in '.!?' else told + '.'}"
