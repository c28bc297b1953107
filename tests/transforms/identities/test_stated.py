from __future__ import annotations

import polars as pl
import pytest

from tests.transforms.identities.worlds import customer, groups, message, on_message, on_record, record, says, settle
from transforms.identities import IdentitySettings
from transforms.identities.names import agree

NAMES = IdentitySettings(stated="identifiers_and_names")
IDS = IdentitySettings(stated="identifiers")
TALK = "conversation:s:c"


ANN = [record("r1", person__first_name="Ann", person__surname="Li", contact__postal_code="12345", contact__phone="+1 415 555 0100")]
BOTH = [*ANN, record("r2", person__first_name="Bob", person__surname="Li", contact__postal_code="12345")]
GIVEN = [*on_record("r1", ["email:ann@x.io", "order_number:#W100001"], 0), *on_record("r2", ["email:bob@x.io", "order_number:#W200002"], 0)]


def found(observations: list[dict], settings: IdentitySettings = NAMES, mentions: list[dict] = GIVEN, records: list[dict] = BOTH) -> set[str]:
    result = settle(mentions, messages=[message("c", 1)], observations=observations, records=records, settings=settings)
    return next(group for group in groups(result) if TALK in group) - {TALK}


@pytest.mark.parametrize("statement", [says("order.number", "w100001"), says("contact.email", "Ann@x.io"), says("contact.phone", "(415) 555-0100")])
def test_an_identifier_that_one_record_has_leads_to_its_customer(statement):
    assert found([statement], IDS) == {"email:ann@x.io", "order_number:#W100001"}


def test_switched_off_nothing_stated_links():
    assert found([says("order.number", "#W100001")], IdentitySettings()) == set()


def test_full_name_and_post_code_together_lead_to_the_one_record_that_has_both_if_allowed():
    both = [says("person.name", "ann li"), says("contact.postal_code", "12345")]
    assert found(both) == {"email:ann@x.io", "order_number:#W100001"}
    assert found(both, IDS) == set()


@pytest.mark.parametrize(
    "said",
    [
        [says("person.name", "Ann Li")],
        [says("contact.postal_code", "12345")],
        [says("person.surname", "Li"), says("contact.postal_code", "12345")],
        [says("person.name", "Li"), says("contact.postal_code", "12345")],
    ],
)
def test_a_name_alone_or_a_post_code_alone_or_half_a_name_links_nothing(said):
    assert found(said) == set()


def test_two_of_the_same_name_and_post_code_stay_open():
    twins = [record("r1", person__full_name="Ann Li", contact__postal_code="12345"), record("r2", person__full_name="Ann Li", contact__postal_code="12345")]
    assert found([says("person.name", "Ann Li"), says("contact.postal_code", "12345")], records=twins) == set()


def test_identifiers_of_two_records_link_neither_and_both_are_listed():
    said = [says("order.number", "#W100001"), says("order.number", "#W200002", n=1)]
    assert found(said) == set()
    links = settle(GIVEN, messages=[message("c", 1)], observations=said, records=BOTH, settings=IDS).links.filter(pl.col("rule") == "stated")
    assert links["state"].to_list() == ["refused", "refused"] and links["state_reason"].unique().to_list() == ["what is stated leads to several records"]


def test_a_name_that_is_not_the_records_refuses():
    assert found([says("order.number", "#W100001"), says("person.name", "Robert Smith")]) == set()
    assert found([says("order.number", "#W100001"), says("person.name", "Anne Li")]) == set()
    assert found([says("order.number", "#W100001"), says("person.first_name", "ann")]) != set()


def test_without_records_nothing_stated_links():
    assert found([says("order.number", "#W100001"), says("person.name", "Ann Li"), says("contact.postal_code", "12345")], mentions=[], records=[]) == set()


def test_what_an_agent_says_and_a_number_of_few_digits_lead_nowhere():
    assert found([says("order.number", "#W100001", authority="agent")]) == set()
    assert found([says("order.number", "0001")], mentions=[*on_record("r1", ["email:ann@x.io", "order_number:0001"], 0)]) == set()


def test_a_customer_with_a_record_of_that_source_is_not_put_with_another():
    mentions = [*GIVEN, *on_record("r3", ["email:cy@x.io"], 0)]
    result = settle(mentions, observations=[says("order.number", "#W100001", identity="email:cy@x.io")], records=BOTH, settings=IDS)
    assert frozenset({"email:cy@x.io"}) in groups(result)


def test_a_statement_links_from_when_both_sides_are_known_until_it_no_longer_stands():
    late = on_record("r1", ["email:ann@x.io", "order_number:#W100001"], 3)
    result = settle(late, messages=[message("c", 1)], observations=[says("order.number", "#W100001", until=6)], records=[record("r1", 3)], settings=IDS)
    assert customer(result, TALK, at=2) != customer(result, TALK, at=4) or customer(result, "email:ann@x.io", at=4) == customer(result, TALK, at=4)
    assert frozenset({TALK}) in groups(result, at=2) and frozenset({TALK}) in groups(result) and frozenset({TALK}) not in groups(result, at=4)


def test_what_was_unambiguous_then_stays_so_then():
    late = [*on_record("r1", ["email:ann@x.io"], 0), *on_record("r2", ["email:bob@x.io"], 4)]
    records = [record("r1", 0, account__number="AB12345"), record("r2", 4, account__number="AB12345")]
    result = settle(late, messages=[message("c", 1)], observations=[says("account.number", "AB12345")], records=records, settings=IDS)
    assert frozenset({TALK, "email:ann@x.io"}) in groups(result, at=3) and frozenset({TALK}) in groups(result)


def test_a_number_on_whatsapp_is_the_number_on_the_phone():
    result = settle([*on_message("m1", ["phone:+14155550100"], 1), *on_message("m2", ["whatsapp:+14155550100"], 2)])
    assert groups(result) == {frozenset({"phone:+14155550100", "whatsapp:+14155550100"})} and result.links["rule"].to_list() == ["same_number"]


@pytest.mark.parametrize(
    ("stated", "recorded", "same"),
    [
        ("Sofia Kovács", "sofia kovacs", True),
        ("S. Kovacs", "Sofia Kovacs", True),
        ("Kovacs, Sofia", "Sofia Kovacs", True),
        ("wisozk", "Anna Wisozk", True),
        ("Sofia Kovasc", "Sofia Kovacs", True),
        ("Juan Rossi", "Juan Lopez", False),
        ("Mei Li", "Wei Li", False),
        ("Mr Smith", "Mrs Smith", True),
    ],
)
def test_names_agree_where_each_word_has_its_like(stated, recorded, same):
    assert agree(stated, recorded) is same
