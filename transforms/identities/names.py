"""Names of people compared: do two spellings name one person? What belongs here: form and likeness of names. What does not: what follows from it."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from rapidfuzz.distance import DamerauLevenshtein

HONORIFICS = frozenset(["mr", "mrs", "ms", "miss", "mx", "dr", "prof", "sir", "madam", "rev"])


@lru_cache(maxsize=100_000)
def tokens(name: str) -> tuple[str, ...]:
    """Words of a name: lower case, no accents, no punctuation, no form of address."""
    plain = "".join(c for c in unicodedata.normalize("NFKD", name.casefold()) if not unicodedata.combining(c))
    words = re.sub(r"[^\w\s'-]", " ", plain).replace("'", "").replace("-", " ").split()
    return tuple(word for word in words if word not in HONORIFICS) or tuple(words)


def plain(name: str) -> str:
    """A name in the form in which two are the same: its words, in order."""
    return " ".join(tokens(name))


def _alike(a: str, b: str) -> bool:
    if a == b:
        return True
    if min(len(a), len(b)) == 1:
        return a[0] == b[0]
    return DamerauLevenshtein.distance(a, b) <= (1 if min(len(a), len(b)) < 7 else 2) and min(len(a), len(b)) > 3


def agree(stated: str, recorded: str) -> bool:
    """May the two be one person's? Each word of the shorter has its like in the other: an initial, a slip of the pen, or the word itself."""
    short, long = sorted((tokens(stated), tokens(recorded)), key=len)
    rest = list(long)
    for word in short:
        like = next((other for other in sorted(rest, key=lambda o: o != word) if _alike(word, other)), None)
        if like is None:
            return False
        rest.remove(like)
    return bool(short)
