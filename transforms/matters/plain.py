"""A sentence in plain words: contractions, numbers, times and turns of phrase in one form, and whether it says no.

What belongs here: what is true of any sentence. What does not: what the sentence is about (`topics`).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.literals import Rules
from transforms.numerals import ONE_OF, TEN_OF

_COUNTS = {word: number for word, number in ONE_OF.items() if number}
_NTH = dict(zip("first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth".split(), range(1, 13), strict=True))
_MONTHS = "january|february|march|april|may|june|july|august|september|october|november|december"
_NAME = re.compile(r"(?<=\s)(?!I\b|I')(?:[A-Z][\w&'’-]*|[a-z]+[A-Z]\w*)(?: (?:[A-Z][\w&'’-]*|\d+\b))*")


class Plain(NamedTuple):
    """Plain words, whether they are denied, and the names among them, each one word."""

    text: str
    is_denied: bool
    names: frozenset[str]


_SPELLED: list[tuple[str, str]] = [
    (r"[’`]", "'"), (r"\bca ?n'?t\b", "can not"), (r"\bwo ?n'?t\b", "will not"), (r"\bcannot\b", "can not"), (r"\b(do|does|did|is|was|are|were|has|have|had|would|could|should|need)(?: n't|n't|nt)\b", r"\1 not"),
    (r"\b(i|we|they|you)'?m\b", r"\1 am"), (r"\b(i|we|they|you)'re\b", r"\1 are"), (r"\b(i|we|they|you) ?'?ve\b", r"\1 have"), (r"\b(i|we|they|you)'d\b", r"\1 would"),
    (r"\b(i|we|they|you)'ll\b", r"\1 will"), (r"\b(he|she|it|that|there|what|who)'s\b", r"\1 is"), (r"(\w)'s?(?=\s|$)", r"\1"),
    (r"\be-mail", "email"), (r"\b(\w+)-(intolerant|free|allergic)\b", r"\1 \2"),
    (r"^(?:(?:well|so|yes|yeah|no|nope|oh|ok|okay|hi|hello|hey|sure|actually|also|and|but|by the way|btw|just so you know|fyi|for the record|to be honest|honestly|i think|i guess|i mean|as it happens|please note(?: that)?)[,:]? )+", ""),
    (r"\bnowadays\b|\bthese days\b|\bat the moment\b|\bfor now\b|\bright now\b|\bat present\b|\bas of (?:now|today)\b|\bnot long ago\b", " "),
    (r"\bonce an?\b", "1 time a"), (r"\btwice an?\b", "2 times a"), (r"\bthrice an?\b", "3 times a"), (r"\bstill (?=(?:mineral )?water)", "unsparkling "), (r"\bdaily\b", "every day"), (r"\bweekly\b", "every week"), (r"\bmonthly\b", "every month"),
    (r"\b(?:any ?more|any longer)\b", " "), (r"\bno longer\b", "never"), (r"\bnot at all\b", "never"), (r"\bwithout\b", "never"),
    (rf"\b(\d+)(?:st|nd|rd|th)? of ({_MONTHS})\b", r"\2 \1"), (rf"\b({_MONTHS}) (\d{{1,2}})(?:st|nd|rd|th)?\b", r"\1\2"),
    (r"\$ ?(\d[\d.,]*)(k?)\b", r"\1\2 dollars"), (r"€ ?(\d[\d.,]*)(k?)\b", r"\1\2 euros"), (r"£ ?(\d[\d.,]*)(k?)\b", r"\1\2 pounds"), (r"\b(\d+),(?=\d{3}\b)", r"\1"), (r"\b(\d+)k\b", r"\g<1>000"),
    (r"\b(\d{1,2}) ?(?:am|a\.m\.?)(?=\W|$)", r"\1:00"), (r"\b(\d{1,2}:\d\d) ?(?:am|a\.m\.?)(?=\W|$)", r"\1"), (r"\bat (\d{1,2})(?= (?:every|each|on)\b|\W*$)", r"at \1:00"),
    (r"\b(\d+) ?mins?\b", r"\1 minute"), (r"\b(\d+) ?(?:hrs?|hours)\b", r"\1 hour"), (r"\b(\d+) ?(?:kilometers|kilometres|km|kms)\b", r"\1 kilometer"), (r"\b(\d+) ?(?:kilograms|kilos|kgs?)\b", r"\1 kilo"),
]  # fmt: skip
_TURNS: list[tuple[str, str]] = [
    (r"\bgave up\b|\bgiven up\b|\b(?:have |has )?stopped\b(?= \w+ing\b)|\b(?:have |has )?quit\b(?= \w+ing\b)|\bstopped(?= (?:using|having|being))", "never"),
    (r"\b(?:can|could) not (?:stand|bear|tolerate)\b|\b(?:hate|hates|hated|dislike|dislikes|disliked|detest|detests|loathe|avoid|avoids)\b", "never like"),
    (r"\b(?:am |is |are |was |were )?(?:a )?(?:big |huge )?(?:fan of|fond of|keen on|crazy about|into)\b(?! the)", "like"),
    (r"\b(?:would |will )?(?:rather|prefer|prefers|preferred)(?: to)?(?: have| get)?\b|\b(?:would )(?:like|love)(?: to have| to get| to)?\b|\b(?:want|wants|wanted|need|needs|require|requires)(?: to have)?\b", "prefer"),
    (r"\b(?:like|likes|love|loves|loved|liked|enjoy|enjoys|enjoyed|adore|adores)\b(?= (?:(?:a|an|my)\b|the \w+ one$))", "prefer"),
    (r"\b(?:like|likes) (?=.+ better$)", "prefer "), (r"(?<=prefer )(.+) better$", r"\1"),
    (r"\b(?:like|likes|love|loves|loved|liked|enjoy|enjoys|enjoyed|adore|adores)\b", "like"),
    (r"(?<=like )(?:listening to|watching|eating|drinking|playing|travelling by|traveling by|having)(?= \w)", ""), (r"(?<=prefer )(?:paying (?:in|by|with)|travelling by|traveling by)(?= \w)", ""),
    (r"\b(?:have|has) an? (\w+) allergy\b", r"am allergic to \1"), (r"\b(?:have|has) an allergy to\b", "am allergic to"),
    (r"\b(?:expecting|having) a baby\b", "pregnant"), (r"\b(?:get|gets|got|getting) up\b|\bwoke up\b|\bwaking up\b|\bwakes up\b", "wake up"),
    (r"\bgo(?:es)? (?=\w+ing\b)", ""), (r"\bby (?:myself|ourselves)\b|\bon my own\b", "alone"),
    (r"\b(?:have|has|had) (?:got|gotten)\b|\b(?:own|owns|owned)\b", "have"), (r"\bi got\b(?= (?:a|an|my|\d+\w*) )", "i have"),
    (r"\b(?:sold|gave away|got rid of|cancell?ed|closed|lost) (?=(?:my|our)\b)", "never have "), (r"\b(?:bought|adopted|got|acquired) (?:a |my |our )?(\d+)(?:st|nd|rd|th)\b", r"have \1"),
    (r"\b(?:resub|sub)scribed? to\b", "have a subscription to"), (r"\bstarted (?=\w+ing\b)|\bbegan (?=\w+ing\b)|\btook up\b", ""),
]  # fmt: skip
_ORDINAL = re.compile(r"^(\d+)(?:st|nd|rd)$")
_DENIES = re.compile(r"\b(?:not|never|nor|no)\b")
_SPELL, _TURN = Rules(_SPELLED), Rules(_TURNS)


def _number(words: list[str]) -> list[str]:
    """Numbers written as words become figures; "one" stays where it is a pronoun."""
    made: list[str] = []
    at = 0
    while at < len(words):
        word = words[at]
        tens, _, ones = word.partition("-")
        if tens in TEN_OF:
            follows = ones or (words[at + 1] if at + 1 < len(words) else "")
            made.append(str(TEN_OF[tens] + (_COUNTS[follows] if _COUNTS.get(follows, 10) < 10 else 0)))
            at += 1 if ones or _COUNTS.get(follows, 10) >= 10 else 2
            continue
        is_count = word in _COUNTS and (word != "one" or at == 0 or words[at - 1] not in {"the", "this", "that", "blue", "red", "big", "small", "new", "old", "large"})
        made.append(str(_COUNTS[word]) if is_count else f"{_NTH[word]}th" if word in _NTH else _ORDINAL.sub(r"\1th", word) if word[0].isdecimal() else word)
        at += 1
    return made


def plain(sentence: str) -> Plain:
    """A sentence in plain words. Denials are taken out and counted: two of them say yes."""
    text = re.sub(r"\s+", " ", sentence.replace("’", "'")).strip().rstrip(".!,;: ")
    names = {found: re.sub(r"[^a-z0-9]+", "", re.sub(r"'s\b", "", found.lower())) for found in _NAME.findall(text)}
    for found in sorted(names, key=len, reverse=True):
        text = text.replace(f" {found}", f" {names[found]}" + ("'s" if found.endswith("'s") else ""))
    kept = frozenset(one for found, one in names.items() if found.lower() not in _COMMON)
    text = text.lower()
    text = _SPELL.apply(text)
    words = re.findall(r"\d+:\d\d|\d+(?:\.\d+)?[a-z]*|[^\W\d_][\w-]*", text)
    text = re.sub(r"\b(\d{1,2}):(\d\d) ?(?:pm|p)\b", lambda m: f"{int(m[1]) % 12 + 12}:{m[2]}", " ".join(_number(words)))
    text = re.sub(r"\b(\d{1,2}) ?pm\b", lambda m: f"{int(m[1]) % 12 + 12}:00", text)
    text = _TURN.apply(text)
    denials = len(_DENIES.findall(text))
    return Plain(re.sub(r"\s+", " ", _DENIES.sub(" ", text)).strip(), denials % 2 == 1, kept)


_COMMON = frozenset(
    "monday tuesday wednesday thursday friday saturday sunday mondays tuesdays wednesdays thursdays fridays saturdays sundays january february march april may june july august september "
    "october november december english spanish french german italian portuguese dutch polish russian turkish arabic hindi chinese mandarin japanese korean vietnamese swedish greek tv sms "
    "usb pc dvd".split()
)
