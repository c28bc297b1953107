import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extractors.exemplars import grams
from transforms.extractors.exemplars.embedding import embed
from transforms.extractors.exemplars.features import Said, featurise

SPOKEN = st.lists(st.sampled_from(["I", "do", "n't", "Don’t", "like", "LIKE", "42", "••7", "flights", "it", "'s", "?", "\n", "é"]), max_size=12).map(" ".join)


@given(st.lists(SPOKEN, max_size=6))
def test_many_texts_have_the_words_that_each_has_alone(texts):
    found = grams.cut(texts)
    assert [found.spelt[int(a) : int(a + n)].to_list() for a, n in zip(found.start, found.size, strict=True)] == [grams.words(t) for t in texts]


@given(st.lists(st.builds(Said, SPOKEN, SPOKEN, SPOKEN), min_size=1, max_size=6))
def test_a_sentence_looks_the_same_in_every_batch(said):
    together = featurise(said).toarray()
    assert all((featurise([one]).toarray()[0] == row).all() for one, row in zip(said, together, strict=True))


def test_a_text_is_the_sum_of_its_parts():
    vectors = embed(["a quiet room", "room quiet a", "", "a quiet room"])
    assert np.allclose(vectors[0], vectors[1]) and not vectors[2].any() and (vectors[0] == vectors[3]).all()
    assert np.linalg.norm(vectors[0]) == pytest.approx(1)
