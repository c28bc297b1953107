import numpy as np
import pycrfsuite
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from transforms.extractors.exemplars import crf, marks, tagger
from transforms.extractors.exemplars.columns import Columns
from transforms.extractors.exemplars.lines import Marked

DRINKS = ("lemonade", "green tea", "cider", "Root Beer")
LINES = [Marked("hello", ((0, 5, "greeting"),)), *(Marked(f"i want {d} please", ((7, 7 + len(d), "order.drink"),), ("what would you like to drink?",)) for d in DRINKS)] * 3
WORDS = ["i", "want", "Tea", "hello", "please", "••7", "4411", "what", "like", "drink", "é|", "a-b", "?", "½", "ok—no", "|"]
TEXT = st.lists(st.sampled_from(WORDS), min_size=1, max_size=9).map(" ".join)
BEFORE = st.builds(marks.Before, st.lists(TEXT, max_size=9).map(tuple), *[st.frozensets(st.sampled_from(["order.drink", "greeting"]))] * 2)


@pytest.fixture(scope="module", params=[0, 6000], ids=["words and meaning", "words"])
def model(request):
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(tagger, "MANY", 6000 - request.param)
        return tagger.train(LINES)


@settings(max_examples=40, deadline=None)
@given(said=st.lists(st.tuples(TEXT, BEFORE), min_size=1, max_size=5))
def test_labels_and_chances_are_those_of_crfsuite(model, said):
    trained = model[1:]  # must outlive the tagger that reads it
    weights, texts = crf.read(trained), [marks.tokens(text) for text, _ in said]
    columns = Columns(weights, model[:1] == b"m")
    seen = columns.see([text for text, _ in said], [before.turns for _, before in said])
    given = [columns.given(before.given, before.latest)[seen.kinds[start : start + size]] for start, size, (_, before) in zip(seen.start, seen.size, said, strict=True)]
    scores = seen.scores + np.concatenate(given)
    labels, sure = crf.decode(scores, [len(text) for text in texts], weights.steps, weights.labels.index("O"))
    theirs = pycrfsuite.Tagger()
    theirs.open_inmemory(trained)
    at = 0
    for text, (_, before) in zip(texts, said, strict=True):
        wanted = theirs.tag(marks.features(text, before, model[:1] == b"m"))
        assert [weights.labels[label] for label in labels[at : at + len(text)]] == wanted
        chances = [theirs.marginal(label, place) for place, label in enumerate(wanted)] if set(wanted) != {"O"} else [1.0] * len(text)
        assert sure[at : at + len(text)].tolist() == pytest.approx(chances, abs=1e-6)
        at += len(text)


def test_a_conversation_is_marked_alike_alone_and_among_others(model):
    trained = tagger.Tagger(model)
    spoken = [(["i want milk tea now please", "", "i want cider please"], ["so what would you like?", "", ""]), ([], []), (["hello"], [""])]
    together = trained.conversations(spoken)
    assert together == [trained.conversations([one])[0] for one in spoken]
    assert [[len(turn) > 0 for turn in turns] for turns in together] == [[True, False, True], [], [True]]
