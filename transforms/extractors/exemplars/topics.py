"""What a free statement is about, as a key, and what it says of it: so that repeats are counted and changes of mind supersede.

What belongs here: topic and polarity of one statement. What doesn't: deciding what holds (SQL), attributes.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.extractors.exemplars.features import words

_STOP = frozenset(
    "a an the of to in on at for with from by as and or but so if than then that this these those it its it's is are was were be been being am "
    "i'm i i've i'd i'll me my mine myself we we're we've our us you your "
    "he she they them his her their have has had do does did don't doesn't didn't will would can could should may might just really very quite "
    "much more most a lot lots bit kind sort of some any all there here also too "
    "well yes yeah no oh ok okay like likes liked love loves loved hate hates hated enjoy enjoys enjoyed prefer prefers preferred want wants "
    "dislike dislikes not never can't cannot won't isn't wasn't aren't "
    "favorite favourite fan into please always usually about because got get gets who what which when where how up out 's n't im ive dont s t m "
    "re ve ll d now still anymore".split()
)
_NO = re.compile(
    r"\b(?:not|never|no longer|don't|doesn't|didn't|dont|can't|cannot|won't|isn't|wasn't|aren't|hate|hated|dislike|disliked|avoid|stop|quit|nor|"
    r"without|can't stand|rather not|anymore|withdraw|unsubscribe|opt out)\b|n't\b", re.IGNORECASE
)
_NUMBER = re.compile(
    r"\b\d+(?:[.,:]\d+)*\b|\b(?:one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|"
    r"hundred)\b", re.IGNORECASE)
_FAVOURITE = re.compile(r"\bfavou?rite (?P<topic>[\w ]{2,30}?) (?:is|was|are|would be|has to be) (?P<value>[^.!?;]{2,60})", re.IGNORECASE)


class Topic(NamedTuple):
    """A key and an answer; same key and answer is the same memory, same key and another answer a change."""

    topic: str | None
    value: str | None


def _stem(word: str) -> str:
    for end in ("ies", "ing", "es", "ed", "s"):
        if len(word) > len(end) + 3 and word.endswith(end):
            return word[: -len(end)]
    return word


def topic(sentence: str, kind: str) -> Topic:
    """Topic and answer of a sentence; no topic where nothing but small words are left."""
    if kind in {"request", "issue", "commitment", "sentiment", "outcome"}:
        return Topic(None, None)
    if named := _FAVOURITE.search(sentence):
        key = " ".join(_stem(w) for w in words(named["topic"]))
        return Topic(f"{kind}:favorite {key}", " ".join(words(named["value"])))
    numbers = [m[0].lower() for m in _NUMBER.finditer(sentence)]
    kept = {_stem(w) for w in words(_NUMBER.sub(" ", sentence)) if w not in _STOP and w[0].isalpha()}
    if not kept:
        return Topic(None, None)
    answer = "no" if _NO.search(sentence) else "yes"
    return Topic(f"{kind}:{' '.join(sorted(kept))}", " ".join([answer, *numbers]) if numbers else answer)
