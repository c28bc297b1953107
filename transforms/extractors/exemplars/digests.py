"""What tells one training from another, without training. What belongs here: the declared version, and digests of what is learnt from. What doesn't: learning, whose imports are dear."""

from __future__ import annotations

import hashlib
from importlib.resources import files

from transforms.extractors.exemplars.lines import Lines

VERSION = "2"
_LEARNING = ("grams.py", "features.py", "marks.py", "columns.py", "weighed.py", "weighed_tokens.py", "crf.py", "sentences.py", "tagger.py", "outcomes.py", "embedding.py")


def digest(*parts: object) -> str:
    """Of the code that learns, and what it learns from."""
    told = hashlib.sha256(f"{VERSION}\0".encode())
    for name in _LEARNING:
        told.update((files("transforms.extractors.exemplars") / name).read_bytes())
    for part in parts:
        told.update(repr(part).encode())
    return told.hexdigest()


def of(seed: Lines, own: Lines) -> str:
    """The digest of an extractor that is trained on a seed and a user's lines."""
    return digest(seed, own)
