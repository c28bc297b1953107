import pytest

from tests.transforms.extractors.talk import registry, told, turns
from transforms.extractors.slots import SlotsExtractor

OWN = [
    {"name": "hotel.area", "description": "part of town", "values": ["north", "south", "dontcare"]},
    {"name": "hotel.name", "description": "name of the hotel", "values": ["Ashley Hotel", "Warkworth House"]},
    {"name": "hotel.nights", "description": "number of nights to stay", "type": "number"},
    {"name": "hotel.people", "description": "number of people", "type": "number"},
    {"name": "hotel.parking", "description": "whether it must have parking", "values": ["yes", "no"]},
    {"name": "hotel.day", "description": "day of arrival", "values": ["monday", "tuesday", "friday"]},
    {"name": "train.departure", "description": "where the train leaves from", "values": ["Ely", "Norwich"]},
    {"name": "train.destination", "description": "where the train goes to", "values": ["Ely", "Norwich"]},
    {"name": "train.leave_at", "description": "departure time of the train", "type": "time"},
    {"name": "train.day", "description": "day of travel", "values": ["monday", "tuesday", "friday"]},
]
SLOTS = SlotsExtractor(registry(*OWN))


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("I need a hotel in the north for 3 nights and 2 people", {("hotel.area", "north"), ("hotel.nights", "3"), ("hotel.people", "2")}),
        ("a hotel with parking on tuesday", {("hotel.parking", "yes"), ("hotel.day", "tuesday")}), ("a hotel, I don't need parking", {("hotel.parking", "no")}),
        ("a train from Ely to Norwich after 5:45 pm", {("train.departure", "Ely"), ("train.destination", "Norwich"), ("train.leave_at", "17:45")}),
        ("the ashly hotel please", {("hotel.name", "Ashley Hotel")}), ("a hotel in the northern part", {("hotel.area", "north")}),
    ],
)  # fmt: skip
def test_values_go_to_the_attribute_that_the_words_around_them_name(text, wanted):
    assert told(SLOTS, text) == wanted


def test_a_taken_offer_is_the_customers_choice():
    assert ("hotel.name", "Ashley Hotel") in told(SLOTS, "I need a hotel", "a: How about the Ashley Hotel?", "yes, book it")


def test_a_refused_offer_is_none():
    assert told(SLOTS, "I need a hotel", "a: How about the Ashley Hotel?", "no, something else") == set()


def test_the_other_of_two():
    assert told(SLOTS, "I need a hotel", "a: I have the Ashley Hotel and Warkworth House, which would you like?", "the other one") == {("hotel.name", "Warkworth House")}


def test_a_correction_is_a_second_claim():
    found = SLOTS.extract(turns("a hotel for 3 nights", "a: Sorry, that failed. Another day or a shorter stay?", "make it 2 nights instead"))
    assert found.select("attribute", "value").rows() == [("hotel.nights", "3"), ("hotel.nights", "2")]


def test_the_same_day_as_before():
    assert ("train.day", "friday") in told(SLOTS, "a hotel on friday", "a: done", "and a train on the same day")


def test_no_preference_where_it_was_asked():
    assert told(SLOTS, "I need a hotel", "a: Which part of town?", "I don't care") == {("hotel.area", "dontcare")}


def test_a_denied_value_is_not_taken():
    assert told(SLOTS, "a hotel, but not in the north") == set()


def test_an_agents_question_claims_nothing():
    assert told(SLOTS, "a: Would you like a hotel in the north for 3 nights?") == set()


def test_without_attributes_of_ones_own_there_is_nothing():
    assert SlotsExtractor(registry()).extract(turns("a hotel in the north")).is_empty()
