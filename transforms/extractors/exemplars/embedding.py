"""Static sentence embeddings, identical texts and identical words once.

What belongs here: the vectors the sentence model reads. What doesn't: recall's encoder (`warehouse.recall`), which may be another model;
training. The vectors are wordllama's (256 dimensions, inside its package): 65 times as fast as MiniLM, enough beside word features. Its tokens never
reach over a blank, so that what stands between blanks is looked up once and a text is the sum of its parts: a vector costs less than reading it from a cache would.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
import polars as pl
from scipy.sparse import csr_matrix

DIMENSIONS = 256
_BETWEEN = " *[^ ]+"
_MOST = 1 << 18


@lru_cache(maxsize=1)
def _model() -> Any:
    import wordllama

    model = wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)
    model.tokenizer.no_padding()
    return model


_known: dict[str, np.ndarray] = {}


def _pieces(parts: pl.Series) -> list[np.ndarray]:
    """The tokens of each of some distinct parts of texts."""
    if len(_known) > _MOST:
        _known.clear()
    if new := [p for p in parts if p not in _known]:
        # The tokenizer sets a blank before every text: the part's own is left to it.
        read = _model().tokenizer.encode_batch([p.removeprefix(" ") for p in new], add_special_tokens=False)
        _known.update(zip(new, (np.array(r.ids, np.int32) for r in read), strict=True))
    return [_known[p] for p in parts]


class Tokens:
    """The tokens of texts, to be weighed by any table of one row a token."""

    def __init__(self, texts: Sequence[str]) -> None:
        cut = pl.Series(texts, dtype=pl.String).str.extract_all(_BETWEEN)
        parts = cut.explode(empty_as_null=False)
        distinct = parts.unique()
        pieces = _pieces(distinct)
        at = parts.replace_strict(distinct, pl.int_range(len(distinct), eager=True), return_dtype=pl.Int64).to_numpy().astype(np.int64)
        sizes = np.array([len(p) for p in pieces], np.int64)
        flat, starts, size = np.concatenate([*pieces, np.zeros(0, np.int32)]), np.cumsum(sizes) - sizes, sizes[at]
        ends = np.cumsum(size)
        ids = flat[np.repeat(starts[at] - (ends - size), size) + np.arange(size.sum())]
        of_text = np.concatenate([[0], ends])[np.concatenate([[0], np.cumsum(cut.list.len().to_numpy().astype(np.int64))])]
        self._counts = csr_matrix((np.ones(len(ids), np.float32), ids, of_text), shape=(len(texts), len(vocabulary())))
        self._vectors = self._counts @ vocabulary()
        self._lengths = np.maximum(np.sqrt(np.einsum("ij,ij->i", self._vectors, self._vectors)), 1e-12)[:, None]

    def vectors(self) -> np.ndarray:
        """The unit vector of each text, shape (texts, 256); zeroes for an empty one."""
        return self._vectors / self._lengths

    def weighed(self, table: np.ndarray) -> np.ndarray:
        """The unit vectors times a matrix whose product with the vocabulary is `table`: the same for a text whatever else is in the batch."""
        return (self._counts @ table) / self._lengths


def vocabulary() -> np.ndarray:
    """The vector of each token, float32, shape (tokens, 256)."""
    return _model().embedding  # type: ignore[no-any-return]


def embed(texts: Sequence[str]) -> np.ndarray:
    """Unit vectors of texts, in their order; an empty one gets zeroes. float32, shape (texts, 256)."""
    return Tokens(texts).vectors()
