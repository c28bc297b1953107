"""Claims learnt from exemplars: what a sentence is, which values a text holds, how a conversation ended.

What belongs here: light models trained at build time on the seed and on a user's own lines. What doesn't: patterns (`grammar`), language
models (`llm`).
"""

from transforms.extractors.exemplars.extractor import Exemplars
from transforms.extractors.exemplars.lines import ExemplarError, Lines, join, parse, seed

__all__ = ["ExemplarError", "Exemplars", "Lines", "join", "parse", "seed"]
