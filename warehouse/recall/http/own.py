"""TellOnce's own routes: what the command line answers, over HTTP. What belongs here: paths under /v1. What does not: Twilio's (twilio.py)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import JSONResponse

from warehouse.recall.believed import history
from warehouse.recall.http import shapes
from warehouse.recall.http.callers import Asking
from warehouse.recall.http.evidence import of_customer

routes = APIRouter(prefix="/v1", tags=["recall"])


@routes.post("/recall", responses={200: {"model": shapes.Answer}}, summary="What to remember about a customer for a query")
def recall(asked: shapes.Recalling, caller: Asking, request: Request) -> JSONResponse:
    """The object of `tellonce recall --json`. An identity that is unknown has `customer_id` null and empty lists."""
    answer = caller.store.recall(asked.identity, asked.query, asked.options())
    meta = answer["meta"]
    request.app.state.service.metrics.recalled(meta["tokensUsed"], meta["tokensBaseline"], meta["droppedCount"])
    return JSONResponse(answer)


@routes.get("/profile", responses={200: {"model": shapes.Profile}}, summary="What is true of a customer")
def profile(identity: shapes.Identity, caller: Asking, as_of: shapes.Moment | None = None, known_as_of: shapes.Moment | None = None) -> JSONResponse:
    """The object of `tellonce profile --json`."""
    return JSONResponse(caller.store.profile(identity, as_of, known_as_of))


@routes.post("/profile", responses={200: {"model": shapes.Profile}}, summary="The same, with the identity out of the address")
def posted_profile(asked: shapes.Moments, caller: Asking) -> JSONResponse:
    """The object of `tellonce profile --json`."""
    return JSONResponse(caller.store.profile(asked.identity, asked.as_of, asked.known_as_of))


@routes.post("/history", summary="Every belief there ever was about a customer")
def told_history(asked: shapes.Moments, caller: Asking) -> JSONResponse:
    """`{"customer_id", "changes": [...]}`: each belief with both its intervals, why it changed, and the quotes it rests on."""
    snapshot = caller.store.opened().snapshot
    customer_id = snapshot.customer_of(caller.store.normalise(asked.identity))
    if customer_id is None:
        return JSONResponse({"customer_id": None, "changes": []})
    support = of_customer(snapshot, customer_id)
    changes: list[dict[str, Any]] = [row | {"evidence": [support[i] for i in row["observation_ids"] if i in support]} for row in history(snapshot, customer_id)]
    return JSONResponse({"customer_id": customer_id, "changes": sorted(changes, key=lambda row: (row["known_from"] or "", row["attribute"], row["valid_from"] or ""))})


@routes.post("/handoff", responses={200: {"model": shapes.Handoff}}, summary="The block for a person who takes over a conversation")
def handoff(asked: shapes.Moments, caller: Asking) -> JSONResponse:
    """The object of `tellonce handoff --json`."""
    return JSONResponse(caller.store.handoff(asked.identity, asked.as_of, asked.known_as_of))


@routes.get("/search", summary="Memories across customers")
def search(
    query: Annotated[str, Query(max_length=10_000)],
    caller: Asking,
    limit: Annotated[int, Query(ge=1, le=shapes.MOST)] = 20,
    kinds: Annotated[list[shapes.Kind] | None, Query()] = None,
    attribute: Annotated[str | None, Query(max_length=200)] = None,
    value: Annotated[str | None, Query(max_length=1000)] = None,
    where: Annotated[list[Annotated[str, Query(max_length=1200, pattern=r"^[^=]+=.")]] | None, Query(max_length=20)] = None,
) -> JSONResponse:
    """The rows of `tellonce search --json`; `where` is `attribute=value`, of the customer's profile now."""
    having = [(name, at) for name, _, at in (each.partition("=") for each in where or ())]
    return JSONResponse(caller.store.search(query, limit=limit, kinds=tuple(kinds or ()), attribute=attribute, value=value, where=having))
