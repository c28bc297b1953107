from datetime import timedelta

import numpy as np
import pytest

from tests.recall.made import T0, Made, Toy
from warehouse.home import Home
from warehouse.recall import ranking
from warehouse.recall.answer import Options, recall
from warehouse.recall.question import prepare
from warehouse.recall.snapshot import Snapshot, open_current, publish, write

ANA = "email:ana@example.com"


def published(home: Home, made: Made) -> Snapshot:
    publish(home, write(home, made.frames(), Toy(), "b1"))
    return open_current(home)


def test_a_clause_is_also_about_what_its_message_was_about(home: Home, toy: Toy) -> None:
    made = Made.empty()
    ana = made.customer("ana")
    said = made.say(ana, "For the marathon in spring I must not skip breakfast", T0)
    made.keep(ana, "I must not skip it", T0, messages=[said])
    made.keep(ana, "I must not break it", T0)
    opened = published(home, made)
    question = prepare(opened, "marathon", toy.encode(["For the marathon in spring"])[0], 0)
    in_message, alone = ranking.memory_meaning(opened, 0, 2, question), ranking.memory_meaning(opened, 0, 2, question, ranking.Parameters(said=0))
    assert in_message[0] > alone[0] and in_message[1] == alone[1]


def test_a_message_that_says_little_goes_behind_one_that_says_something(home: Home, toy: Toy) -> None:
    made = Made.empty()
    ana = made.customer("ana")
    made.say(ana, "ok bicycle", T0 + timedelta(days=1), talk="t2")
    made.say(ana, "My bicycle stands in the cellar behind the blue door since the flood", T0)
    found = recall(published(home, made), ANA, "bicycle", Options(communications=2), encoder=toy)["communications"]
    assert [each["content"].split()[0] for each in found] == ["My", "ok"]


@pytest.mark.parametrize(("query", "found"), [("blender", True), ("passport renewal", False)])
def test_what_nothing_comes_near_has_no_answer_by_default(home: Home, query: str, found: bool) -> None:
    made = Made.empty()
    ana = made.customer("ana")
    made.keep(ana, "The blender arrived with a cracked jug", T0)
    assert bool(recall(published(home, made), ANA, query)["observations"]) == found


@pytest.mark.parametrize(("query", "found"), [("which pets are there", False), ("which order was it", True), ("which purchase was it", True)])
def test_an_attribute_that_is_not_asked_for_needs_more_to_be_an_answer(home: Home, query: str, found: bool) -> None:
    made = Made.empty()
    ana = made.customer("ana")
    made.keep(ana, "The customer's order: K-32037", T0, kind="attribute", attribute="order.number", value="K-32037")
    opened = published(home, made)
    question = prepare(opened, query, None, 0)
    near = np.array([ranking.PARAMETERS.nothing + 0.01], dtype=np.float32)
    assert ranking.is_answered(opened, 0, np.ones(1, dtype=bool), near, question) == found
    assert ranking.is_answered(opened, 0, np.ones(1, dtype=bool), near + ranking.PARAMETERS.unasked, question)


def test_messages_that_were_asked_for_find_room_beside_many_memories(home: Home, toy: Toy) -> None:
    made = Made.empty()
    ana = made.customer("ana")
    for number in range(30):
        said = made.say(ana, f"My bicycle number {number} stands in the cellar", T0 + timedelta(days=number), talk=f"t{number}")
        made.keep(ana, f"Has bicycle number {number}", T0 + timedelta(days=number), messages=[said])
    answer = recall(published(home, made), ANA, "bicycle", Options(token_budget=150, communications=5), encoder=toy)
    assert "Remembered:" in answer["context"] and answer["context"].count("stands in the cellar") >= 3
