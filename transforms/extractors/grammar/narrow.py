"""Which gates stay open once the patterns behind them are asked of the whole column, so that only texts that may match meet them one by one.

What belongs here: which patterns stand behind a gate, and what Polars can ask of them. What does not: the literal words (`gates`), the patterns themselves.
Polars' patterns know no looking around: without it they match more, never less. Letters beyond ASCII, whose case and class the two may take for different
things, leave a text's gates as they are.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np
import polars as pl

from transforms.extractors.grammar.acts import ACTION, ANGRY, DONE, EVENT, GLAD, ISSUE, LIKE, RELATION, REQUEST, SOLVED, UNSOLVED, WILL
from transforms.extractors.grammar.contacts import SPOKEN, STUCK, TYPED
from transforms.extractors.grammar.context import ASKED, REQUESTS
from transforms.extractors.grammar.gates import Gate
from transforms.extractors.grammar.persons import CUE, ENDS, HERE, PLACED
from transforms.extractors.grammar.places import PATTERNS as PLACES
from transforms.extractors.grammar.reach import PATTERNS as REACHES

_AROUND = re.compile(r"\(\?(?:<?[=!])")
_ASCII = {"w": "[0-9A-Za-z_]", "W": "[^0-9A-Za-z_]", "d": "[0-9]", "b": r"(?-u:\b)"}
_EDGE = {"$": r"(?:$|\s)", "^": r"(?:^|\s)"}
"""Patterns see sentence by sentence, the column has whole texts: a sentence's edge is a blank."""


def relaxed(pattern: re.Pattern[str]) -> str:
    """A pattern as Polars can ask it: wherever the one matches within a sentence, the other matches in the text."""
    source, made, at, is_set = pattern.pattern.removeprefix("(?i)"), "", 0, False
    while at < len(source):
        sign = source[at]
        if not is_set and _AROUND.match(source, at):
            at = _closed(source, at)
            continue
        taken = 2 if sign == "\\" else 1
        if is_set:
            is_set = sign != "]"
            made += source[at : at + taken]
        elif sign == "[":
            is_set = True
            taken = 2 if source[at + 1] == "^" else 1
            made += source[at : at + taken]
        elif sign == "(" and source.startswith("(?P<", at):
            taken = source.index(">", at) + 1 - at
            made += "(?:"
        else:
            made += _ASCII.get(source[at + 1], source[at : at + 2]) if sign == "\\" else _EDGE.get(sign, sign)
        at += taken
    return f"(?i:{made})" if pattern.flags & re.IGNORECASE else f"(?:{made})"


def _closed(source: str, at: int) -> int:
    """Where the group ends that begins at `at`."""
    depth, is_set = 0, False
    while True:
        sign = source[at]
        at += 2 if sign == "\\" else 1
        if is_set:
            is_set = sign != "]"
        elif sign == "[":
            is_set = True
        elif sign in "()":
            depth += 1 if sign == "(" else -1
            if not depth:
                return at


def _any(*patterns: re.Pattern[str]) -> str:
    return "|".join(map(relaxed, patterns))


_BEHIND: dict[int, tuple[str, ...]] = {
    Gate.MAIL: (_any(TYPED, SPOKEN, STUCK),),
    Gate.NAME: (_any(CUE, ENDS, HERE),),
    Gate.STREET: (_any(*PLACED),),
    Gate.PLACE: (_any(*PLACES),),
    Gate.REACH: (_any(*REACHES),),
    Gate.PROMISE: (_any(WILL), _any(ACTION)),
    Gate.DONE: (_any(DONE),),
    Gate.ENDING: (_any(UNSOLVED, SOLVED),),
    Gate.REQUEST: (_any(REQUEST),),
    Gate.ISSUE: (_any(ISSUE),),
    Gate.EVENT: (_any(EVENT),),
    Gate.KIN: (_any(RELATION),),
    Gate.LIKING: (_any(LIKE),),
    Gate.MOOD: (_any(ANGRY, GLAD),),
}
"""All of these must match for a gate to stay open."""
_ASKS = _any(REQUESTS), _any(*ASKED.values())


def narrowed(texts: pl.Series, gates: pl.Series) -> pl.Series:
    """The gates of texts, without those that no pattern behind them can match."""
    found = gates.to_numpy().copy()
    outcome = Gate.DONE | Gate.ENDING
    found |= np.where(found & outcome, outcome, 0)
    plain = ~texts.str.contains(r"[^\x00-\x7F]").to_numpy()
    for gate, patterns in _BEHIND.items():
        asked = np.flatnonzero(plain & (found & gate != 0))
        found[asked[~_all_match(texts.gather(asked), patterns)]] &= ~gate
    return pl.Series(gates.name, found)


def may_ask(texts: pl.Series) -> pl.Series:
    """Which texts are worth asking what they ask for."""
    return pl.Series(_all_match(texts, _ASKS)) | texts.str.contains(r"[^\x00-\x7F]")


def may_tell_end(texts: pl.Series) -> pl.Series:
    """Which texts of customers may say whether what they came about is solved."""
    return pl.Series(_all_match(texts, _BEHIND[Gate.ENDING])) | texts.str.contains(r"[^\x00-\x7F]")


def _all_match(texts: pl.Series, patterns: Sequence[str]) -> np.ndarray:
    match = np.ones(len(texts), bool)
    for pattern in patterns:
        match &= texts.str.contains(pattern).to_numpy()
    return match
