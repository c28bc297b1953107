import re
from collections import Counter
from datetime import timedelta
from itertools import pairwise

import pytest

from orchestration.sample import questions, truth
from orchestration.sample.speech import render
from orchestration.sample.world import WORDINGS

WORLDS = [(1, "shipped"), (7, "other"), (3, "shipped"), (11, "third")]


@pytest.fixture(params=WORLDS, ids=str)
def world(request):
    return truth(*request.param)


def test_quotes_stand_verbatim_at_their_spans(world):
    texts = {message.message_id: message.text for message in world.messages}
    for expected in world.expected:
        assert expected.quote
        assert texts[expected.message_id][expected.start : expected.end] == expected.quote
        assert expected.quote == expected.quote.strip()


def test_no_mark_or_slot_is_left_in_a_text(world):
    assert not [message.text for message in world.messages if any(sign in message.text for sign in "<>{}")]


def test_messages_of_a_conversation_are_in_time_and_have_their_own_ids(world):
    assert len({message.message_id for message in world.messages}) == len(world.messages)
    by_conversation = {}
    for message in world.messages:
        by_conversation.setdefault(message.conversation, []).append(message)
    for turns in by_conversation.values():
        assert len({(turn.source, turn.channel, turn.person) for turn in turns}) == 1
        assert all(left.occurred_at < right.occurred_at for left, right in pairwise(turns))
        assert turns[0].recorded_at > turns[0].occurred_at


def test_the_world_is_as_large_as_promised(world):
    assert 350 <= len(world.messages) <= 650
    assert {message.channel for message in world.messages} == {"voice", "sms", "whatsapp", "email", "chat"}
    assert len({message.person for message in world.messages}) == len(world.people) >= 40
    days = [message.occurred_at for message in world.messages]
    assert max(days) - min(days) > timedelta(days=300)
    assert {message.speaker for message in world.messages} >= {"customer", "agent", "bot"}


def test_every_kind_is_there(world):
    kinds = Counter(expected.kind for expected in world.expected if expected.required)
    assert set(kinds) == {"attribute", "preference", "fact", "issue", "request", "outcome", "commitment", "sentiment", "consent", "relationship", "event"}


def test_one_person_has_three_identities_and_most_have_more_than_one(world):
    types = [{identity.partition(":")[0] for identity in identities} for identities in world.identities.values()]
    assert any({"phone", "email", "external_id"} <= found for found in types)
    assert sum(len(found) > 1 for found in types) > len(types) / 2
    everyone = [identity for identities in world.identities.values() for identity in identities]
    assert len(everyone) == len(set(everyone))


def test_one_promise_is_kept_and_one_broken(world):
    status = Counter(commitment.status for commitment in world.commitments)
    assert status["kept"] >= 1
    assert status["broken"] >= 1
    ids = {message.message_id: message for message in world.messages}
    promised = {expected.message_id: expected for expected in world.expected if expected.kind == "commitment" and expected.required}
    assert set(promised) == {commitment.message_id for commitment in world.commitments}
    for commitment in world.commitments:
        assert promised[commitment.message_id].due == commitment.due >= ids[commitment.message_id].occurred_at.date() - timedelta(days=1)
        if commitment.status == "kept":
            assert ids[commitment.settled_by].occurred_at.date() <= commitment.due


def test_timelines_are_half_open_and_meet(world):
    assert sum(len(line) > 1 for line in world.timelines.values()) >= 10
    for line in world.timelines.values():
        assert line[-1].valid_to is None
        for left, right in pairwise(line):
            assert left.valid_to == right.valid_from
            assert left.value != right.value


def test_some_files_are_late(world):
    def natural(message):
        return min(drop.recorded_at for drop in world.drops if drop.day >= message.occurred_at.date())

    late = [message for message in world.messages if message.recorded_at > natural(message)]
    assert any(message.occurred_at.month == 3 and message.recorded_at.month == 7 for message in late)


def test_the_crm_disagrees_with_a_customer(world):
    known = {person.key: person for person in world.people if person.record_id}
    said = {person: line[-1].value for (person, attribute), line in world.timelines.items() if attribute == "contact.address"}
    assert any(person in said and said[person] != known[person].address for person in known)


def test_five_sensitive_numbers_are_given(world):
    sensitive = [expected for expected in world.expected if expected.attribute and expected.attribute.startswith("sensitive.")]
    assert len(sensitive) == 5


@pytest.mark.parametrize("names", WORLDS, ids=str)
def test_there_are_300_questions_with_answers_in_the_customers_own_messages(names):
    world, asked = truth(*names), questions(*names)
    owner = {message.message_id: message.person for message in world.messages}
    person = {identity: key for key, identities in world.identities.items() for identity in identities}
    assert len(asked) == len({question.qid for question in asked}) == 300
    assert Counter(question.category for question in asked)["no_answer"] == 40
    for question in asked:
        assert (question.category == "no_answer") == (not question.expected)
        assert {owner[message] for message in question.expected} <= {person[question.identity]}


@pytest.mark.parametrize(("one", "two"), [("shipped", "other"), ("shipped", "third"), ("other", "third")])
def test_two_wordings_say_the_same_things_in_other_words(one, two):
    shipped, other = WORDINGS[one], WORDINGS[two]
    assert set(shipped.lines) == set(other.lines)
    assert set(shipped.asks) == set(other.asks)
    assert set(shipped.channels) == set(other.channels)
    same = {key for key in shipped.lines if set(shipped.lines[key]) & set(other.lines[key])}
    assert not same


def content_words(text):
    return {word.rstrip("s") for word in re.findall(r"[a-z]{4,}", text.lower())} - {
        "what",
        "which",
        "they",
        "their",
        "them",
        "with",
        "this",
        "that",
        "where",
        "when",
        "there",
        "from",
    }


@pytest.mark.parametrize("names", WORLDS, ids=str)
def test_paraphrases_share_next_to_no_word_with_the_memory(names):
    quotes = {}
    for one in truth(*names).expected:
        quotes[one.message_id] = quotes.get(one.message_id, "") + " " + one.quote
    asked = [question for question in questions(*names) if question.category in {"paraphrase", "preference", "changed"}]
    shared = [question for question in asked if content_words(question.query) & content_words(" ".join(quotes[one] for one in question.expected))]
    assert len(shared) < len(asked) / 20


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("My email is janssen64@example.com.", "my email is janssen six four at example dot com"),
        ("Order B-60055, please!", "order b six double oh double five please"),
        ("You took 33 dollars 'too' much; I can't pay.", "you took thirty three dollars too much i can't pay"),
    ],
)
def test_speech_has_no_case_no_punctuation_and_spells_digits(typed, heard):
    slots = {"new_email": "janssen64@example.com", "order": "B-60055", "amount": "33"}
    template = typed
    for slot, value in slots.items():
        template = template.replace(value, f"<email>{{{slot}}}</email>")
    text, spans = render(template, slots, heard=True)
    assert text == heard
    assert all(text[span.start : span.end].strip() == text[span.start : span.end] != "" for span in spans)
