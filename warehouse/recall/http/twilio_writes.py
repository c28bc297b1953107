"""Writing by the paths and names of Twilio Conversation Memory. What belongs here: from a request to canonical rows in the inbox. What does not: what a build makes of them.

Every write is answered 202: it shows after the next build. Whole profiles are not deleted here: `tellonce erase` does that, and leaves a receipt.
"""

from __future__ import annotations

import uuid
from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query
from fastapi.responses import JSONResponse
from pydantic import Field

from warehouse.recall.http.callers import Named, Refused
from warehouse.recall.http.inbox import NOTE, Inbox, Record, carrier
from warehouse.recall.http.shapes import Moment, Storable, Twilio
from warehouse.recall.http.subjects import Subject, Subjected, rows_of
from warehouse.recall.http.twilio import NO_GROUP, Identifier
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
    ids = [each for row in rows_of(about, memory_id) for each in listed(cell("observation_ids", row))]
    Inbox(about.store.home).put_decisions({"decision": "retract", "observation_id": each} for each in dict.fromkeys(ids))


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
