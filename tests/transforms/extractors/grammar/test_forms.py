import pytest

from tests.transforms.extractors.talk import registry, told, turns
from transforms.extractors.grammar import GrammarExtractor

GRAMMAR = GrammarExtractor(registry())


def value(attribute, *lines, **given):
    return {v for a, v in told(GRAMMAR, *lines, **given) if a == attribute}


@pytest.mark.parametrize(
    ("text", "address"),
    [
        ("My email is Ana.Ruiz@example.com, thanks", "ana.ruiz@example.com"), ("my email is ana dot ruiz at example dot com", "ana.ruiz@example.com"), ("wisozk at gmail dot com", "wisozk@gmail.com"),
        ("wisozk 67 gmailcom", "wisozk67@gmail.com"), ("its rowan gmailcom", "rowan@gmail.com"), ("you can reach me at jo_k@example.org", "jo_k@example.org"),
    ],
)  # fmt: skip
def test_addresses_typed_spoken_and_transcribed_are_one(text, address):
    assert value("contact.email", text) == {address}


@pytest.mark.parametrize("text", ["If you have questions write to support@example.com", "I bought it at example dot com", "I read it at bestbuy.com"])
def test_what_is_not_the_customers_address_is_none(text):
    assert value("contact.email", text) == set()


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("call me on +44 20 7946 0958", "+442079460958"), ("my number is (212) 555-0142", "2125550142"), ("nine one seven five five five oh one double seven", "9175550177"),
        ("my phone is double seven three four five five five zero one two", "7734555012"),
    ],
)  # fmt: skip
def test_telephone_numbers_in_digits_and_in_words(text, number):
    assert value("contact.phone", text) == {number}


@pytest.mark.parametrize("text", ["my old number was 212 555 0142", "back then my email was oldmail@example.com"])
def test_what_was_once_so_is_not_claimed(text):
    assert told(GRAMMAR, text) == set()


@pytest.mark.parametrize(
    ("question", "answer", "attribute", "wanted"),
    [
        ("a: May I have your name, please?", "viswa", "person.name", "Viswa"), ("a: Could you give me your booking number?", "x 45 b 78", "booking.number", "X45B78"),
        ("a: What is your account number?", "It's 351531510", "account.number", "351531510"), ("a: Your order number please?", "sure, 88213", "order.number", "88213"),
        ("a: What is your date of birth?", "March 3, 1980", "person.date_of_birth", "1980-03-03"),
    ],
)  # fmt: skip
def test_an_answer_is_of_what_was_asked(question, answer, attribute, wanted):
    assert value(attribute, question, answer) == {wanted}


@pytest.mark.parametrize(
    ("text", "attribute", "wanted"),
    [
        ("my order number is 4471-22", "order.number", "4471-22"), ("policy pny 579654128 claim skl 325", "policy.number", "PNY579654128"), ("policy pny 579654128 claim skl 325", "claim.number", "SKL325"),
        ("Hi, this is Maria Lopez from accounting", "person.name", "Maria Lopez"), ("my name is john o'neil and i need help", "person.name", "John O'neil"),
        ("I live in Porto Alegre now", "location.city", "Porto Alegre"), ("I live in Leeds. Thanks.", "location.city", "Leeds"),
        ("We moved to St. Louis.", "location.city", "St. Louis"), ("I work for Acme Inc. Can you help?", "organization.name", "Acme Inc"), ("my iphone 12 will not charge", "device.model", "iphone 12"),
        ("We're Orbit plan customers.", "account.plan", "Orbit"), ("our tariff is the comet plan", "account.plan", "comet"), ("We bought a Ruvo charger from you.", "device.model", "Ruvo charger"),
        ("I look after the grounds for Elm Park School.", "organization.name", "Elm Park School"), ("We are Harper Dental.", "organization.name", "Harper Dental"),
        ("hello there Petra Lind this side, it broke", "person.name", "Petra Lind"), ("Our house is at 182 River Road, Joliet, IL 60432.", "contact.address", "182 River Road, Joliet, IL 60432"),
        ("ship it to 12 Baker Street, London please", "contact.address", "12 Baker Street, London"), ("my zip code is 10004", "contact.postal_code", "10004"),
    ],
)  # fmt: skip
def test_values_with_a_cue(text, attribute, wanted):
    assert wanted in value(attribute, text)


@pytest.mark.parametrize("text", ["Book it for 5 people at 9 am-10 am", "I saw it on June 1st", "This is ridiculous", "I'm fine", "It costs 250 dollars", "there are 2 of us"])
def test_what_only_looks_like_a_detail_is_none(text):
    assert not {a for a, _ in told(GRAMMAR, "a: hello", text) if a.startswith(("person", "contact.p", "booking", "account", "order"))}


@pytest.mark.parametrize(
    "text",
    [
        "I was on the Comet plan before.", "put us on the Comet plan please", "My wife's name is spelt wrong, it's Agnes with one s.", "afterwards I'm with Agnes at the clinic", "My charger is dead",
        "Our address has changed", "I have a dead battery",
    ],
)  # fmt: skip
def test_what_was_or_is_wished_and_what_is_anothers_is_no_value_now(text):
    assert not {a for a, _ in told(GRAMMAR, "a: hello", text) if a in {"account.plan", "person.name", "organization.name", "device.model", "contact.address"}}


def test_the_quote_is_the_value_as_it_stands():
    row = GRAMMAR.extract(turns("mail me at wisozk at gmail dot com")).row(0, named=True)
    assert row["quote"] == "wisozk at gmail dot com"
    assert (row["quote_start"], row["quote_end"]) == (11, 34)


def test_a_bots_menu_and_an_agent_reading_back_are_no_evidence():
    assert told(GRAMMAR, "b: Press 1 to call us on 212 555 0142", "a: I see your email on file is a@example.com, is it correct?") == set()


def test_what_is_language_free_is_found_in_any_language():
    assert told(GRAMMAR, "meine Adresse ist uwe@example.de, ich will das nicht", language="de") == {("contact.email", "uwe@example.de")}


def test_user_patterns_and_marked_examples_come_for_free():
    own = {"name": "shipping.carrier", "values": {"dhl": [], "ups": ["brown truck"]}, "pattern": r"(?i)ship (?:it )?via (?P<value>\w+)", "examples": ["please send it with <dhl>"]}
    grammar = GrammarExtractor(registry(own))
    assert told(grammar, "ship via UPS") == {("shipping.carrier", "ups")}
    assert ("shipping.carrier", "ups") in told(grammar, "please send it with brown truck")
