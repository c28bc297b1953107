from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extractors.exemplars.clauses import clauses
from transforms.reported import reported, third_person


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("I'm deaf in one ear.", "The customer is deaf in one ear."),
        ("My husband handles the bills", "The customer's husband handles the bills."),
        ("We run a small bakery.", "The customer runs a small bakery."),
        ("i really don't like horror movies", "The customer really doesn't like horror movies."),
        ("I carry cash and my wife pays by card", "The customer carries cash and their wife pays by card."),
        ("Well, yeah, I've lived in Perth since 2011", "The customer has lived in Perth since 2011."),
        ("I bought a van", "The customer bought a van."),
        ("I sleep till two and work nights", "The customer sleeps till two and works nights."),
        ("I'm only getting a tenth of the speed I pay for", "The customer is only getting a tenth of the speed they pay for."),
        ("My wife Lena and I run the shop", "The customer and their wife Lena run the shop."),
        ("You keep charging me twice", "The company keeps charging the customer twice."),
        ("I’ll call, I'll pay", "The customer will call, they will pay."),
        ("It was boring", None),
    ],
)
def test_first_person_becomes_third(said, told):
    assert third_person(said) == told


def test_an_agent_is_not_the_customer():
    assert reported("I'll send you the label tomorrow.", "commitment", "agent") == "The agent will send the customer the label tomorrow."


def test_what_was_done_for_a_customer_is_told_of_the_customer():
    assert reported("Great, your room has been successfully booked for Friday!", "outcome", "agent") == "The customer's room has been booked for Friday."


@pytest.mark.parametrize(
    ("kind", "said", "told"),
    [
        ("request", "Could you please send me a copy of my bill?", "The customer asks the company to send them a copy of their bill."),
        ("request", "Can I pay in parts?", "The customer asks: Can I pay in parts?"),
        ("issue", "The parcel never came.", "The parcel never came."),
        ("sentiment", "This is a disgrace.", "The customer says: This is a disgrace."),
        (
            "fact",
            "I run a small workshop for violins behind the station, and there are always two or three apprentices about who could take in whatever you send.",
            "The customer runs a small workshop for violins behind the station.",
        ),
    ],
)
def test_a_statement_is_short_and_of_the_customer(kind, said, told):
    assert reported(said, kind) == told


def test_what_limits_a_long_sentence_is_not_cut_off():
    said = "I want all of my letters sent to the office in Leeds from the first of the month, but only if they concern the lease and nothing else at all."
    assert "only if they concern the lease" in reported(said, "request")


def test_a_fragment_keeps_the_question_it_answers():
    assert reported("Mostly thrillers.", "preference", asked="What movies do you like?") == 'Asked "What movies do you like?", the customer says: Mostly thrillers.'


def test_sentences_are_cut_where_they_end():
    text = "Hi Dr. Osei, I moved.  My new place is at 4.5 Mill St. near you! ok?\nbye"
    assert [c.text for c in clauses(text)] == ["Hi Dr. Osei, I moved.", "My new place is at 4.5 Mill St. near you!", "ok?", "bye"]


@given(st.text())
def test_clauses_stand_verbatim_in_order(text):
    found = clauses(text)
    assert all(text[c.start : c.end] == c.text for c in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
