"""Static sentence embeddings, identical texts once.

What belongs here: the vectors the sentence model reads. What doesn't: recall's encoder (`warehouse.recall`), which may be another model;
training. The vectors are wordllama's (256 dimensions, inside its package): 65 times as fast as MiniLM, enough beside word features.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np

DIMENSIONS = 256


@lru_cache(maxsize=1)
def _model() -> Any:
    import wordllama

    return wordllama.WordLlama.load(cache_dir=Path(wordllama.__file__).parent, disable_download=True)


def embed(texts: Sequence[str]) -> np.ndarray:
    """Unit vectors of texts, in their order.

    Args:
        texts: any texts; an empty one gets zeroes.

    Returns:
        float32 array of shape (texts, 256).
    """
    vectors = np.zeros((len(texts), DIMENSIONS), dtype=np.float32)
    place: dict[str, list[int]] = {}
    for at, text in enumerate(texts):
        if text.strip():
            place.setdefault(text, []).append(at)
    if place:
        made = _model().embed(list(place), norm=True).astype(np.float32)
        for vector, places in zip(made, place.values(), strict=True):
            vectors[places] = vector
    return vectors
