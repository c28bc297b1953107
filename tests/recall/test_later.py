from datetime import timedelta

import numpy as np
import pytest

from tests.recall.made import T0, Made, Toy
from warehouse.home import Home
from warehouse.recall.answer import recall
from warehouse.recall.later import Statements, later_first, lifted
from warehouse.recall.layout import CHANGED
from warehouse.recall.question import Question
from warehouse.recall.snapshot import open_current, publish, write

NOW = Question(np.zeros(0, np.uint64), np.zeros(0, np.float32), None, [], np.zeros(12, np.float32), asks_now=False)
THEN = Question(NOW.numbers, NOW.idf, None, [], NOW.kinds, asks_now=False, asks_then=True)
IN_MAY = Question(NOW.numbers, NOW.idf, None, [(0, 10)], NOW.kinds, asks_now=False)


def two(likeness: float, changed: int = 0, *, score: float = 0.9, attributes: tuple[bool, bool] = (False, False), message: int = 2) -> Statements:
    """An earlier statement in the first place, a later one in the second."""
    near = np.array([[1, likeness], [likeness, 1]], dtype=np.float32)
    return Statements(np.array([1, 2]), np.array([1, score], np.float32), near, near, np.array([0, changed], np.uint8), np.array(attributes), np.array([1, message], np.uint32))


@pytest.mark.parametrize(
    ("given", "question", "goes_first"),
    [
        (two(0.6), NOW, True),
        (two(0.45), NOW, False),
        (two(0.45, 1), NOW, True),
        (two(0.32, CHANGED), NOW, True),
        (two(0.32, CHANGED, score=0.6), NOW, False),
        (two(0.2, CHANGED), NOW, False),
        (two(0.6), THEN, False),
        (two(0.6, CHANGED), THEN, True),
        (two(0.9, CHANGED), IN_MAY, False),
        (two(0.9, attributes=(False, True)), NOW, False),
        (two(0.9, attributes=(True, False)), NOW, False),
        (two(0.5, CHANGED, attributes=(True, False)), NOW, True),
        (two(0.9, CHANGED, message=1), NOW, False),
    ],
)
def test_the_later_of_two_statements_goes_first_where_it_may_replace_the_earlier(given: Statements, question: Question, goes_first: bool) -> None:
    assert later_first(given, question) == ([1, 0] if goes_first else [0, 1])


def test_of_three_statements_on_one_matter_the_last_goes_first() -> None:
    near = np.array([[1, 0.6, 0.1], [0.6, 1, 0.6], [0.1, 0.6, 1]], dtype=np.float32)
    no = np.zeros(3, np.uint32)
    given = Statements(np.array([1, 2, 3]), np.array([1, 0.9, 0.8], np.float32), near, near, no, no != 0, no)
    assert later_first(given, NOW) == [2, 1, 0]


def test_what_went_up_is_worth_what_it_went_before() -> None:
    assert lifted(np.array([0.4, 0.9, 0.5])).tolist() == [0.9, 0.9, 0.5]


def test_scores_of_an_answer_never_rise_though_the_later_statement_went_up(home: Home, toy: Toy) -> None:
    made = Made.empty()
    ana = made.customer("ana")
    made.keep(ana, "The piano teacher comes on Tuesday for the piano hour", T0)
    made.keep(ana, "The piano teacher comes on Friday instead", T0 + timedelta(days=30))
    publish(home, write(home, made.frames(), toy, "b1"))
    found = recall(open_current(home), "email:ana@example.com", "piano teacher hour", encoder=toy)["observations"]
    assert [each["content"].split()[5] for each in found] == ["Friday", "Tuesday"]
    assert found[0]["score"] >= found[1]["score"]
