"""Texts as stemmed words, and words as 64-bit numbers, the same for a frame of texts and for one question.

What belongs here: splitting, folding, stemming, stop words. What does not: how words are weighed (ranking.py).
"""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

import numpy as np
import polars as pl
import snowballstemmer

_STOPPED = (
    "a about after again all also am an and any are as at be because been before being both but by can could d did do does doing don during each "
    "few for from further had has have having he her here hers him his how i if in into is it its itself just ll m me more most my myself of off "
    "on once only or other our ours out over own please re s same shall she should so some such t tell than that the their theirs them then there "
    "these they this those through to too under until up ve very was we were what when where which while who whom whose why will with would you "
    "your yours customer user"
)
STOP_WORDS = frozenset(_STOPPED.split(" "))
_WORD = re.compile(r"[^\W_]+")
_MARK = re.compile(r"[\u0300-\u036f]")
_STEMMER = snowballstemmer.stemmer("english")


@lru_cache(maxsize=200_000)
def stem(word: str) -> str:
    """The English stem of one folded word; words of other languages and numbers mostly come back whole."""
    return _STEMMER.stemWord(word) if word.isascii() and word.isalpha() else word


def fold(text: str) -> str:
    """Lower case without accents."""
    return _MARK.sub("", unicodedata.normalize("NFKD", text.lower()))


@lru_cache(maxsize=200_000)
def number(term: str) -> int:
    """The 64-bit number of a stem."""
    return int.from_bytes(hashlib.blake2b(term.encode("utf-8", "surrogatepass"), digest_size=8).digest(), "little")


def split(text: str) -> list[str]:
    """The folded words of a text, stop words too, in order."""
    return _WORD.findall(fold(text))


def terms(text: str) -> list[str]:
    """The stems of a text without stop words, in order."""
    return [stem(word) for word in split(text) if word not in STOP_WORDS]


def numbers(text: str) -> np.ndarray:
    """The distinct stems of a question as numbers [terms], uint64, in order of first use."""
    return np.array([number(term) for term in dict.fromkeys(terms(text))], dtype=np.uint64)


def of_frame(texts: pl.Series) -> pl.Series:
    """The stems of every text as a list of UInt64; null is empty. Each distinct word is stemmed once."""
    frame = pl.DataFrame({"row": pl.int_range(len(texts), eager=True, dtype=pl.UInt32), "text": texts.fill_null("")})
    found = (
        frame.lazy()
        .with_columns(pl.col("text").str.to_lowercase().str.normalize("NFKD").str.replace_all(_MARK.pattern, "").str.extract_all(r"[\p{L}\p{N}]+").alias("word"))
        .select("row", "word")
        .explode("word")
        .drop_nulls("word")
        .collect()
    )
    distinct = [word for word in found["word"].unique(maintain_order=True).to_list() if word not in STOP_WORDS]
    lookup = pl.DataFrame({"word": distinct, "term": pl.Series([number(stem(word)) for word in distinct], dtype=pl.UInt64)}, schema_overrides={"word": pl.String})
    grouped = found.join(lookup, on="word", how="inner", maintain_order="left").group_by("row", maintain_order=True).agg("term")
    whole = frame.select("row").join(grouped, on="row", how="left", maintain_order="left")
    return whole["term"].fill_null(pl.Series([[]], dtype=pl.List(pl.UInt64)).first()) if len(whole) else pl.Series("term", [], dtype=pl.List(pl.UInt64))
