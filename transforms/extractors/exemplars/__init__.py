"""Claims learnt from exemplars: what a sentence is, which values a text holds, how a conversation ended.

What belongs here: light models trained at build time on the seed and on a user's own lines. What doesn't: patterns (`grammar`), language
models (`llm`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from transforms.extractors.exemplars.lines import ExemplarError, Lines, join, parse, seed

if TYPE_CHECKING:
    from transforms.extractors.exemplars.extractor import Exemplars

__all__ = ["ExemplarError", "Exemplars", "Lines", "join", "parse", "seed"]


def __getattr__(name: str) -> type[Exemplars]:
    """The extractor, imported when it is asked for: its models cost more than a second, and a build with nothing new only compares digests."""
    if name != "Exemplars":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from transforms.extractors.exemplars.extractor import Exemplars

    return Exemplars
