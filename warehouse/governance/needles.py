"""What a byte scan looks for: a person's identifiers, names, quotes and vectors. What belongs here: which of them tell, and who else holds them.

What does not: files (scan). A needle that others hold too, or that is too short to tell anything, is not looked for in bytes: a file that holds it need not
hold it of this person. Such needles are counted, before and after, where the store keeps words.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

import polars as pl

SHORTEST_WORD, SHORTEST_NUMBER, LONG_NUMBER, SHORTEST_STRONG = 5, 7, 9, 12
LONGEST = 2000
"""Of a longer text, its beginning tells."""
_WORD = re.compile(r"[^\W\d_]+")
_TIME = re.compile(r"\d{4}-\d\d-\d\d(?:[T ][\d:.+Z-]*)?")


@dataclass(frozen=True)
class Needles:
    """What to look for.

    Attributes:
        strong: texts that stand for this person wherever they are found, in the middle of other bytes too.
        weak: single words, looked for as whole words in texts.
        counted: texts that others hold too, or too short to tell, with how many rows of others hold each.
        vectors: bytes of vectors, as hexadecimal.
    """

    strong: tuple[str, ...]
    weak: tuple[str, ...]
    counted: dict[str, int]
    vectors: tuple[str, ...] = ()


def is_strong(text: str) -> bool:
    """Would nobody write this by chance? An address, a long number, a sentence."""
    digits = sum(c.isdigit() for c in text)
    if "@" in text and len(text) > SHORTEST_WORD:
        return True
    if digits >= LONG_NUMBER and digits > len(text) // 2:
        return not _TIME.fullmatch(text)
    return len(text) >= SHORTEST_STRONG and not _WORD.fullmatch(text) and any(c.isalpha() for c in text)


def is_weak(text: str) -> bool:
    """Is it a word, or a few, that tell of somebody where nobody else uses them?"""
    digits = sum(c.isdigit() for c in text)
    return (len(text) >= SHORTEST_WORD and any(c.isalpha() for c in text)) or (digits >= SHORTEST_NUMBER and not _TIME.fullmatch(text))


def needles(texts: Iterable[str], others: pl.Series, program: str = "") -> Needles:
    """Sorts what a person said and is called by whether it tells.

    Args:
        texts: the person's identifiers, names and quotes.
        others: every text that the store keeps of others.
        program: text that the program itself ships; a word of it tells nothing.
    """
    given = sorted({text.strip()[:LONGEST] for text in texts if text and text.strip()})
    held, shipped = counts(given, others), counts(given, pl.Series([program] if program else [], dtype=pl.String))
    strong, weak, counted = [], [], {}
    for text in given:
        if held.get(text, 0) or shipped.get(text, 0):
            counted[text] = held.get(text, 0)
        elif is_strong(text):
            strong.append(text)
        elif is_weak(text):
            weak.append(text)
        else:
            counted[text] = 0
    return Needles(tuple(strong), tuple(weak), counted)


def counts(wanted: list[str], rows: pl.Series) -> dict[str, int]:
    """In how many rows each text stands, upper and lower case alike."""
    if not wanted or rows.is_empty():
        return {}
    found = rows.to_frame("row").with_row_index("n").with_columns(
        hit=pl.col("row").str.to_lowercase().str.extract_many([text.lower() for text in wanted], overlapping=True)
    )  # fmt: skip
    each = found.select("n", "hit").explode("hit").drop_nulls().unique().group_by("hit").len()
    by_lower = dict(each.iter_rows())
    return {text: by_lower[text.lower()] for text in wanted if text.lower() in by_lower}
