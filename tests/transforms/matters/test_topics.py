from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.matters import is_lasting, is_scoped, topic


def relation(a: str, b: str) -> str:
    one, other = topic(a), topic(b)
    if one.topic is None or one.topic != other.topic:
        return "unrelated"
    return "same" if one.value == other.value else "contradicts"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("My commute is 30 minutes.", "My commute takes 45 minutes now."),
        ("I have three cats.", "I got a fourth cat."),
        ("I live in Leeds.", "I moved from Leeds to York last month."),
        ("My rent is $900.", "My rent went up to 1,050 dollars."),
        ("I drive a Skoda.", "I drive a Volvo now."),
        ("I wake up at 7 am.", "I wake up at 6:30 these days."),
        ("I swim twice a week.", "I swim four times a week now."),
        ("My dentist appointment is on Tuesday.", "My dentist appointment was moved to Friday."),
        ("My favourite band is Blur.", "My new favorite band is Pulp."),
        ("I prefer a quiet table.", "I prefer a loud table."),
        ("I'm engaged.", "I'm married now."),
        ("I keep the spare key in the shed.", "I keep the spare key under the mat now."),
        ("I own a caravan.", "I sold my caravan."),
        ("I love olives.", "I can't stand olives anymore."),
    ],
)
def test_another_value_of_what_has_one_at_a_time_contradicts(before, after):
    assert relation(before, after) == "contradicts"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I wear size nine boots.", "I wear size 9 boots."),
        ("I don't drink wine.", "I never drink wine."),
        ("I've got two parrots.", "We have 2 parrots."),
        ("I'm based in Oslo.", "I live in Oslo."),
        ("My budget is 2k dollars.", "I have a budget of $2,000."),
        ("I'm allergic to latex.", "I have a latex allergy."),
        ("I'm a big fan of opera.", "I really love opera!"),
    ],
)
def test_the_same_in_other_words_is_one_memory(one, other):
    assert relation(one, other) == "same"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("I prefer window seats.", "I prefer aisle seats on night flights."),
        ("I prefer e-mail for receipts.", "I prefer SMS for delivery updates."),
        ("I like tea in winter.", "I like lemonade in summer."),
        ("I have two dogs.", "My sister has three dogs."),
        ("I speak Dutch at home.", "I don't speak Dutch at work."),
        ("I like red wine.", "I don't like white wine."),
        ("My car is red.", "My car is a Toyota."),
        ("I have kids.", "I like kids."),
        ("I don't like that movie.", "I really like that movie."),
    ],
)
def test_who_it_is_about_and_in_what_circumstances_belongs_to_the_topic(one, other):
    assert relation(one, other) == "unrelated"


@pytest.mark.parametrize("said", ["Thank you so much.", "I've seen it.", "Do you like jazz?", "It is 95381901.", "", "No, I don't think so."])
def test_what_is_of_its_moment_has_no_topic(said):
    assert topic(said).topic is None


def test_requests_and_promises_have_no_topic():
    assert topic("I want a refund.", "request") == topic("I'll pay tomorrow.", "commitment") == (None, None)


@pytest.mark.parametrize(("said", "lasts"), [("My commute is 40 minutes.", True), ("We live in Porto.", True), ("My order number is 81223.", False), ("I want to change my address.", False)])
def test_what_stays_so_until_it_is_updated_is_told_apart(said, lasts):
    assert is_lasting(said) is lasts


@pytest.mark.parametrize(
    ("rest", "scoped"), [(" on night flights", True), (" for invoices.", True), (" when my order ships", True), (" if possible", False), (" on +4420", False), (", please", False), ("", False)]
)
def test_words_that_bound_a_preference_are_told_apart(rest, scoped):
    assert is_scoped(rest) is scoped


@given(st.text(max_size=60))
def test_any_text_has_both_a_topic_and_a_value_or_neither(text):
    found = topic(text)
    assert (found.topic is None) == (found.value is None) and found.topic != ""
