"""English numbers below one hundred, as words. What belongs here: the words. What does not: reading a number out of a text."""

from __future__ import annotations

from typing import Final

ONES: Final = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"),
    *("ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"),
)
"""Each at the place of its number."""
TENS: Final = ("twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
ONE_OF: Final = {word: number for number, word in enumerate(ONES)}
TEN_OF: Final = {word: number for number, word in zip(range(20, 100, 10), TENS, strict=True)}
