from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from transforms.extractors.exemplars.clauses import clauses
from transforms.extractors.exemplars.rewrite import statement, third_person


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
        ("It was boring", None),
    ],
)
def test_first_person_becomes_third(said, told):
    assert third_person(said) == told


def test_an_agent_is_not_the_customer():
    assert statement("I'll send you the label tomorrow.", "commitment", "agent") == "The agent will send the customer the label tomorrow."


def test_a_fragment_keeps_the_question_it_answers():
    assert statement("Mostly thrillers.", "preference", asked="What movies do you like?") == 'Asked "What movies do you like?", the customer says: Mostly thrillers.'


def test_sentences_are_cut_where_they_end():
    text = "Hi Dr. Osei, I moved.  My new place is at 4.5 Mill St. near you! ok?\nbye"
    assert [c.text for c in clauses(text)] == ["Hi Dr. Osei, I moved.", "My new place is at 4.5 Mill St. near you!", "ok?", "bye"]


@given(st.text())
def test_clauses_stand_verbatim_in_order(text):
    found = clauses(text)
    assert all(text[c.start : c.end] == c.text for c in found)
    assert all(a.end <= b.start for a, b in pairwise(found))
