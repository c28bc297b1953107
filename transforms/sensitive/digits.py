"""Runs of digits as people write and speak them: `4111 1111`, `four one double one`, `forty five oh two`.

What belongs here: which characters of a text are digits of one number. What does not: what the number is.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from transforms.numerals import ONE_OF, TEN_OF

_UNITS = {word: str(number) for word, number in ONE_OF.items() if number < 10} | dict.fromkeys(("oh", "o", "nought", "naught", "nil"), "0")
_TEENS = {word: str(number) for word, number in ONE_OF.items() if number >= 10}
_TENS = {word: str(number // 10) for word, number in TEN_OF.items()}
_TIMES = {"double": 2, "triple": 3, "treble": 3}

WORD = r"(?:zero|oh|nought|naught|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|\w+teen|twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety)"
"""A spelled number, for a gate over many texts."""

_WORDS = "|".join(sorted([*_UNITS, *_TEENS, *_TENS], key=len, reverse=True))
_TOKEN = re.compile(rf"(?<![^\W_])(?:(?P<times>double|triple|treble)[\s-]+)?(?:(?P<word>{_WORDS})(?![^\W_])|(?P<digits>\d+))", re.IGNORECASE)
_GAP = re.compile(r"[ \t\u00a0]*[-–—.·]?[ \t\u00a0]*|,? ?(?:(?:uh|um|er|erm|ah|and|then|dash|hyphen|space)[,.]? )+|[,.] |\.{2,} ?", re.IGNORECASE)
_AND = re.compile(r"\b(?:and|then)\b", re.IGNORECASE)
_COUNTED = re.compile(r"\b(?:last|first|final)\s*$", re.IGNORECASE)


class Token(NamedTuple):
    """A group of digits: where it stands, and the digits it says."""

    start: int
    end: int
    digits: str
    is_tens: bool = False


class Run(NamedTuple):
    """Tokens that follow each other as one number would."""

    tokens: tuple[Token, ...]

    @property
    def start(self) -> int:
        """First code point."""
        return self.tokens[0].start

    @property
    def end(self) -> int:
        """One past the last code point."""
        return self.tokens[-1].end

    @property
    def digits(self) -> str:
        """All digits."""
        return "".join(token.digits for token in self.tokens)


def runs(text: str) -> list[Run]:
    """All runs of a text, in order."""
    found: list[list[Token]] = []
    for match in _TOKEN.finditer(text):
        token = _token(match)
        if token.digits in ("4", "6", "8", "16", "10", "3") and _COUNTED.search(text, max(0, token.start - 8), token.start):
            found.append([])
            continue
        last = found[-1] if found and found[-1] else None
        if last is not None and _GAP.fullmatch(text, last[-1].end, token.start) and (match["word"] or not _AND.search(text, last[-1].end, token.start)):
            if last[-1].is_tens and len(token.digits) == 1 and match["word"]:
                last[-1] = Token(last[-1].start, token.end, last[-1].digits[0] + token.digits)
            else:
                last.append(token)
        else:
            found.append([token])
    return [Run(tuple(_without_sigh(text, tokens))) for tokens in found if tokens]


def _without_sigh(text: str, tokens: list[Token]) -> list[Token]:
    """`Oh... 1596` begins with no zero."""
    if len(tokens) > 1 and re.fullmatch(r"(?i)oh?", text[tokens[0].start : tokens[0].end]) and re.match(r"\s*[.,!]", text[tokens[0].end :]):
        return tokens[1:]
    return tokens


def _token(match: re.Match[str]) -> Token:
    times = _TIMES.get((match["times"] or "").lower(), 1)
    word = (match["word"] or "").lower()
    if word in _TENS:
        return Token(match.start(), match.end(), _TENS[word] + "0", is_tens=True)
    digits = match["digits"] or _UNITS.get(word) or _TEENS[word]
    return Token(match.start(), match.end(), digits * times)
