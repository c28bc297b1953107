import pytest

from orchestration.sample import questions, truth
from tests.benchmarks.sample_reconciled import customers, promises, timelines
from tests.benchmarks.sample_world import placed, same_text, score_observations, score_recall


def masked(text, expected):
    for one in expected:
        if one.attribute and one.attribute.startswith("sensitive."):
            text = text[: one.start] + "•" * (one.end - one.start) + text[one.end :]
    return text


@pytest.fixture(scope="module")
def world():
    return truth()


@pytest.fixture(scope="module")
def interactions(world):
    own = {}
    for one in world.expected:
        own.setdefault(one.message_id, []).append(one)
    return [
        {
            "interaction_id": f"stored-{number}",
            "source": message.source,
            "occurred_at": message.occurred_at.isoformat() + "Z",
            "text": masked(message.text, own.get(message.message_id, [])),
        }
        for number, message in enumerate(world.messages)
    ]


@pytest.fixture(scope="module")
def places(world, interactions):
    return placed(world.messages, interactions)


@pytest.fixture(scope="module")
def perfect(world, places):
    return [
        {"interaction_id": places[one.message_id], "kind": one.kind, "attribute": one.attribute, "value": one.value or "x", "quote": one.quote}
        for one in world.expected
        if one.required
    ]


def test_every_message_is_found_again_though_masked(world, places):
    assert set(places) == {message.message_id for message in world.messages}
    assert same_text("my code is 481920 ok", "my code is •••••• ok")
    assert not same_text("my code is 481920 ok", "my code is •••• ok")


def test_what_is_expected_scores_one(world, places, perfect):
    total = score_observations(world, perfect, places).total
    assert (total.precision, total.recall) == (1.0, 1.0)


def test_noise_costs_precision_and_silence_costs_recall(world, places, perfect):
    bot = next(message for message in world.messages if message.speaker == "bot")
    noise = [{"interaction_id": places[bot.message_id], "kind": "fact", "attribute": None, "value": None, "quote": bot.text}] * 50
    assert score_observations(world, perfect + noise, places).total.precision < 0.95
    half = score_observations(world, perfect[: len(perfect) // 2], places).total
    assert half.precision == 1.0
    assert half.recall < 0.6


def test_what_is_allowed_counts_neither_way(world, places, perfect):
    name = next(one for one in world.expected if one.attribute == "person.first_name")
    extra = {"interaction_id": places[name.message_id], "kind": "attribute", "attribute": "person.first_name", "value": "x", "quote": "x"}
    assert score_observations(world, [*perfect, extra], places).total == score_observations(world, perfect, places).total


def test_recall_is_right_first_in_five_or_wrongly_given(places):
    asked = questions()
    told = {question.qid: {"observations": [{"interactionId": places[one], "interactionIds": [places[one]], "content": ""} for one in question.expected]} for question in asked}
    answered = score_recall(asked, told, places)
    assert answered.share(answered.first) == answered.share(answered.five) == 1.0
    assert answered.wrongly == 0
    silent = score_recall(asked, {question.qid: {"observations": []} for question in asked}, places)
    assert silent.share(silent.five) == 0.0
    anything = {"observations": [{"interactionId": "stored-0", "interactionIds": [], "content": ""}]}
    assert score_recall(asked, dict.fromkeys(told, anything), places).wrongly == 40


def test_customers_are_right_when_each_is_one_and_nobody_elses(world):
    rows = [{"identity": identity, "customer_id": person} for person, identities in world.identities.items() for identity in identities]
    share, wrong = customers(world, rows)
    assert (share.right, wrong) == (len(world.people), [])
    merged = [row | {"customer_id": "p00"} if row["customer_id"] == "p01" else row for row in rows]
    assert customers(world, merged)[1] == ["p00", "p01"]
    split = [row | {"customer_id": "apart"} if row["identity"] == world.identities["p00"][0] else row for row in rows]
    assert customers(world, split)[1] == ["p00"]


def test_values_and_promises_of_the_truth_score_one(world, places):
    identities = [{"identity": identity, "customer_id": person} for person, found in world.identities.items() for identity in found]
    beliefs = [
        {
            "customer_id": person,
            "attribute": attribute,
            "value": interval.value,
            "valid_from": interval.valid_from.isoformat(),
            "valid_to": interval.valid_to and interval.valid_to.isoformat(),
        }
        for (person, attribute), line in world.timelines.items()
        for interval in line
    ]
    right = timelines(world, identities, beliefs)
    assert right.right == right.of > 50
    rows = [{"interaction_id": places[one.message_id], "due_at": f"{one.due}T22:00:00Z", "status": one.status} for one in world.commitments]
    dated, settled = promises(world, places, rows)
    assert dated.right == dated.of == len(world.commitments)
    assert settled.right == settled.of == 2
