"""Passwords, which may be words. What belongs here: what stands after a cue for one, or answers a question for one. What does not: numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator

ASKS = r"(?i)pass ?(?:word|code|phrase)|(?:secret|memorable|security) (?:word|answer)"
_WORD_CUE = re.compile(
    r"(?i)\b(?:pass ?(?:word|phrase|code)|passwd|pwd|pw|(?:secret|memorable|security) (?:word|answer))s?\b"
    r"(?P<link>(?:\s*(?:[:=,]|\b(?:(?:i|we|you)(?:'ve|'m)?|used?|using|have|chose|picked|typed|entered|tried|gave|is|was|it's|its|as|to|be|should|will|would|"
    r"has been set|set|called|reads|for|my|the|account|login|that|this|new|old|current|of|and|here)\b))*)[\s\"'“‘(]*"
)
_REQUEST = re.compile(rf"(?i)\b(?:what|tell|give|provide|confirm|enter|need|have|may|share|verify)\b[^.?!]*(?:{ASKS[4:]})")
_STRONG = re.compile(r"(?i)[:=]|\b(?:is|was|be|it's|its|to|as|reads|called)\b")
_VALUE = re.compile(r"[^\s\"'“”‘’(),;]+")
_PLAIN = """
not no n't wrong incorrect invalid expired correct right the a an my your our his her their too very still being same different case
required needed necessary strong weak secure safe compromised hacked locked unlocked reset forgotten lost what where how why when which who
something anything nothing someone it that this there here on in at of for from by with and or but so because if then please ok okay yes
yeah yep nope sure now also only just again already really always never blank empty long short unknown unclear confidential private issue
issues problem problems error page link email manager field box screen policy protected is was be been to as do does did can could will
would should may might must i we you they he she me us them down up out off all any some more less than like good bad fine great new old
sent set known mine yours gone stuck broken login log access get go see try make use change update recover enter account username user name
number phone hint question rules requirements characters letters digits
"""
_STOP = frozenset(_PLAIN.split())
"""Words that follow `my password is` and are none."""
_ORDINARY_WORD = re.compile(r"(?i)[a-z]+(?:ing|ed|ly|n't)$")


def passwords(text: str, asked: str | None) -> Iterator[tuple[int, int]]:
    """Passwords, which may be words: after a cue, or as a short answer to a question for one."""
    for cue in _WORD_CUE.finditer(text):
        value = _VALUE.match(text, cue.end())
        if value is None:
            continue
        span = _password(text, value, is_strong=_STRONG.search(cue["link"]) is not None)
        if span is not None:
            yield span
    if asked and len(text) <= 80 and _REQUEST.search(asked):
        values = [value for value in _VALUE.finditer(text) if value[0].strip(".,!?").lower() not in _STOP]
        odd = [value for value in values if re.search(r"\d|[^\w.,!?'-]", value[0])]
        answer = odd[-1:] or (values if len(values) == 1 and len(text.split()) <= 3 else [])
        for value in answer:
            span = _password(text, value, is_strong=True)
            if span is not None:
                yield span


def _password(text: str, value: re.Match[str], *, is_strong: bool) -> tuple[int, int] | None:
    word = value[0].rstrip(".,!?")
    end = value.start() + len(word)
    is_odd = re.search(r"\d|[^\w'-]", word) is not None
    number = re.match(r" (\d{2,8})(?=$|[\s.,!?])", text[end:])
    if number and word.isalpha() and word.lower() not in _STOP:
        return (value.start(), end + number.end(1))
    if not word or not (is_odd or is_strong) or ("@" in word.strip("@")[1:-1] and "." in word):
        return None
    if not is_odd and (word.lower() in _STOP or _ORDINARY_WORD.search(word)):
        return None
    return (value.start(), end)
