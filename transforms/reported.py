"""What somebody said, told of them: "I'm deaf in one ear" becomes "The customer is deaf in one ear."

What belongs here: turning one quoted sentence so that it says no more than it did, and short. What doesn't: attributes that have a sentence
of their own (`transforms.statements`), choosing what is worth a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable

_PIECE = re.compile(r"[A-Za-z]+(?:['’][A-Za-z]+)*|\d+|\s+|.", re.DOTALL)
_ADVERBS = frozenset(
    "really also always usually never just still only often sometimes actually mostly currently definitely probably honestly generally normally already now "
    "kinda totally absolutely especially even ever rarely typically simply truly both all too so much rather recently finally ended quite then sincerely".split()
)
_PAST = frozenset(
    "was were had did will would can could should might must may shall can't cannot couldn't won't wouldn't shouldn't didn't wasn't weren't hadn't mustn't "
    "went got bought came saw said told took made found gave left lost broke began became felt kept knew met paid ran sat sold sent spent spoke stood "
    "thought understood woke won wore wrote drove ate drank fell flew forgot grew heard held led meant rode rose sang slept stole taught threw chose built "
    "brought caught fought hit put cut quit let set shut spread bet cost hurt ought used".split()
)
"""Forms that are the same for every person."""
_THIRD = {
    "am": "is", "'m": "is", "are": "is", "have": "has", "do": "does", "don't": "doesn't", "haven't": "hasn't", "aren't": "isn't", "go": "goes", "dont": "doesn't", "ain't": "isn't",
}  # fmt: skip
_PLURAL = {"am": "are", "was": "were", "'m": "are"}
_AFTER_YOU = {
    "are": "is",
    "were": "was",
    "have": "has",
    "don't": "doesn't",
    "do": "does",
    "aren't": "isn't",
    "weren't": "wasn't",
    "haven't": "hasn't",
    "charge": "charges",
    "keep": "keeps",
    "say": "says",
}
_JOINED = {
    "i'm": "is", "im": "is", "i've": "has", "ive": "has", "i'd": "would", "i'll": "will", "we're": "is", "we've": "has", "we'd": "would", "we'll": "will",
}  # fmt: skip
_JOINED_YOU = {"you're": "is", "you've": "has", "you'll": "will", "you'd": "would"}
_OBJECT = {"me": "them", "us": "them", "myself": "themselves", "ourselves": "themselves"}
_INVERTED = frozenset(
    "can could will would should may might must shall do does did have had am are was were let don't didn't can't won't".split()
)
_FOLLOWS = frozenset(
    "accept add ask bake breed build buy call carry charge check clean close coach collect commute complain cook cycle deal deliver drive eat employ export "
    "feed fix fly get give go grow handle hate have heat help keep know like live look love make manage need open operate own paint pay play prefer print "
    "produce raise read rent repair ride run sell send serve share ship sleep speak start stay stream study support take teach train travel treat try use "
    "visit volunteer wait walk want watch wear work write don't haven't am".split()
)
"""Verbs that, after "and", go on with the subject before."""
_APART = re.compile(r"\b(i|we|you|it|that|there|he|she|they|what) '(m|ve|ll|d|s|re)\b", re.IGNORECASE)
_NOT_APART = re.compile(r"\b(\w+) n't\b", re.IGNORECASE)
_PAIR = re.compile(r"\bmy ([\w ,]{2,30}?),? and i\b", re.IGNORECASE)
_OPENERS = re.compile(
    r"^(?:(?:well|so|yes|yeah|yea|yep|no|nope|oh|ok|okay|um+|uh+|ah+|hi|hiya|hello|hey|sure|actually|also|and|but|because|like|i mean|i guess|you know|by the way|great|perfect|fantastic|excellent|"
    r"alright|all right|right(?=,)|very well|done(?=[,!.])|of course|certainly|awesome|wonderful|no problem|thanks|thank you|absolutely|sorry|haha|lol|honestly|basically|frankly|to be honest|"
    r"as i said|from now on|please|kindly)\b[,.!:;\s\-]*)+",
    re.IGNORECASE,
)
_ASIDE = re.compile(r"\b(?:you know|i mean|i guess),? ?", re.IGNORECASE)
_STUTTER = re.compile(r"\b([^\W\d_]+)(?: \1\b)+", re.IGNORECASE)


def _third(verb: str) -> str:
    low = verb.lower()
    if low in _THIRD:
        return _THIRD[low]
    if low in _PAST or (low.endswith(("ed", "ing")) and low not in {"need", "feed", "breed", "bring", "sing"}):
        return verb
    if low.endswith(("s", "x", "z", "ch", "sh", "o")):
        return verb + "es"
    if low.endswith("y") and low[-2:-1] not in "aeiou":
        return verb[:-1] + "ies"
    return verb + "s"


def _word(pieces: list[str], at: int, step: int) -> int | None:
    """The next word from `at`, adverbs left out."""
    there = at + step
    while 0 <= there < len(pieces) and (pieces[there].isspace() or pieces[there].lower() in _ADVERBS or pieces[there].lower().endswith("ly")):
        there += step
    return there if 0 <= there < len(pieces) and pieces[there][0].isalpha() else None


def _agree(pieces: list[str], at: int, turn: Callable[[str], str]) -> None:
    """Turns the verb that follows a subject at `at`, if it is one: after "can I" it stays."""
    before, verb = _word(pieces, at, -1), _word(pieces, at, 1)
    if verb is not None and not (before is not None and pieces[before].lower() in _INVERTED):
        pieces[verb] = turn(pieces[verb])


def _go_on(pieces: list[str], at: int) -> None:
    """Turns verbs after "and", "or", "but" that have the subject at `at`, up to the next stop or subject."""
    for there in range(at + 1, len(pieces)):
        low = pieces[there].lower()
        if low in {".", ";", ":", "(", "i", "we", "you", "who", "which", "that", "to"} or low in _JOINED:
            return
        if low in {"and", "or", "but"} and (verb := _word(pieces, there, 1)) is not None and pieces[verb].lower() in _FOLLOWS:
            pieces[verb] = _third(pieces[verb])


CUSTOMER = "the customer"


def third_person(sentence: str, who: str = "The customer", other: str = "the company") -> str | None:
    """The sentence as said of `who`, or None where it has no first person to turn, nor tells a customer of what is theirs.

    Args:
        sentence: one sentence of theirs.
        who: the speaker.
        other: whom they speak to.
    """
    lower = who[0].lower() + who[1:]
    told, paired = _PAIR.subn(rf"{lower} and their \1", _plain(sentence))
    pieces = _PIECE.findall(told)
    named, is_told = bool(paired), False
    for at in range(len(pieces)):
        low = pieces[at].lower()
        if low in _JOINED or low in {"i", "we"}:
            _subject(pieces, at, lower, named)
            named = True
        elif low in {"my", "our", "mine", "ours"}:
            pieces[at] = "theirs" if low in {"mine", "ours"} else "their" if named else f"{lower}'s"
            named = True
        elif low in _OBJECT:
            pieces[at] = _OBJECT[low] if named else lower
            named = True
        elif low == "am" and not named:
            return None
        elif low in {"you", "ya"}:
            _agree(pieces, at, lambda verb: _AFTER_YOU.get(verb.lower(), verb))
            pieces[at], is_told = other, True
        elif low in {"your", "yours"}:
            pieces[at], is_told = f"{other}'s", True
        elif low in _JOINED_YOU:
            pieces[at], is_told = f"{other} {_JOINED_YOU[low]}", True
    if not named and not (is_told and other == CUSTOMER):
        return None
    return _sentence("".join(pieces))


def _subject(pieces: list[str], at: int, lower: str, named: bool) -> None:
    verb = _JOINED.get(pieces[at].lower(), "")
    if not verb:
        _agree(pieces, at, (lambda v: _PLURAL.get(v.lower(), v)) if named else _third)
    if not named:
        _go_on(pieces, at)
    plural = {"is": "are", "has": "have"}.get(verb, verb)
    pieces[at] = (f"they {plural}" if named else f"{lower} {verb}").strip()


def _plain(sentence: str) -> str:
    """Without openers, asides, stutter and stops; contractions as they are written elsewhere."""
    whole = _NOT_APART.sub(r"\1n't", _APART.sub(r"\1'\2", " ".join(sentence.replace("’", "'").split())))
    return _STUTTER.sub(r"\1", _ASIDE.sub("", _OPENERS.sub("", whole))).strip().strip(".!,;:- ")


def _sentence(told: str) -> str:
    joined = re.sub(r"\s+", " ", told).strip()
    return joined[:1].upper() + joined[1:] + ("" if joined[-1:] in ".!?" else ".")


_SUBJECT = re.compile(r"\b(?:i|we|i'm|we're|i'd|we'd|i've|i'll|we'll|my)\b", re.IGNORECASE)
_ASKED_TO = re.compile(r"^(?:can|could|would|will) you(?: guys)?(?: please| kindly| maybe| just)* (?!please\b)(?=[a-z])", re.IGNORECASE)
_FINITE = re.compile(r"\b(?:is|are|was|were|has|have|had|does|did|will|can|keeps?|won't|\w+n't|\w{3,}ed|says|never)\b|'s\b", re.IGNORECASE)
_BREAK = re.compile(r"(?:[,;:]|\s[-–]\s|\.\s)\s*|\s+(?=(?:and|so|because|since|which)\b)", re.IGNORECASE)
_BOUND = re.compile(r"\s*(?:but|unless|if|except|until|only)\b", re.IGNORECASE)
_SAYS_NOTHING = re.compile(r"\b(?:successfully|now) (?=\w)|(?<=\bbooked) for you(?=\W*$)", re.IGNORECASE)
"""Of what was done, words without which it was done as much."""
_VERB = {"request": "asks", "commitment": "promises"}
_BARE = frozenset({"issue", "fact", "event", "outcome", "relationship", "commitment"})
LONG, SHORT = 20, 7
"""Words of a statement beyond which it is cut where a clause ends, and that are left at least."""


def shortened(sentence: str) -> str:
    """A long sentence up to a break after which nothing takes back or limits what was said before it."""
    if len(sentence.split()) <= LONG:
        return sentence
    for cut in _BREAK.finditer(sentence):
        if SHORT <= len(sentence[: cut.start()].split()) <= LONG and not _BOUND.search(sentence[cut.start() :]):
            return sentence[: cut.start()].rstrip(" ,;:-") + "."
    return sentence


def reported(quote: str, kind: str, speaker: str = "customer", asked: str = "") -> str:
    """A short third-person sentence that says no more than the quote, with the question it answers where it says little by itself.

    Args:
        quote: what was said.
        kind: the observation's.
        speaker: `customer` or `agent`.
        asked: the question before it.
    """
    who, other = ("The customer", "the company") if speaker == "customer" else ("The agent", CUSTOMER)
    told = " ".join(quote.split())
    if kind == "outcome":
        told = _SAYS_NOTHING.sub("", told)
    plain = _plain(told)
    if kind == "request" and (wish := _ASKED_TO.match(plain)):
        return shortened(third_person(f"I ask you to {plain[wish.end() :].rstrip('? ')}", who, other) or told)
    is_said = kind in {"request", "event"} and not _SUBJECT.search(told) and (speaker == "agent" or kind == "request")
    if not told.endswith("?") and not is_said and (turned := third_person(told, who, other)) and len(plain.split()) > 2:
        return shortened(turned)
    if kind in _BARE and not told.endswith("?") and len(plain.split()) > 2 and _FINITE.search(plain) and not re.search(r"(?i)\byou", plain):
        return shortened(_sentence(plain))
    verb = _VERB.get(kind, "says")
    if verb == "says" and asked.endswith("?") and len(asked.split()) <= 10 and len(plain.split()) < 5:
        return f'Asked "{asked}", {who[0].lower()}{who[1:]} says: {told.rstrip(".")}.'
    return shortened(f"{who} {verb}: {told if told[-1:] in '.!?' else told + '.'}")
