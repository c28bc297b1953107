"""Vectors kept by content, so that no sentence is embedded twice. What belongs here: the cache. What does not: encoders.

A segment is one .npy pair of sorted keys and float16 vectors, written whole and renamed. Keys are keyed digests of the text: the cache
cannot be searched for a sentence without the home's key. A vector always passes through float16, so a cached one equals a fresh one.
"""

from __future__ import annotations

import hashlib
import os
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import numpy as np

from warehouse.home import Home
from warehouse.recall.encoder import Encoder

_KEY = np.dtype("S32")
_MOST_SEGMENTS = 16
_STEP = 8192


class Embeddings:
    """The vectors of one encoder in one home.

    Args:
        home: whose cache and key to use.
        encoder: makes what is not there yet.
    """

    def __init__(self, home: Home, encoder: Encoder) -> None:
        self._key, self._encoder = home.key, encoder
        self._folder = home.cache / "embeddings" / encoder.digest

    def of(self, texts: Sequence[str], progress: Callable[[int, int], None] | None = None) -> np.ndarray:
        """Vectors of distinct texts, float16 [texts, dim]. Kept every few thousand, so that a killed build goes on where it was.

        Args:
            texts: distinct texts.
            progress: told (done, all) of what had to be embedded.
        """
        found = np.zeros((len(texts), self._encoder.dim), dtype=np.float16)
        if not len(texts):
            return found
        keys = np.array([self._key.digest("embedding", text) for text in texts], dtype=_KEY)
        have = np.zeros(len(texts), dtype=bool)
        for known, vectors in self._segments():
            at = np.minimum(np.searchsorted(known, keys), len(known) - 1)
            hit = (known[at] == keys) & ~have
            found[hit] = vectors[at[hit]]
            have |= hit
        missing = np.flatnonzero(~have)
        for start in range(0, len(missing), _STEP):
            rows = missing[start : start + _STEP]
            found[rows] = self._encoder.encode([texts[row] for row in rows]).astype(np.float16)
            self._keep(keys[rows], found[rows])
            if progress:
                progress(min(start + _STEP, len(missing)), len(missing))
        return found

    def retain(self, texts: Sequence[str]) -> int:
        """Rewrites the cache to hold these texts at most, and says how many vectors went."""
        wanted = np.array([self._key.digest("embedding", text) for text in texts], dtype=_KEY)
        before = list(self._paths())
        keys, vectors = self._merged()
        keep = np.isin(keys, wanted)
        if not keep.all():
            self._replace(before, keys[keep], vectors[keep])
        return int((~keep).sum())

    def _paths(self) -> Iterator[Path]:
        yield from sorted(self._folder.glob("*.keys.npy"))

    def _segments(self) -> Iterator[tuple[np.ndarray, np.ndarray]]:
        for path in self._paths():
            try:
                yield np.load(path), np.load(path.with_name(path.name.replace(".keys.", ".vectors.")), mmap_mode="r")
            except FileNotFoundError:
                continue

    def _merged(self) -> tuple[np.ndarray, np.ndarray]:
        parts = list(self._segments())
        if not parts:
            return np.zeros(0, dtype=_KEY), np.zeros((0, self._encoder.dim), dtype=np.float16)
        keys, first = np.unique(np.concatenate([part[0] for part in parts]), return_index=True)
        return keys, np.concatenate([part[1] for part in parts])[first]

    def _keep(self, keys: np.ndarray, vectors: np.ndarray) -> None:
        order = np.argsort(keys)
        self._write(keys[order], vectors[order])
        paths = list(self._paths())
        if len(paths) > _MOST_SEGMENTS:
            self._replace(paths, *self._merged())

    def _replace(self, old: list[Path], keys: np.ndarray, vectors: np.ndarray) -> None:
        kept = self._write(keys, vectors) if len(keys) else None
        for path in old:
            if path != kept:
                path.unlink(missing_ok=True)
                path.with_name(path.name.replace(".keys.", ".vectors.")).unlink(missing_ok=True)

    def _write(self, keys: np.ndarray, vectors: np.ndarray) -> Path:
        self._folder.mkdir(parents=True, exist_ok=True)
        name = hashlib.blake2b(keys.tobytes(), digest_size=16).hexdigest()
        with _draft(self._folder / f"{name}.vectors.npy") as path:
            np.save(path, vectors)
        with _draft(self._folder / f"{name}.keys.npy") as path:
            np.save(path, keys)
        return self._folder / f"{name}.keys.npy"


@contextmanager
def _draft(target: Path) -> Iterator[Path]:
    handle, name = tempfile.mkstemp(suffix=".npy", dir=target.parent, prefix=".draft-")
    os.close(handle)
    try:
        yield Path(name)
        Path(name).replace(target)
    finally:
        Path(name).unlink(missing_ok=True)
