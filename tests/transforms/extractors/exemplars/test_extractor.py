from datetime import datetime

import polars as pl
import pytest

from transforms.extractors import TURNS, Extractor, Owning
from transforms.extractors.exemplars import Exemplars, parse
from transforms.extractors.exemplars.lines import Lines, seed
from transforms.extractors.exemplars.plausible import is_likely


def turns(*said: tuple[str, str], episode: str = "e") -> pl.DataFrame:
    rows = [{"episode_id": episode, "position": i, "interaction_id": f"{episode}-{i}", "speaker": s, "text": t, "channel": "chat", "language": "en"} for i, (s, t) in enumerate(said)]
    frame = pl.DataFrame(rows)
    return frame.with_columns(pl.lit(None, TURNS[c]).alias(c) for c in TURNS.names() if c not in frame.columns).select(TURNS.names()).cast(dict(TURNS))


@pytest.fixture(scope="module")
def kept() -> dict[str, bytes]:
    return {}


@pytest.fixture(scope="module")
def bare(kept) -> Exemplars:
    return Exemplars.train(cache=kept)


def test_it_is_an_extractor_that_owns_only_what_a_user_marked(bare):
    assert isinstance(bare, Extractor) and isinstance(bare, Owning) and bare.owns == frozenset()


def test_lasting_information_is_kept_and_chatter_is_not(bare):
    frame = turns(("agent", "Hello, how can I help?"), ("customer", "Hi there! I'm allergic to shellfish."), ("agent", "Noted."), ("customer", "What time do you open?"), ("customer", "ok thanks"))
    found = bare.extract(frame).filter(pl.col("attribute").is_null())
    assert found["quote"].to_list() == ["I'm allergic to shellfish."]
    assert found["statement"].to_list() == ["The customer is allergic to shellfish."]


@pytest.mark.parametrize(
    "said",
    [
        "My nephew is called Ilya, he turns eleven on Sunday.",
        "How long does a pie need? We had to give away our dog in spring.",
        "ok bought the bigger lamp in the end",
        "I never eat liver, and nothing with aniseed",
        "my knee hurts whenever I climb stairs",
        "They made me captain of the rowing club!",
    ],
)
def test_what_a_customer_tells_by_the_way_is_kept(bare, said):
    found = bare.extract(turns(("agent", "Here is a shorter version."), ("customer", said))).filter(pl.col("kind").is_in(["fact", "event", "preference", "relationship", "issue"]))
    assert found.height


@pytest.mark.parametrize("said", ["haha nice one", "Great, thanks a lot!", "What is the capital of Peru?", "Now a bit longer please.", "I need a taxi at six."])
def test_replies_questions_and_tasks_are_not_lasting_information(bare, said):
    found = bare.extract(turns(("agent", "Here is a shorter version."), ("customer", said)))
    assert not set(found["kind"]) & {"fact", "event", "preference", "relationship"}


@pytest.mark.parametrize(
    ("said", "quote"),
    [
        ("I take drops for my glaucoma, can I still use the sauna?", "I take drops for my glaucoma,"),
        ("my aunt is 80 and lives with us. do you have ramps?", "my aunt is 80 and lives with us."),
        ("My poem won the Alder prize, can you believe it?", "My poem won the Alder prize,"),
        ("the toddler has a nut allergy", "the toddler has a nut allergy"),
    ],
)
def test_what_is_told_before_a_question_or_names_nobody_is_kept(bare, said, quote):
    found = bare.extract(turns(("agent", "Here is a shorter version."), ("customer", said))).filter(pl.col("kind").is_in(["fact", "event", "preference", "relationship"]))
    assert found["quote"].to_list() == [quote]


@pytest.mark.parametrize("said", ["I need a ride from the mill to the station.", "I also want to make an appointment for my son.", "I'm looking for a table for nine", "I'm Robin.", "Please can you help me", "we want to organise a surprise party"])
def test_what_somebody_came_for_is_nothing_to_remember(bare, said):
    found = bare.extract(turns(("agent", "Hello, do you have a booking number?"), ("customer", said))).filter(pl.col("attribute").is_null())
    assert not set(found["kind"]) & {"fact", "event", "relationship", "preference"}


def test_whoever_speaks_with_the_customer_may_tell_of_a_life_too_but_service_is_no_fact(bare):
    frame = turns(("customer", "How was your weekend?"), ("agent", "My daughter was born on Saturday, we called her Odile!"), ("customer", "wow"), ("agent", "I can see your order in our system."))
    found = bare.extract(frame).filter((pl.col("authority") == "agent") & pl.col("attribute").is_null())
    assert found["statement"].to_list() == ["The agent's daughter was born on Saturday, they called her Odile."]


@pytest.mark.parametrize(
    ("attribute", "quote", "likely"),
    [
        ("contact.phone", "2:03:15", False), ("contact.phone", "555 014 7788", True), ("location.city", "Tuesdays", False), ("location.city", "Turku", True),
        ("sensitive.government_id", "1968", False), ("sensitive.government_id", "883-12-4410", True),
    ],
)  # fmt: skip
def test_a_time_a_weekday_and_a_year_are_no_contact_place_or_number_of_a_person(attribute, quote, likely):
    assert is_likely(attribute, f"It was {quote}.", 7, 7 + len(quote), "", "") is likely


@pytest.mark.parametrize(("said", "quote", "likely"), [("Lovely image, I'm going to steal that.", "Lovely image", False), ("And it's in Dresden.", "Dresden", False), ("It's Ruth Amsel.", "Ruth Amsel", True), ("Ruth Amsel here", "Ruth Amsel", True)])
def test_a_name_needs_its_cue_beside_it(said, quote, likely):
    at = said.index(quote)
    assert is_likely("person.name", said, at, at + len(quote), "", "") is likely


def test_a_promise_is_due_when_its_words_say(bare):
    frame = turns(("customer", "When do I get it?"), ("agent", "I'll get the new one out to you by Friday, I promise.")).with_columns(occurred_at=datetime(2026, 3, 4, 23, 30), timezone=pl.lit("Europe/Berlin"))
    found = bare.extract(frame).filter(kind="commitment")
    assert found["due_at"].to_list() == [datetime(2026, 3, 6, 22, 59, 59)]


def test_every_quote_stands_at_its_span(bare):
    frame = turns(("customer", "  hi. My name is Ana Osei, i work nights and my email is ana77@example.com!  "), ("agent", "I'll call you back tomorrow."), ("customer", "Perfect, that worked, thanks so much"))
    found = bare.extract(frame).join(frame, on="interaction_id")
    assert found.height > 2
    assert all(t[a:b] == q for t, a, b, q in found.select("text", "quote_start", "quote_end", "quote").iter_rows())


def test_the_same_lines_give_the_same_bytes(bare, kept):
    again: dict[str, bytes] = {}
    assert Exemplars.train(cache=again).digest == bare.digest
    assert again == kept


def test_a_cached_model_is_not_trained_again(kept, monkeypatch, bare):
    monkeypatch.setattr("transforms.extractors.exemplars.sentences.train", None)
    assert Exemplars.train(cache=kept).digest == bare.digest


def test_one_exemplar_more_is_another_digest(bare):
    assert Exemplars.train(parse("f", '{"text": "We only ship on Mondays.", "kind": "fact"}'), seed=Lines(seed().sentences[:50])).digest != bare.digest


def test_a_users_marked_values_are_learnt_and_owned():
    drinks = ["lemonade", "green tea", "cider", "milk", "root beer", "cola", "black coffee", "water"]
    rows = [f'{{"text": "i want {d} please", "spans": [{{"start": 7, "end": {7 + len(d)}, "attribute": "order.drink"}}]}}' for d in drinks for _ in range(3)]
    taught = Exemplars.train(parse("f", "\n".join(rows)), seed=Lines(seed().sentences[:60], seed().marked[:60]))
    found = taught.extract(turns(("customer", "i want cherry juice please"))).filter(pl.col("attribute") == "order.drink")
    assert found["quote"].to_list() == ["cherry juice"] and taught.owns == {"order.drink"}


@pytest.mark.parametrize(("last", "value"), [("Perfect, that worked, thank you so much!", "resolved"), ("Great. Thanks for nothing, it still doesn't work.", "unresolved")])
def test_the_customers_own_word_ends_the_conversation(bare, last, value):
    frame = turns(("customer", "My router is dead."), ("agent", "Please restart it."), ("customer", last))
    ended = bare.extract(frame).filter(pl.col("kind") == "outcome")
    assert ended.select("value", "authority").row(0) == (value, "customer")


def test_a_conversation_without_an_answer_has_no_outcome(bare):
    assert bare.extract(turns(("customer", "hello?"))).filter(pl.col("kind") == "outcome").is_empty()
