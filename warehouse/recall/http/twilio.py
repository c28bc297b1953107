"""Reading by the paths and names of Twilio Conversation Memory. What belongs here: their shapes, out of a snapshot. What does not: writing (twilio_writes.py).

A profile is a customer, an observation a memory, a trait an attribute: its group is what stands before the first dot of the name.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

from fastapi import APIRouter, Request
from fastapi import Query as Parameter
from fastapi.responses import JSONResponse
from pydantic import Field

from warehouse.recall.answer import summary
from warehouse.recall.believed import belief, holding, rfc3339
from warehouse.recall.http import shapes
from warehouse.recall.http.callers import Named, Refused
from warehouse.recall.http.paging import OrderBy, Page, PageSize, PageToken
from warehouse.recall.http.subjects import Subject, Subjected, rows_of, summary_row
from warehouse.recall.layout import OPEN
from warehouse.recall.question import instant
from warehouse.recall.reader import Snapshot
from warehouse.recall.table import listed

routes = APIRouter(prefix="/v1/Stores/{store}/Profiles", tags=["Twilio Conversation Memory"])
NO_GROUP = "profile"
_EXPANDED = 10
"""Messages of a conversation that stand in for a query that was left out."""
_TYPES = {"customer": "CUSTOMER", "agent": "HUMAN_AGENT", "bot": "AI_AGENT"}


Groups = Annotated[str | None, Parameter(alias="traitGroups", max_length=1000)]


class Identifier(shapes.Twilio):
    """An identifier as Twilio spells it."""

    id_type: Annotated[str, Field(min_length=1, max_length=100), shapes.Storable]
    value: Annotated[str, Field(min_length=1, max_length=400), shapes.Storable]


@routes.post("/Lookup", summary="The profiles that an identifier belongs to")
def lookup(asked: Identifier, store: Named) -> JSONResponse:
    """An identifier of nobody has no profiles."""
    identity = store.normalise(f"{asked.id_type}:{asked.value}")
    customer_id = store.opened().snapshot.customer_of(identity)
    return JSONResponse({"normalizedValue": identity.partition(":")[2], "profiles": [] if customer_id is None else [customer_id]})


@routes.get("/{profile}", summary="A profile and its traits")
def fetched(about: Subjected, trait_groups: Groups = None) -> JSONResponse:
    """Traits by group and name."""
    traits: dict[str, dict[str, Any]] = {}
    for trait in _traits(about, trait_groups):
        traits.setdefault(trait["traitGroup"], {})[trait["name"]] = trait["value"]
    rows = about.snapshot.identities
    since = [int(rows.array("known_from")[row]) for row in range(len(rows)) if rows.value("customer_id", row) == about.customer_id]
    return JSONResponse({"id": about.customer_id, "createdAt": rfc3339(min(since)) if since else None, "traits": traits})


@routes.post("/{profile}/Recall", responses={200: {"model": shapes.Answer}}, summary="What to remember for a query")
def recall(about: Subjected, asked: shapes.TwilioRecalling, request: Request) -> JSONResponse:
    """Without a query, the last messages of the conversation stand in for it; without a conversation too, what is newest comes first."""
    query = asked.query or (_expanded(about, asked.conversation_id) if asked.conversation_id else "")
    answer = about.store.recall(about.customer_id, query, asked.options())
    meta = answer["meta"]
    request.app.state.service.metrics.recalled(meta["tokensUsed"], meta["tokensBaseline"], meta["droppedCount"])
    for told in (*answer["observations"], *answer["summaries"]):
        told |= {"createdAt": told["occurredAt"], "updatedAt": told.get("endedAt", told["occurredAt"])}
    answer["communications"] = [_communication(about, said) for said in answer["communications"]]
    return JSONResponse(answer)


@routes.get("/{profile}/Traits", summary="Attributes, as traits")
def traits(
    about: Subjected,
    page_size: PageSize = 50,
    page_token: PageToken = None,
    order_by: OrderBy = None,
    trait_groups: Groups = None,
) -> JSONResponse:
    """`traitGroups` takes names with commas between; `orderBy` `ASC` or `DESC`, by time."""
    rows = _ordered(list(_traits(about, trait_groups)), "timestamp", order_by, "name")
    return Page(rows, page_size, page_token).answer("traits")


@routes.get("/{profile}/Identifiers", summary="Identifiers by type")
def identifiers(about: Subjected) -> JSONResponse:
    """Each type with its values."""
    return JSONResponse({"identifiers": _identifiers(about)})


@routes.get("/{profile}/Identifiers/{id_type}", summary="Identifiers of one type")
def identifier(about: Subjected, id_type: str) -> JSONResponse:
    """404 where the profile has none of the type."""
    found = next((each for each in _identifiers(about) if each["idType"] == id_type), None)
    if found is None:
        raise Refused(404, "the profile has no identifier of this type")
    return JSONResponse(found)


@routes.get("/{profile}/Observations", summary="Memories, as observations")
def observations(
    about: Subjected,
    page_size: PageSize = 50,
    page_token: PageToken = None,
    order_by: OrderBy = None,
    source: Annotated[str | None, Parameter(max_length=200)] = None,
    created_after: Annotated[shapes.Moment | None, Parameter(alias="createdAfter")] = None,
    created_before: Annotated[shapes.Moment | None, Parameter(alias="createdBefore")] = None,
    conversation_id: Annotated[str | None, Parameter(alias="conversationId", max_length=400)] = None,
) -> JSONResponse:
    """Those that hold now, newest first."""
    table = about.snapshot.memories
    since = -OPEN if created_after is None else instant(created_after)
    until = OPEN if created_before is None else instant(created_before)
    kept = [
        _observation(about.snapshot, row)
        for row in _current(about)
        if since <= int(table.array("known_from")[row]) < until and (source is None or table.value("source", row) == source)
    ]
    rows = [row for row in kept if conversation_id is None or conversation_id in row["conversationIds"]]
    return Page(_ordered(rows, "occurredAt", order_by or "DESC", "id"), page_size, page_token).answer("observations")


@routes.get("/{profile}/Observations/{observation}", summary="One memory")
def observation(about: Subjected, observation: str) -> JSONResponse:
    """The version that holds now, or else the last."""
    return JSONResponse(_observation(about.snapshot, rows_of(about, observation)[0]))


@routes.get("/{profile}/Observations/{observation}/Revisions", summary="What this memory was before")
def revisions(about: Subjected, observation: str, page_size: PageSize = 50, page_token: PageToken = None) -> JSONResponse:
    """Every statement of the same fact, newest first, this one among them."""
    return Page([_observation(about.snapshot, row) for row in _same_fact(about, observation)], page_size, page_token).answer("revisions")


@routes.get("/{profile}/ConversationSummaries", summary="What conversations were about")
def summaries(about: Subjected, page_size: PageSize = 50, page_token: PageToken = None, order_by: OrderBy = None) -> JSONResponse:
    """Newest first."""
    begin, end = about.snapshot.slice_of("summaries", about.place)
    rows = [_summary(about.snapshot, row) for row in range(begin, end)]
    return Page(_ordered(rows, "occurredAt", order_by or "DESC", "id"), page_size, page_token).answer("summaries")


@routes.get("/{profile}/ConversationSummaries/{summary_id}", summary="What one conversation was about")
def one_summary(about: Subjected, summary_id: str) -> JSONResponse:
    """404 where there is none of this id."""
    return JSONResponse(_summary(about.snapshot, summary_row(about, summary_id)))


def _same_fact(about: Subject, memory_id: str) -> list[int]:
    """Rows that say how it stands with the same fact; those of one memory only, where several of the fact hold side by side."""
    own = rows_of(about, memory_id)
    table = about.snapshot.memories
    begin, end = about.snapshot.slice_of("memories", about.place)
    facts, current = table.array("fact"), table.array("is_current")
    rows = [row for row in range(begin, end) if facts[row] == facts[own[0]]] if table.array("has_fact")[own[0]] else own
    if len({table.value("memory_id", row) for row in rows if current[row]}) > 1:
        rows = own
    return sorted(rows, key=lambda row: (-int(table.array("valid_from")[row]), -int(table.array("known_from")[row]), row))


def _current(about: Subject) -> list[int]:
    begin, end = about.snapshot.slice_of("memories", about.place)
    table = about.snapshot.memories
    return [row for row in range(begin, end) if table.array("is_current")[row] == 1 and table.array("known_to")[row] == OPEN]


def _observation(snapshot: Snapshot, row: int) -> dict[str, Any]:
    cell, table = snapshot.memories.value, snapshot.memories
    known = rfc3339(int(table.array("known_from")[row]))
    return {
        "id": cell("memory_id", row),
        "content": cell("content", row),
        "occurredAt": rfc3339(int(table.array("last_seen_at")[row])),
        "source": cell("source", row),
        "conversationIds": listed(cell("conversation_ids", row)),
        "createdAt": known,
        "updatedAt": known,
        "kind": cell("kind", row),
        "quote": cell("quote", row),
        "interactionIds": listed(cell("interaction_ids", row)),
        "valid_from": rfc3339(int(table.array("valid_from")[row])),
        "valid_to": rfc3339(int(table.array("valid_to")[row])),
    }


def _summary(snapshot: Snapshot, row: int) -> dict[str, Any]:
    told = summary(snapshot, row)
    return told | {"createdAt": told["endedAt"], "updatedAt": told["endedAt"]}


def _traits(about: Subject, groups: str | None) -> Iterator[dict[str, Any]]:
    """Current attributes; one with several values has a list."""
    wanted = {name.strip().lower() for name in groups.split(",")} if groups else None
    held: dict[str, list[dict[str, Any]]] = {}
    for row in holding(about.snapshot, about.place, None, None):
        each = belief(about.snapshot, int(row))
        held.setdefault(each["attribute"], []).append(each)
    for attribute, beliefs in held.items():
        group, name = _trait(attribute)
        if wanted is None or group.lower() in wanted:
            values = [each["value"] for each in beliefs]
            yield {
                "name": name,
                "value": values[0] if len(values) == 1 else values,
                "traitGroup": group,
                "timestamp": max((each["valid_from"] or each["known_from"] or "" for each in beliefs), default=None),
            }


def _trait(attribute: str) -> tuple[str, str]:
    """Group and name: `shop.tier`, which no registry knows and which is kept as `record.shop.tier`, is read as it was written."""
    told = attribute.removeprefix("record.")
    group, dot, name = (told if "." in told else attribute).partition(".")
    return (group, name) if dot else (NO_GROUP, attribute)


def _identifiers(about: Subject) -> list[dict[str, Any]]:
    by_type: dict[str, list[str]] = {}
    for identity in about.snapshot.identities_of(about.customer_id):
        kind, _, value = identity.partition(":")
        by_type.setdefault(kind, []).append(value)
    return [{"idType": kind, "values": values} for kind, values in sorted(by_type.items())]


def _ordered(rows: list[dict[str, Any]], by: str, order: str | None, then: str) -> list[dict[str, Any]]:
    ordered = sorted(rows, key=lambda row: str(row[then]))
    return sorted(ordered, key=lambda row: row[by] or "", reverse=(order or "ASC").upper().endswith("DESC"))


def _expanded(about: Subject, conversation_id: str) -> str:
    """The customer's last messages of a conversation, as one query."""
    begin, end = about.snapshot.slice_of("communications", about.place)
    table = about.snapshot.communications
    rows = [row for row in range(begin, end) if table.value("conversation_id", row) == conversation_id]
    rows.sort(key=lambda row: int(table.array("occurred_at")[row]))
    return " ".join(table.value("text", row) for row in rows[-_EXPANDED:])


def _communication(about: Subject, said: dict[str, Any]) -> dict[str, Any]:
    author = {
        "id": about.customer_id,
        "name": None,
        "type": _TYPES.get(said["author"], "UNKNOWN"),
        "profileId": about.customer_id,
        "channel": said["channel"].upper(),
    }
    return {
        "id": said["interactionId"],
        "author": author,
        "content": {"text": said["content"]},
        "recipients": [],
        "score": said["score"],
        "createdAt": said["occurredAt"],
        "updatedAt": said["occurredAt"],
    }
