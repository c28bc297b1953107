import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import numpy as np
import pytest

from tests.recall.made import Toy
from warehouse.home import Home
from warehouse.recall.embeddings import Embeddings
from warehouse.recall.encoder import EncoderError, MiniLM, WordLlama, load

CACHE = Path.home() / ".cache" / "tellonce"
TEXTS = ["The customer prefers a window seat.", "My parcel never arrived", "Which seat does she like on a plane?", "", "word " * 400]


class Counting(Toy):
    """Counts what it embeds."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[str] = []

    def encode(self, texts: Sequence[str]) -> np.ndarray:
        self.seen += texts
        return super().encode(list(texts))


@pytest.mark.parametrize("name", ["minilm", "wordllama"])
def test_vectors_are_unit_and_do_not_depend_on_their_neighbours(name: str) -> None:
    encoder = load(name, CACHE)
    together = encoder.encode(TEXTS)
    assert together.shape == (len(TEXTS), encoder.dim) and together.dtype == np.float32
    assert np.allclose(np.linalg.norm(together[:3], axis=1), 1, atol=1e-5)
    for text, vector in zip(TEXTS, together, strict=True):
        assert np.array_equal(encoder.encode([text])[0].astype(np.float16), vector.astype(np.float16))
    assert encoder.encode([]).shape == (0, encoder.dim)


@pytest.mark.parametrize("name", ["minilm", "wordllama"])
def test_meaning_is_nearer_than_nothing_in_common(name: str) -> None:
    seat, parcel, question = load(name, CACHE).encode(TEXTS[:3])
    assert question @ seat > question @ parcel + 0.2


def test_two_encoders_have_two_digests() -> None:
    assert len({load("minilm", CACHE).digest, load("wordllama").digest}) == 2


def test_encoding_needs_no_torch_once_exported() -> None:
    load("minilm", CACHE).encode(["make sure it is exported"])
    use = "from warehouse.recall.encoder import load; load('minilm', Path(sys.argv[1])).encode(['a'])"
    code = f"import sys; from pathlib import Path; {use}; print('torch' in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code, str(CACHE)], capture_output=True, text=True, check=True).stdout.strip() == "False"


def test_weights_that_are_not_the_known_ones_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "model").mkdir()
    (tmp_path / "model" / "model.safetensors").write_bytes(b"other")
    encoder = MiniLM(tmp_path / "cache")
    monkeypatch.setitem(encoder.__dict__, "_folder", tmp_path / "model")
    with pytest.raises(EncoderError, match="not the known one"):
        _ = encoder._session


def test_a_name_that_nothing_knows_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_HUB_OFFLINE", "1")
    with pytest.raises(EncoderError, match="use minilm or wordllama"):
        load("./no/such/model")


def test_a_text_is_embedded_once_across_builds(home: Home) -> None:
    encoder = Counting()
    first = Embeddings(home, encoder).of(["a b", "c d"])
    again = Embeddings(home, encoder).of(["c d", "e f", "a b"])
    assert sorted(encoder.seen) == ["a b", "c d", "e f"]
    assert np.array_equal(again[[2, 0]], first)


def test_the_cache_holds_no_text_and_forgets_what_is_not_retained(home: Home, toy: Toy) -> None:
    kept = Embeddings(home, toy)
    kept.of(["secret sentence", "kept sentence"])
    assert kept.retain(["kept sentence"]) == 1
    files = b"".join(path.read_bytes() for path in home.cache.rglob("*") if path.is_file())
    assert b"sentence" not in files
    encoder = Counting()
    Embeddings(home, encoder).of(["kept sentence"])
    assert encoder.seen == []
    assert toy.encode(["secret sentence"]).astype(np.float16).tobytes() not in files


def test_many_small_writes_are_merged(home: Home) -> None:
    encoder = Counting()
    for count in range(40):
        Embeddings(home, encoder).of([f"text {count}"])
    assert len(list(home.cache.rglob("*.keys.npy"))) <= 17
    Embeddings(home, encoder).of([f"text {count}" for count in range(40)])
    assert len(encoder.seen) == 40


def test_static_batches_equal_single_texts() -> None:
    encoder = WordLlama()
    texts = [f"a sentence of {'more ' * (count % 7)} words {count}" for count in range(150)]
    assert np.array_equal(encoder.encode(texts)[77].astype(np.float16), encoder.encode([texts[77]])[0].astype(np.float16))
