"""Writing by the paths and names of Twilio Conversation Memory. What belongs here: from a request to canonical rows in the inbox. What does not: what a build makes of them.

Every write is answered 202: it shows after the next build. Whole profiles are not deleted here: `tellonce erase` does that, and leaves a receipt.
"""

from __future__ import annotations

import uuid
from collections.abc import Iterable
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from warehouse.recall.answer import summary
from warehouse.recall.http.callers import Named, Refused
from warehouse.recall.http.inbox import NOTE, SOURCE, SUMMARY, Inbox, Record, carrier
from warehouse.recall.http.shapes import Moment, Storable, Twilio
from warehouse.recall.http.subjects import Subject, Subjected, rows_of, summary_row
from warehouse.recall.http.twilio import NO_GROUP, Identifier
from warehouse.recall.summaries import record_of
from warehouse.recall.table import listed

routes = APIRouter(prefix="/v1/Stores/{store}/Profiles", tags=["Twilio Conversation Memory"])
Text = Annotated[str, Field(min_length=1, max_length=20_000), Storable]
Name = Annotated[str, Field(min_length=1, max_length=100), Storable]
Scalar = Annotated[str, Storable] | int | float | bool
Traits = dict[Name, dict[Name, Scalar | list[Scalar] | None]]
_MOST = 100


class ObservationGiven(Twilio):
    """What is written of a customer, in words."""

    content: Text
    occurred_at: Moment | None = None
    source: Annotated[str, Field(max_length=200)] | None = None
    conversation_ids: list[Annotated[str, Field(max_length=400)]] | None = None


class ObservationsGiven(Twilio):
    """Several at once."""

    observations: Annotated[list[ObservationGiven], Field(min_length=1, max_length=_MOST)]


class SummaryGiven(Twilio):
    """A conversation in a client's words."""

    content: Text
    occurred_at: Moment | None = None
    source: Annotated[str, Field(max_length=200)] | None = None
    conversation_id: Annotated[str, Field(max_length=400), Storable] | None = None


class SummariesGiven(Twilio):
    """Several at once."""

    summaries: Annotated[list[SummaryGiven], Field(min_length=1, max_length=_MOST)]


class SummaryChange(SummaryGiven):
    """What is left out stays."""

    content: Text | None = None  # type: ignore[assignment]


class TraitsGiven(Twilio):
    """Traits by group and name; null, or an empty text, takes one back."""

    traits: Traits


class IdentifierChange(Twilio):
    """One value for another."""

    id_type: Name
    old_value: Annotated[str, Field(min_length=1, max_length=400), Storable]
    new_value: Annotated[str, Field(min_length=1, max_length=400), Storable]


def _accepted(message: str, **more: Any) -> JSONResponse:
    return JSONResponse({"message": f"{message}; it shows after the next build", **more}, 202)


@routes.post("", status_code=202, summary="A new profile")
def created(given: TraitsGiven, store: Named) -> JSONResponse:
    """Its identifiers are its e-mail address and phone number among the traits. The id is good from the next build on."""
    attributes = _attributes(given.traits)
    record_id = uuid.uuid4().hex
    known = [(kind, str(attributes[name])) for kind, name in (("email", "contact.email"), ("phone", "contact.phone")) if attributes.get(name)]
    identifiers = [("external_id", f"api-{record_id}"), *known]
    Inbox(store.home).put_records([Record(record_id, store.clock(), identifiers, attributes)])
    return _accepted("the profile is accepted", id=f"external_id:api-{record_id}", traits=given.traits)


@routes.patch("/{profile}", status_code=202, summary="Set traits")
def patched(about: Subjected, given: TraitsGiven) -> JSONResponse:
    """A trait that is left out stays; null, or an empty text, takes it back."""
    _put(about, f"traits-{about.customer_id}", about.store.clock(), _attributes(given.traits))
    return _accepted("the traits are accepted", id=about.customer_id, traits=given.traits)


@routes.post("/{profile}/Observations", status_code=202, summary="Write observations")
def observed(about: Subjected, given: ObservationsGiven) -> JSONResponse:
    """Each is kept in its own words."""
    Inbox(about.store.home).put_records([_note(about, each) for each in given.observations])
    return _accepted("the observations are accepted")


@routes.patch("/{profile}/Observations/{observation}", status_code=202, summary="Put other words for an observation")
def reworded(about: Subjected, observation: str, given: ObservationGiven) -> JSONResponse:
    """The one before is taken back, the new one written."""
    _retract(about, observation)
    Inbox(about.store.home).put_records([_note(about, given)])
    return _accepted("the observation is accepted", content=given.content)


@routes.delete("/{profile}/Observations/{observation}", status_code=202, summary="Take an observation back")
def removed(about: Subjected, observation: str) -> JSONResponse:
    """For good: it outlives rebuilds and new extractors."""
    _retract(about, observation)
    return _accepted("the observation is taken back")


@routes.post("/{profile}/ConversationSummaries", status_code=202, summary="Write summaries of conversations")
def summed_up(about: Subjected, given: SummariesGiven) -> JSONResponse:
    """Each is shown beside those drawn from the conversations, and is no memory."""
    Inbox(about.store.home).put_records([_summary(about, each.content, each.conversation_id, each.occurred_at) for each in given.summaries])
    return _accepted("the summaries are accepted")


@routes.patch("/{profile}/ConversationSummaries/{summary_id}", status_code=202, summary="Put other words for a summary")
def summed_up_anew(about: Subjected, summary_id: str, given: SummaryChange) -> JSONResponse:
    """The one before is taken back, the new one written, under an id of its own."""
    before = _written(about, summary_id)
    content, talk = given.content or before["content"], given.conversation_id or before["conversationId"]
    _retract_all(about, before["observationIds"])
    Inbox(about.store.home).put_records([_summary(about, content, talk, given.occurred_at or datetime.fromisoformat(before["occurredAt"]))])
    return _accepted("the summary is accepted", content=content)


@routes.delete("/{profile}/ConversationSummaries/{summary_id}", status_code=202, summary="Take a summary back")
def not_summed_up(about: Subjected, summary_id: str) -> JSONResponse:
    """One that a client wrote; one drawn from a conversation goes with its observations."""
    _retract_all(about, _written(about, summary_id)["observationIds"])
    return _accepted("the summary is taken back")


@routes.post("/{profile}/Identifiers", status_code=202, summary="One more identifier")
def identified(about: Subjected, given: Identifier) -> JSONResponse:
    """Links the identifier to the profile."""
    _link(about, given.id_type, given.value)
    return _accepted("the identifier is accepted", idType=given.id_type, values=[given.value])


@routes.patch("/{profile}/Identifiers/{id_type}", status_code=202, summary="One identifier for another")
def reidentified(about: Subjected, id_type: str, given: IdentifierChange) -> JSONResponse:
    """The old value is unlinked, the new one linked."""
    _unlink(about, id_type, [given.old_value])
    _link(about, given.id_type, given.new_value, but=about.store.normalise(f"{id_type}:{given.old_value}"))
    return _accepted("the identifier is accepted", idType=given.id_type, values=[given.new_value])


@routes.delete("/{profile}/Identifiers/{id_type}", status_code=202, summary="Take identifiers of a type away")
def unidentified(about: Subjected, id_type: str, remove_all: Annotated[bool, Query(alias="removeAll")] = False) -> JSONResponse:
    """The only value of the type; all of them with `removeAll`."""
    values = [identity.partition(":")[2] for identity in about.snapshot.identities_of(about.customer_id) if identity.startswith(f"{id_type}:")]
    if not values:
        raise Refused(404, "the profile has no identifier of this type")
    if len(values) > 1 and not remove_all:
        raise Refused(409, "the profile has several identifiers of this type: say removeAll=true")
    _unlink(about, id_type, values)
    return _accepted("the identifiers are taken away")


def _attributes(traits: Traits) -> dict[str, Any]:
    """By the names of attributes. An empty text takes one back as null does: Twilio's client leaves a null out."""
    return {name if group == NO_GROUP else f"{group}.{name}": None if value == "" else value for group, named in traits.items() for name, value in named.items()}


def _carrier(about: Subject, but: str | None = None) -> tuple[str, str]:
    found = carrier(identity for identity in about.snapshot.identities_of(about.customer_id) if identity != but)
    if found is None:
        raise Refused(409, "the profile has no identifier to write by")
    return found


def _put(about: Subject, record_id: str, at: datetime, attributes: dict[str, Any]) -> None:
    Inbox(about.store.home).put_records([Record(record_id, at, [_carrier(about)], attributes)])


def _note(about: Subject, given: ObservationGiven) -> Record:
    return Record(f"note-{uuid.uuid4().hex}", given.occurred_at or about.store.clock(), [_carrier(about)], {NOTE: given.content})


def _retract(about: Subject, memory_id: str) -> None:
    cell = about.snapshot.memories.value
    _retract_all(about, [each for row in rows_of(about, memory_id) for each in listed(cell("observation_ids", row))])


def _retract_all(about: Subject, observation_ids: Iterable[str]) -> None:
    Inbox(about.store.home).put_decisions({"decision": "retract", "observation_id": each} for each in dict.fromkeys(observation_ids))


def _summary(about: Subject, content: str, conversation_id: str | None, at: datetime | None) -> Record:
    return Record(record_of(uuid.uuid4().hex, conversation_id), at or about.store.clock(), [_carrier(about)], {SUMMARY: content})


def _written(about: Subject, summary_id: str) -> dict[str, Any]:
    """A summary that a client wrote."""
    found = summary(about.snapshot, summary_row(about, summary_id))
    if found["source"] != SOURCE:
        raise Refused(409, "this summary is drawn from the conversation: take its observations back instead")
    return found


def _link(about: Subject, id_type: str, value: str, but: str | None = None) -> None:
    kind, _, spelled = about.store.normalise(f"{id_type}:{value}").partition(":")
    record = Record(f"identifier-{uuid.uuid4().hex}", about.store.clock(), [_carrier(about, but), (kind, spelled)])
    Inbox(about.store.home).put_records([record])


def _unlink(about: Subject, id_type: str, values: list[str]) -> None:
    identities = about.snapshot.identities_of(about.customer_id)
    gone = [identity for identity in (about.store.normalise(f"{id_type}:{value}") for value in values) if identity in identities]
    if not gone:
        raise Refused(404, "the profile has no such identifier")
    kept = [identity for identity in identities if identity not in gone]
    Inbox(about.store.home).put_decisions({"decision": "unlink", "identity_a": a, "identity_b": b} for one in gone for other in kept for a, b in [sorted((one, other))])
