import json
from datetime import UTC, datetime

import pytest
from twilio.base.exceptions import TwilioRestException
from twilio.http.http_client import TwilioHttpClient
from twilio.rest import Client
from twilio.rest.memory.v1.conversation_summary import ConversationSummaryList
from twilio.rest.memory.v1.identifier import IdentifierList
from twilio.rest.memory.v1.lookup import LookupList
from twilio.rest.memory.v1.observation import ObservationList
from twilio.rest.memory.v1.profile import ProfileList
from twilio.rest.memory.v1.recall import RecallList

from tests.service.conftest import Served

ANA = "c-ana"


class Elsewhere(TwilioHttpClient):
    """Twilio's own client, with the host of this service in place of theirs."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self._url = url

    def request(self, method, url, *args, **kwargs):
        assert url.startswith("https://memory.twilio.com/v1/")
        return super().request(method, url.replace("https://memory.twilio.com", self._url, 1), *args, **kwargs)


@pytest.fixture
def memory(served: Served):
    return Client("anyone", served.keys["acme"], http_client=Elsewhere(served.url)).memory.v1


@pytest.fixture
def written(served: Served):
    """What arrives in the inbox during a test, by form."""
    inbox = served.homes["acme"].root / "inbox"
    before = set(inbox.glob("*/*"))

    def rows(form: str) -> list[dict]:
        files = sorted((path for path in set(inbox.glob("*/*")) - before if path.name.endswith(f".{form}.jsonl")), key=lambda path: path.stat().st_mtime_ns)
        return [json.loads(line) for path in files for line in path.read_text().splitlines()]

    return rows


def recalling(**given) -> RecallList.MemoryRetrievalRequest:
    return RecallList.MemoryRetrievalRequest(given)


def test_lookup_normalises_and_finds(memory):
    found = memory.lookup("acme").create(LookupList.Identifier({"idType": "email", "value": " Ana@Example.com"}))
    assert (found.normalized_value, found.profiles) == ("ana@example.com", [ANA])
    assert memory.lookup("acme").create(LookupList.Identifier({"idType": "email", "value": "nobody@example.com"})).profiles == []


def test_recall_has_twilios_names_and_defaults(memory):
    answer = memory.recall("acme", ANA).create(recalling(query="which seat?"))
    assert answer.observations[0]["content"] == "Prefers an aisle seat on flights"
    assert {"id", "content", "occurredAt", "createdAt", "updatedAt", "source", "conversationIds", "score"} <= set(answer.observations[0])
    assert answer.communications == [] and 0 < len(answer.summaries) <= 5
    assert {"id", "content", "conversationId", "occurredAt", "createdAt", "source"} <= set(answer.summaries[0])
    assert "queryTime" in answer.meta


def test_recall_keeps_to_limits_dates_and_threshold(memory):
    ask = memory.recall("acme", ANA)
    assert len(ask.create(recalling(query="seat", observationsLimit=1)).observations) == 1
    none = ask.create(recalling(query="seat", observationsLimit=0, summariesLimit=0, communicationsLimit=2))
    assert (none.observations, none.summaries, len(none.communications)) == ([], [], 2)
    said = none.communications[0]
    assert said["content"]["text"] and said["author"]["type"] == "CUSTOMER" and said["author"]["profileId"] == ANA
    early = ask.create(recalling(query="seat", endDate="2024-01-10T00:00:00Z"))
    assert [each["content"] for each in early.observations][:1] == ["Prefers a window seat on flights"]
    assert ask.create(recalling(query="seat", beginDate="2030-01-01T00:00:00Z")).observations == []
    assert ask.create(recalling(query="seat", relevanceThreshold=5.0)).observations == []


def test_a_conversation_stands_in_for_a_query_that_is_left_out(memory):
    answer = memory.recall("acme", ANA).create(recalling(conversationId="t3"))
    assert answer.observations[0]["content"] == "The blender arrived with a cracked jug"
    assert memory.recall("acme", ANA).create(recalling()).observations


def test_traits_are_the_profile(memory):
    (trait,) = memory.traits("acme", ANA).list()
    assert (trait.trait_group, trait.name, trait.value) == ("contact", "preferred_channel", "sms")
    assert trait.timestamp == datetime(2024, 2, 20, 9, tzinfo=UTC)
    assert memory.traits("acme", ANA).list(trait_groups="person") == []


def test_observations_come_in_pages_and_narrowed(memory):
    every = memory.observations("acme", ANA).list()
    paged = memory.observations("acme", ANA).list(page_size=1)
    assert len(every) == 4 and [each.id for each in paged] == [each.id for each in every]
    assert every[0].content == "The blender arrived with a cracked jug"
    assert [each.content for each in memory.observations("acme", ANA).list(conversation_id="t2")] == ["Prefers an aisle seat on flights"]
    assert memory.observations("acme", ANA).list(source="elsewhere") == []
    assert len(memory.observations("acme", ANA).list(created_before=datetime(2024, 1, 20, tzinfo=UTC))) == 1
    assert memory.observations("acme", ANA).list(order_by="ASC")[-1].id == every[0].id
    assert memory.observations("acme", ANA, every[0].id).fetch().content == every[0].content


def test_revisions_tell_what_was_before(memory):
    seat = memory.recall("acme", ANA).create(recalling(query="which seat?")).observations[0]["id"]
    assert [each.content for each in memory.revisions("acme", ANA, seat).list()] == ["Prefers an aisle seat on flights", "Prefers a window seat on flights"]


def test_summaries_and_identifiers(memory):
    told = memory.conversation_summaries("acme", ANA).list()
    assert {each.conversation_id for each in told} == {"t3"}
    assert memory.conversation_summaries("acme", ANA, told[0].id).fetch().content == told[0].content
    assert [(each.id_type, each.values) for each in memory.identifiers("acme", ANA).list()] == [("email", ["ana@example.com"])]
    assert memory.identifiers("acme", ANA, "email").fetch().values == ["ana@example.com"]


def test_a_profile_is_fetched_with_its_traits(memory):
    profile = memory.profiles("acme", ANA).fetch()
    assert (profile.id, profile.traits) == (ANA, {"contact": {"preferred_channel": "sms"}})


@pytest.mark.parametrize("ask", [lambda m: m.traits("other", ANA).list(), lambda m: m.traits("acme", "c-nobody").list(), lambda m: m.observations("acme", "c-bo", "k0").fetch()])
def test_what_is_not_ones_own_is_not_found(memory, ask):
    with pytest.raises(Exception, match=r"404|Unable to fetch page") as raised:
        ask(memory)
    assert not isinstance(raised.value, TwilioRestException) or raised.value.status == 404


def test_written_observations_are_records(memory, written):
    given = {"content": "Allergic to peanuts", "occurredAt": "2026-02-01T10:00:00Z", "source": "crm", "conversationIds": ["t9"]}
    answer = memory.observations("acme", ANA).create(ObservationList.CreateObservationsRequest({"observations": [given, {"content": "Has a dog"}]}))
    assert "accepted" in answer.message
    first, second = written("records")
    assert first["record_id"] != second["record_id"]
    assert {k: first[k] for k in ("updated_at", "identifiers", "attributes")} == {
        "updated_at": "2026-02-01T10:00:00Z", "identifiers": [{"type": "email", "value": "ana@example.com"}], "attributes": {"note": "Allergic to peanuts"},
    }  # fmt: skip


def test_written_traits_are_attributes(memory, written):
    memory.profiles("acme", ANA).patch(ProfileList.ProfilePatch({"traits": {"contact": {"preferred_channel": "email", "phone": ""}, "profile": {"language": "fr"}}}))
    (row,) = written("records")
    assert row["attributes"] == {"contact.preferred_channel": "email", "contact.phone": None, "language": "fr"}
    assert row["identifiers"] == [{"type": "email", "value": "ana@example.com"}]


def test_a_new_profile_has_an_id_at_once(memory, written):
    made = memory.profiles("acme").create(ProfileList.ProfileData({"traits": {"contact": {"email": "cy@example.com"}, "person": {"name": "Cy"}}}))
    (row,) = written("records")
    assert made.id == "external_id:" + row["identifiers"][0]["value"]
    assert row["identifiers"][1] == {"type": "email", "value": "cy@example.com"} and row["attributes"]["person.name"] == "Cy"


def test_written_identifiers_link(memory, written):
    memory.identifiers("acme", ANA).create(IdentifierList.Identifier({"idType": "phone", "value": "+1 (415) 555-0100"}))
    assert written("records")[0]["identifiers"] == [{"type": "email", "value": "ana@example.com"}, {"type": "phone", "value": "+14155550100"}]


def test_deletions_are_decisions(memory, written):
    assert memory.observations("acme", ANA, "k4").delete()
    assert written("decisions") == [{"decision": "retract", "observation_id": "o4"}]
    with pytest.raises(TwilioRestException, match="404"):
        memory.observations("acme", ANA, "k99").delete()
    with pytest.raises(TwilioRestException, match="405"):
        memory.profiles("acme", ANA).delete()


def test_other_words_for_an_observation_take_the_old_ones_back(memory, written):
    memory.observations("acme", ANA, "k4").patch(ObservationList.ObservationBase({"content": "Runs a bakery in Nice"}))
    assert [row["observation_id"] for row in written("decisions")] == ["o4"]
    assert written("records")[0]["attributes"] == {"note": "Runs a bakery in Nice"}


def test_summaries_are_written_and_those_drawn_from_a_conversation_stay(memory, written):
    core = ConversationSummaryList.SummaryCore({"content": "Wants an aisle seat.", "conversationId": "t9", "occurredAt": "2026-02-01T10:00:00Z", "source": "bot"})
    accepted = memory.conversation_summaries("acme", ANA).create(ConversationSummaryList.CreateSummariesRequest({"summaries": [core]}))
    assert "after the next build" in accepted.message
    (row,) = written("records")
    assert row["record_id"].endswith("-t9") and row["attributes"] == {"conversation_summary": "Wants an aisle seat."}
    drawn = memory.conversation_summaries("acme", ANA).list()[0].id
    with pytest.raises(TwilioRestException) as refused:
        memory.conversation_summaries("acme", ANA, drawn).delete()
    assert refused.value.status == 409
