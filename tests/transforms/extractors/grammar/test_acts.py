from datetime import datetime

import pytest

from tests.transforms.extractors.talk import registry, told, turns
from transforms.extractors.grammar import GrammarExtractor

GRAMMAR = GrammarExtractor(registry())
CHANNEL = "contact.preferred_channel"


@pytest.mark.parametrize(
    ("text", "channel"),
    [
        ("I prefer email", "email"), ("text is fine", "sms"), ("I'd rather you text me", "sms"), ("please email me instead", "email"), ("the best way to reach me is by phone", "phone"),
        ("contact me via whatsapp", "whatsapp"), ("i would prefer to be contacted by letter", "post"),
    ],
)  # fmt: skip
def test_preferred_channels(text, channel):
    assert (CHANNEL, channel) in told(GRAMMAR, text)


def test_a_withdrawal_and_what_takes_its_place():
    assert {("-" + CHANNEL, "phone"), ("consent.phone", "no"), (CHANNEL, "sms")} <= told(GRAMMAR, "stop calling me, text is fine")


@pytest.mark.parametrize(
    "text",
    [
        "I don't prefer email", "Do you prefer email?", "If I wanted calls I would have said so", "My friend said she prefers email", "He said text is fine", "oh great, email is best, yeah right",
        "please call me tomorrow", "Could you send me an email?", "is email better?",
    ],
)  # fmt: skip
def test_negation_questions_hypotheses_others_words_and_irony_are_no_preference(text):
    assert CHANNEL not in {a for a, _ in told(GRAMMAR, text)}


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("please unsubscribe me from marketing", ("consent.marketing", "no")), ("do not contact me again", ("contact.do_not_contact", "yes")), ("I don't want this call to be recorded", ("consent.recording", "no")),
        ("sign me up for the newsletter", ("consent.marketing", "yes")), ("STOP", ("consent.sms", "no")),
    ],
)  # fmt: skip
def test_consent(text, wanted):
    assert wanted in told(GRAMMAR, text)


@pytest.mark.parametrize(
    ("line", "wanted"),
    [
        ("a: I'd recommend the lower bunk for small children.", ("event", "recommended")), ("a: I've refunded you the full amount.", ("refund", "done")), ("a: Your case has been escalated to our specialists.", ("escalation", "done")), ("c: that worked, thank you", ("outcome.resolution", "resolved")),
        ("c: it is still not working", ("outcome.resolution", "unresolved")), ("c: the dishwasher is draining properly again", ("outcome.resolution", "resolved")), ("c: no improvement at all", ("outcome.resolution", "unresolved")), ("a: We'll send you a replacement by Friday.", ("send", "promised")), ("c: I'll pay the rest on Monday", ("payment", "promised")),
    ],
)  # fmt: skip
def test_outcomes_and_commitments_of_either_side(line, wanted):
    assert wanted in told(GRAMMAR, line)


@pytest.mark.parametrize(
    "line",
    [
        "a: I will be happy to help you with a refund.",
        "a: Would you like me to refund it?",
        "a: If it fails we will refund you.",
        "c: that did not work at all? no idea",
        "a: I have not refunded anything.",
    ],
)
def test_politeness_offers_and_hypotheses_promise_nothing(line):
    assert not {v for _, v in told(GRAMMAR, line)} & {"promised", "done", "resolved"}


def test_a_promise_is_due_at_the_end_of_the_day_in_the_messages_zone():
    row = GRAMMAR.extract(turns("a: I will call you back tomorrow.", zone="America/New_York")).row(0, named=True)
    assert row["due_at"] == datetime(2026, 1, 7, 4, 59, 59)


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("my husband handles the bills", "relationship"), ("we just moved to a new flat", "event"), ("I'm allergic to peanuts", "preference"), ("this is the worst service ever", "sentiment"),
        ("my parcel never arrived", "issue"), ("please cancel my subscription", "request"), ("I'm deaf in one ear", "fact"),
    ],
)  # fmt: skip
def test_kinds(text, kind):
    assert kind in GRAMMAR.extract(turns(text))["kind"].to_list()


@pytest.mark.parametrize("text", ["I would like to book a table", "I'd like a room with a view", "would you like it?", "ok thanks", "Good morning"])
def test_wishes_and_politeness_are_no_preference(text):
    assert "preference" not in GRAMMAR.extract(turns(text))["kind"].to_list()


def test_a_statement_is_in_the_third_person():
    assert GRAMMAR.extract(turns("I really hate my old modem")).row(0, named=True)["statement"] == "The customer really hates their old modem."


def test_from_when_it_holds_is_read_from_the_words():
    row = GRAMMAR.extract(turns("from next month I prefer email")).row(0, named=True)
    assert row["valid_from"] == datetime(2026, 2, 1)


@pytest.mark.parametrize("text", ["Please text me, don't call.", "Please don't call me, text me instead.", "Text me rather than call."])
def test_one_channel_over_another_states_the_one(text):
    assert (CHANNEL, "sms") in told(GRAMMAR, text)


@pytest.mark.parametrize("text", ["I prefer e-mail for invoices.", "I prefer aisle seats on night flights.", "I speak French at home."])
def test_a_preference_that_is_bounded_is_no_attribute_of_the_customer_at_large(text):
    assert not {a for a, _ in told(GRAMMAR, text)} & {CHANNEL, "preference.seat", "language"}


@pytest.mark.parametrize("line", ["a: Would you recommend us to a friend?", "a: I can book it if you would like that very much.", "c: I'd recommend your shop to everybody I know."])
def test_an_offer_a_question_and_the_customers_praise_are_no_advice(line):
    assert ("event", "recommended") not in told(GRAMMAR, line)
