"""Corrections by people, over HTTP and on the page. What belongs here: from a request to decisions in the inbox. What does not: the ledger; a build keeps it.

A correction stands above all other evidence, outlives rebuilds and new extractors, and shows after the next build. It is written down with the name of the key.
A form of the page carries a token that no other site can read, and requests that a browser says come from another site are refused (callers.py).
"""

from __future__ import annotations

import hmac
from typing import Annotated

from fastapi import APIRouter
from fastapi.responses import JSONResponse, RedirectResponse, Response
from pydantic import Field

from warehouse.recall.http.callers import Asking, Refused
from warehouse.recall.http.evidence import of_customer
from warehouse.recall.http.forms import Form
from warehouse.recall.http.inbox import Inbox, carrier
from warehouse.recall.http.shapes import Given, Identity, Storable
from warehouse.recall.http.stores import BadValueError, Caller

routes = APIRouter(tags=["corrections"])
Words = Annotated[str, Field(min_length=1, max_length=2000), Storable]
Why = Annotated[str | None, Field(max_length=2000), Storable]


class Retracting(Given):
    """An observation, or a memory, that is not true."""

    identity: Identity
    observation_id: Annotated[str, Field(min_length=1, max_length=100)]
    why: Why = None


class Correcting(Given):
    """What an attribute of a customer is."""

    identity: Identity
    attribute: Annotated[str, Field(min_length=1, max_length=120)]
    value: Words
    why: Why = None


@routes.post("/v1/retract", status_code=202, summary="An observation is not true")
def retracted(asked: Retracting, caller: Asking) -> JSONResponse:
    """What `tellonce retract` does: by the id of an observation of this customer."""
    retract(caller, _customer(caller, asked.identity), [asked.observation_id], asked.why)
    return JSONResponse({"message": "the retraction is accepted; it shows after the next build"}, 202)


@routes.post("/v1/correct", status_code=202, summary="An attribute has another value")
def corrected(asked: Correcting, caller: Asking) -> JSONResponse:
    """What `tellonce correct` does."""
    name, value = correct(caller, _customer(caller, asked.identity), asked.attribute, asked.value, asked.why)
    return JSONResponse({"message": "the correction is accepted; it shows after the next build", "attribute": name, "value": value}, 202)


@routes.post("/customers/{customer_id}/retract", include_in_schema=False)
def retracted_on_page(caller: Asking, customer_id: str, sent: Form) -> Response:
    """The page's form."""
    _check(caller, customer_id, sent)
    retract(caller, customer_id, sent.get("observations", "").split(), _why(sent))
    return RedirectResponse(f"/customers/{customer_id}?written=1", 303)


@routes.post("/customers/{customer_id}/correct", include_in_schema=False)
def corrected_on_page(caller: Asking, customer_id: str, sent: Form) -> Response:
    """The page's form."""
    _check(caller, customer_id, sent)
    value = sent.get("value", "").strip()[:2000]
    if not value:
        raise Refused(422, "write the value that is true")
    correct(caller, customer_id, sent.get("attribute", ""), value, _why(sent))
    return RedirectResponse(f"/customers/{customer_id}?written=1", 303)


def retract(caller: Caller, customer_id: str, ids: list[str], why: str | None) -> None:
    """Writes down that observations of a customer are not true.

    Raises:
        Refused: 404 where one of them is not an observation of this customer.
    """
    known = of_customer(caller.store.opened().snapshot, customer_id)
    if not ids or not set(ids) <= set(known):
        raise Refused(404, "the customer has no such observation")
    Inbox(caller.store.home).put_decisions({"decision": "retract", "observation_id": each, "why": why, "who": _who(caller)} for each in dict.fromkeys(ids))


def correct(caller: Caller, customer_id: str, attribute: str, value: str, why: str | None) -> tuple[str, str]:
    """Writes down what an attribute of a customer is. Returns its name and the value as they are kept.

    Raises:
        Refused: 409 where the customer has no identity to write by, 422 where there is no such attribute.
    """
    named = carrier(caller.store.opened().snapshot.identities_of(customer_id))
    if named is None:
        raise Refused(409, "the customer has no identifier to write by")
    try:
        name, kept = caller.store.canonical(attribute, value)
    except BadValueError as problem:
        raise Refused(422, str(problem)) from None
    row = {"decision": "correct", "identity_a": ":".join(named), "attribute": name, "value": kept, "why": why, "who": _who(caller)}
    Inbox(caller.store.home).put_decisions([row])
    return name, kept


def token(caller: Caller, customer_id: str) -> str:
    """What a form about a customer carries: only who can read a page that this key opens knows it."""
    return caller.store.home.key.digest("form", caller.store.name, caller.key, customer_id)


def _check(caller: Caller, customer_id: str, sent: dict[str, str]) -> None:
    if not hmac.compare_digest(token(caller, customer_id).encode(), sent.get("token", "").encode()):
        raise Refused(403, "this form was not made here: open the customer's page and send it from there")
    if caller.store.opened().snapshot.place(customer_id) is None:
        raise Refused(404, "there is no such customer")


def _customer(caller: Caller, identity: str) -> str:
    found = caller.store.opened().snapshot.customer_of(caller.store.normalise(identity))
    if found is None:
        raise Refused(404, "nobody is known by this identity")
    return found


def _who(caller: Caller) -> str:
    return f"api/{caller.key}"


def _why(sent: dict[str, str]) -> str | None:
    return sent.get("why", "").strip()[:2000] or None
