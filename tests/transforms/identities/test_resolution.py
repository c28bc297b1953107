from __future__ import annotations

import dataclasses

import polars as pl
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.transforms.identities.worlds import (
    KEY,
    carries,
    customer,
    day,
    decide,
    groups,
    link,
    mention,
    message,
    on_message,
    on_record,
    proposal,
    record,
    says,
    settle,
)
from transforms.identities import IdentitySettings, Probabilistic

PEOPLE = ["email:a@x.io", "email:b@x.io", "phone:+1", "phone:+2", "external_id:1", "external_id:2"]


def test_the_same_identity_in_two_places_is_one_node():
    result = settle([*on_message("m1", ["email:a@x.io"], 1), *on_record("r1", ["email:a@x.io", "phone:+1"], 1)])
    assert groups(result) == {frozenset({"email:a@x.io", "phone:+1"})}


def test_identities_given_on_one_message_or_record_are_one_customer():
    result = settle([*on_message("m1", ["email:a@x.io", "phone:+1"], 1), *on_record("r1", ["external_id:1", "phone:+1"], 2)])
    assert groups(result) == {frozenset({"email:a@x.io", "phone:+1", "external_id:1"})}
    assert groups(result, at=1) == {frozenset({"email:a@x.io", "phone:+1"})}


def test_a_conversation_links_its_identities_only_while_each_type_has_one():
    talk = [*on_message("m1", ["email:a@x.io"], 1, conversation="c"), *on_message("m2", ["phone:+1"], 1, conversation="c")]
    assert groups(settle(talk)) == {frozenset({"email:a@x.io", "phone:+1"})}
    result = settle([*talk, *on_message("m3", ["email:b@x.io"], 2, conversation="c")])
    assert groups(result, at=1) == {frozenset({"email:a@x.io", "phone:+1"})}
    assert groups(result) == {frozenset({"email:a@x.io"}), frozenset({"email:b@x.io"}), frozenset({"phone:+1"})}
    undone = link(result, "email:a@x.io", "phone:+1")
    assert (undone["state"], undone["state_reason"], undone["state_from"]) == ("undone", "several customers in one conversation", day(2))
    assert link(result, "email:a@x.io", "email:b@x.io")["state"] == "refused"


def test_a_conversation_without_identifiers_is_an_identity_and_joins_the_one_it_gets_later():
    result = settle(on_message("m2", ["email:a@x.io"], 3, conversation="c"), messages=[message("c", 1), message("c", 3, "m2"), message("d", 1)])
    assert groups(result, at=2) == {frozenset({"conversation:s:c"}), frozenset({"conversation:s:d"})}
    assert groups(result) == {frozenset({"conversation:s:c", "email:a@x.io"}), frozenset({"conversation:s:d"})}
    assert customer(result, "email:a@x.io") == KEY.digest("customer", "conversation:s:c")


def test_a_conversation_that_gave_its_identifier_at_once_has_no_identity_of_its_own():
    assert groups(settle(on_message("m1", ["email:a@x.io"], 1, conversation="c"), messages=[message("c", 1, "m1")])) == {frozenset({"email:a@x.io"})}


def test_an_identifier_that_could_not_be_normalised_links_nothing_and_says_so():
    result = settle(
        [
            *on_record("r1", ["email:a@x.io"], 1),
            *on_record("r1", ["phone:12"], 1, valid=False),
            *on_record("r2", ["phone:12"], 1, valid=False),
            *on_record("r2", ["email:b@x.io"], 1),
        ]
    )
    assert len(groups(result)) == 3
    assert link(result, "email:a@x.io", "phone:12")["state_reason"] == "an identifier could not be normalised"


def test_an_identifier_that_can_be_read_later_links_from_then_on():
    broken = [*on_message("m1", ["email:a@x.io"], 0), *on_message("m1", ["external_id:2"], 0, valid=False)]
    again = settle([*broken, *on_message("m1", ["external_id:2"], 1)])
    elsewhere = settle([*broken, *on_message("m2", ["email:a@x.io", "external_id:2"], 1)])
    for result in (again, elsewhere):
        assert groups(result, at=0) == {frozenset({"email:a@x.io"}), frozenset({"external_id:2"})}
        assert groups(result, at=1) == {frozenset({"email:a@x.io", "external_id:2"})}


@pytest.mark.parametrize("value", ["email:noreply@x.io", "phone:+0000000", "external_id:0", "external_id:unknown", "email:desk@shop.io"])
def test_a_blocked_value_links_nothing_and_does_not_tear_the_others_apart(value):
    mentions = [*on_record("r1", [value, "external_id:1", "phone:+1"], 1), *on_record("r2", [value, "external_id:2", "phone:+2"], 1)]
    result = settle(mentions, settings=IdentitySettings(blocked=("desk@*",)))
    assert groups(result) == {frozenset({value}), frozenset({"external_id:1", "phone:+1"}), frozenset({"external_id:2", "phone:+2"})}
    assert link(result, value, "external_id:1")["state_reason"] == "blocked value"


def test_a_value_with_zeroes_among_other_digits_is_not_blocked():
    assert groups(settle(on_record("r", ["external_id:0070", "phone:+1"], 1))) == {frozenset({"external_id:0070", "phone:+1"})}


def test_a_value_shared_by_many_within_the_window_links_nothing_from_then_on():
    mentions = [row for n in range(6) for row in on_record(f"r{n}", ["phone:+1", f"email:{n}@x.io"], n)]
    result = settle(mentions, settings=IdentitySettings(shared_with=4))
    assert groups(result, at=3) == {frozenset({"phone:+1", *(f"email:{n}@x.io" for n in range(4))})}
    assert all(len(g) == 1 for g in groups(result, at=4)) and all(len(g) == 1 for g in groups(result))
    assert link(result, "phone:+1", "email:0@x.io")["state"] == "undone"
    assert link(result, "phone:+1", "email:5@x.io")["state"] == "refused"


def test_a_value_seen_with_as_many_over_a_long_time_is_not_shared():
    mentions = [row for n in range(6) for row in on_record(f"r{n}", ["phone:+1", f"email:{n}@x.io"], n * 20)]
    assert len(groups(settle(mentions, settings=IdentitySettings(shared_with=4)))) == 1


def test_the_link_beyond_a_types_limit_is_refused():
    mentions = [row for n in range(4) for row in on_record(f"r{n}", ["phone:+1", f"email:{n}@x.io"], n)]
    result = settle(mentions, settings=IdentitySettings(limits={"email": 3}))
    assert groups(result) == {frozenset({"phone:+1", "email:0@x.io", "email:1@x.io", "email:2@x.io"}), frozenset({"email:3@x.io"})}
    assert link(result, "phone:+1", "email:3@x.io")["state_reason"].startswith("limit")


def test_a_component_larger_than_allowed_is_held_and_its_members_stay_apart():
    mentions = [row for n in range(4) for row in on_record(f"r{n}", [f"external_id:p{n}", f"external_id:p{n + 1}"], n)]
    result = settle(mentions, settings=IdentitySettings(max_size=4))
    assert groups(result, at=2) == {frozenset(f"external_id:p{n}" for n in range(4))}
    assert groups(result) == {frozenset({f"external_id:p{n}"}) for n in range(5)}
    now = result.customers.filter(pl.col("known_to").is_null())
    assert now["is_held"].all() and len(now) == 5
    assert link(result, "external_id:p0", "external_id:p1")["state"] == "undone"
    assert link(result, "external_id:p3", "external_id:p4")["state"] == "refused"


def test_in_a_held_component_a_persons_decision_stands():
    mentions = [row for n in range(4) for row in on_record(f"r{n}", [f"external_id:p{n}", f"external_id:p{n + 1}"], n)]
    result = settle(mentions, [decide("link", "external_id:p0", "external_id:p4", 9)], settings=IdentitySettings(max_size=4))
    assert frozenset({"external_id:p0", "external_id:p4"}) in groups(result) and len(groups(result)) == 4


def test_orders_and_conversations_do_not_count_towards_the_size():
    mentions = on_record("r1", ["email:a@x.io", *(f"order_number:W{n}" for n in range(80))], 1)
    assert len(groups(settle(mentions))) == 1


def test_a_merge_keeps_the_elder_id_and_the_younger_says_where_it_went():
    result = settle([*on_message("m1", ["email:a@x.io"], 1), *on_message("m2", ["phone:+1"], 2), *on_record("r", ["email:a@x.io", "phone:+1"], 3)])
    elder, younger = KEY.digest("customer", "email:a@x.io"), KEY.digest("customer", "phone:+1")
    assert customer(result, "phone:+1") == elder and customer(result, "phone:+1", at=2) == younger
    row = result.customers.filter(pl.col("customer_id") == younger).row(0, named=True)
    assert (row["known_from"], row["known_to"], row["merged_into"]) == (day(2), day(3), elder)


def test_an_unlink_splits_along_the_least_trusted_link_and_gives_each_side_its_own_id():
    mentions = [
        *on_record("r1", ["email:a@x.io", "phone:+1"], 1),
        *on_message("m1", ["phone:+1"], 2, conversation="c"),
        *on_message("m2", ["external_id:1"], 2, conversation="c"),
        *on_record("r2", ["external_id:1", "email:b@x.io"], 2),
    ]
    result = settle(mentions, [decide("unlink", "email:a@x.io", "email:b@x.io", 5)])
    assert len(groups(result, at=4)) == 1
    assert groups(result) == {frozenset({"email:a@x.io", "phone:+1"}), frozenset({"external_id:1", "email:b@x.io"})}
    assert customer(result, "phone:+1") == KEY.digest("customer", "email:a@x.io") and customer(result, "external_id:1") == KEY.digest("customer", "email:b@x.io")
    undone = link(result, "external_id:1", "phone:+1")
    assert (undone["state"], undone["state_from"]) == ("undone", day(5))
    assert link(result, "email:a@x.io", "email:b@x.io", "decision_unlink")["state"] == "honoured"


def test_an_unlink_outranks_later_evidence_and_a_later_link_ends_it():
    mentions = [*on_message("m1", ["email:a@x.io"], 1), *on_message("m2", ["phone:+1"], 1), *on_record("r", ["email:a@x.io", "phone:+1"], 3)]
    apart = decide("unlink", "phone:+1", "email:a@x.io", 2)
    result = settle(mentions, [apart])
    assert len(groups(result)) == 2 and link(result, "email:a@x.io", "phone:+1", "given_together")["state"] == "refused"
    result = settle(mentions, [apart, decide("link", "email:a@x.io", "phone:+1", 4)])
    assert len(groups(result, at=3)) == 2 and len(groups(result)) == 1
    assert link(result, "email:a@x.io", "phone:+1", "decision_unlink")["state"] == "undone"


def test_a_decision_on_an_identity_never_seen_is_refused_until_it_is_seen():
    unseen = [decide("link", "email:a@x.io", "phone:+9", 2)]
    assert link(settle(on_message("m1", ["email:a@x.io"], 1), unseen), "email:a@x.io", "phone:+9")["state"] == "refused"
    result = settle([*on_message("m1", ["email:a@x.io"], 1), *on_message("m2", ["phone:+9"], 4)], unseen)
    assert len(groups(result)) == 1


def test_a_late_mention_does_not_change_a_customers_id():
    first = [*on_message("m1", ["email:b@x.io"], 2), *on_message("m2", ["email:b@x.io", "phone:+1"], 3)]
    late = [*first, *on_message("m0", ["phone:+1"], 5, said=0)]
    assert customer(settle(first), "phone:+1") == customer(settle(late), "phone:+1") == KEY.digest("customer", "email:b@x.io")


def test_nothing_gives_nothing():
    result = settle([])
    assert result.links.is_empty() and result.memberships.is_empty() and result.customers.is_empty()


def test_a_person_with_many_messages_has_one_link():
    mentions = [row for n in range(2_000) for row in on_message(f"m{n}", ["email:a@x.io", "phone:+1"], n % 3, conversation=f"c{n % 5}")]
    assert len(settle(mentions).links) == 1


mentions_ = st.builds(
    lambda carrier, n, identity, known, valid: mention(carrier, f"{carrier}{n}", identity, known, valid=valid, conversation=None if carrier == "record" else f"c{n % 3}"),
    st.sampled_from(["interaction", "record"]),
    st.integers(0, 5),
    st.sampled_from(PEOPLE),
    st.integers(0, 6),
    st.sampled_from([True] * 5 + [False]),
)
decisions_ = st.builds(decide, st.sampled_from(["link", "unlink"]), st.sampled_from(PEOPLE), st.sampled_from(PEOPLE), st.integers(0, 7))
guards_ = st.sampled_from(
    [
        IdentitySettings(),
        IdentitySettings(limits={"email": 1, "external_id": 1}),
        IdentitySettings(max_size=3),
        IdentitySettings(max_size=3, limits={"phone": 1}),
        IdentitySettings(shared_with=1, limits={}),
        IdentitySettings(blocked=("+1",)),
    ]
)
NAMES = [("Ann", "Li", "12345"), ("Bob", "Li", "12345"), ("Ann", "Li", "99999")]
records_ = st.one_of(
    st.builds(
        lambda n, who, known: record(f"record{n}", known, person__first_name=who[0], person__surname=who[1], contact__postal_code=who[2]),
        st.integers(0, 5),
        st.sampled_from(NAMES),
        st.integers(0, 6),
    ),
    st.builds(lambda n, number, known: record(f"record{n}", known, order__number=number), st.integers(0, 5), st.sampled_from(["W100001", "W200002"]), st.integers(0, 6)),
    st.builds(lambda n, identity, known: carries(f"record{n}", identity, known), st.integers(0, 5), st.sampled_from(PEOPLE), st.integers(0, 6)),
)
statements_ = st.builds(
    lambda what, identity, known, lasting: says(*what, known, identity=identity, until=None if lasting is None else known + lasting),
    st.sampled_from(
        [
            ("order.number", "W100001"),
            ("order.number", "w200002"),
            ("contact.email", "a@x.io"),
            ("person.name", "Ann Li"),
            ("person.name", "Bob Li"),
            ("contact.postal_code", "12345"),
        ]
    ),
    st.sampled_from([*PEOPLE, "conversation:s:c0", "conversation:s:c1"]),
    st.integers(0, 6),
    st.sampled_from([None, None, 1, 3]),
)
proposals_ = st.builds(
    lambda ends, probability, known, lasting: proposal(*ends, probability, known, None if lasting is None else known + lasting),
    st.tuples(st.sampled_from(PEOPLE), st.sampled_from(PEOPLE)).filter(lambda ends: ends[0] != ends[1]),
    st.sampled_from([0.6, 0.96, 0.99]),
    st.integers(0, 6),
    st.sampled_from([None, None, 1, 3]),
)
rules_ = st.builds(
    lambda guards, stated, threshold: dataclasses.replace(guards, stated=stated, probabilistic=Probabilistic(True, threshold)),
    guards_,
    st.sampled_from(["off", "identifiers", "identifiers_and_names"]),
    st.sampled_from([0.5, 0.95]),
)
evidence_ = st.fixed_dictionaries(
    {
        "mentions": st.lists(mentions_, max_size=12).map(lambda rows: distinct(rows)),
        "decisions": st.lists(decisions_, max_size=3, unique_by=lambda d: d["decision_id"]),
        "messages": st.lists(st.builds(message, st.sampled_from(["c0", "c1", "c2"]), st.integers(0, 5), st.sampled_from(["a", "b"])), max_size=3),
        "observations": st.lists(statements_, max_size=4, unique_by=lambda o: (o["observation_id"], o["identity"])),
        "records": st.lists(records_, max_size=4, unique_by=lambda r: (r["record_id"], r["recorded_at"])),
        "proposals": st.lists(proposals_, max_size=3, unique_by=lambda p: (p["identity_a"], p["identity_b"], p["known_from"])),
    }
)
"""Evidence of every kind: given, decided, stated, probable, given back by a system that was sent it."""
worlds = given(
    st.lists(mentions_, max_size=16),
    st.lists(decisions_, max_size=4, unique_by=lambda d: d["decision_id"]),
    st.lists(st.builds(message, st.sampled_from(["c0", "c1", "c2"]), st.integers(0, 5), st.sampled_from(["a", "b"])), max_size=3),
    guards_,
)
thorough = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


def distinct(mentions: list[dict]) -> list[dict]:
    return list({(m["carrier"], m["carrier_id"], m["identity"], m["recorded_at"]): m for m in mentions}.values())


@thorough
@worlds
def test_what_was_known_on_a_day_is_what_a_build_of_that_day_would_have_said(mentions, decisions, messages, guards):
    whole = settle(distinct(mentions), decisions, messages, settings=guards)
    for at in range(8):
        part = settle(distinct(mentions), decisions, messages, settings=guards, until=at)
        now = {(r["identity"], r["customer_id"]) for r in part.memberships.filter(pl.col("known_to").is_null()).to_dicts()}
        then = {
            (r["identity"], r["customer_id"])
            for r in whole.memberships.filter((pl.col("known_from") <= day(at)) & (pl.col("known_to").is_null() | (pl.col("known_to") > day(at)))).to_dicts()
        }
        assert now == then


@thorough
@worlds
def test_the_order_of_arrival_changes_nothing(mentions, decisions, messages, guards):
    there, back = (
        settle(distinct(rows), said, heard, settings=guards) for rows, said, heard in ((mentions, decisions, messages), (mentions[::-1], decisions[::-1], messages[::-1]))
    )
    assert all(a.equals(b) for a, b in zip(there, back, strict=True))


@settings(thorough, max_examples=12)
@given(evidence_, rules_, st.integers(0, 7))
def test_by_evidence_of_every_kind_too_what_was_known_stays_and_order_changes_nothing(rows, rules, at):
    whole = settle(**rows, settings=rules)
    back = settle(**{name: part[::-1] for name, part in rows.items()}, settings=rules)
    assert all(a.equals(b) for a, b in zip(whole, back, strict=True))
    assert groups(settle(**rows, settings=rules, until=at)) == groups(whole, at)


@thorough
@worlds
def test_memberships_are_intervals_without_gap_overlap_or_needless_border(mentions, decisions, messages, guards):
    result = settle(distinct(mentions), decisions, messages, settings=guards)
    for part in result.memberships.sort("known_from").partition_by("identity"):
        assert part["known_to"][:-1].equals(part["known_from"][1:].rename("known_to")) and part["known_to"][-1] is None
        assert (part["customer_id"][:-1] != part["customer_id"][1:]).all()
    assert set(result.memberships["customer_id"]) == set(result.customers["customer_id"])


@thorough
@worlds
def test_what_a_decision_keeps_apart_is_never_together(mentions, decisions, messages, guards):
    result = settle(distinct(mentions), decisions, messages, settings=guards)
    standing = result.links.filter((pl.col("rule") == "decision_unlink") & (pl.col("state") == "honoured"))
    for row in standing.to_dicts():
        assert not any({row["identity_a"], row["identity_b"]} <= group for group in groups(result))
