"""The page for people. What belongs here: routes and what their templates are given. What does not: pictures' numbers (timeline.py), recall's reasons (trying.py).

Questions and identities travel in bodies, not in addresses: a browser keeps addresses.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import numpy as np
from fastapi import APIRouter, Query
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from jinja2 import Environment, PackageLoader

from warehouse.recall.answer import Options
from warehouse.recall.believed import belief, history, holding, moment
from warehouse.recall.http import corrections, wording
from warehouse.recall.http.callers import Asking, Refused
from warehouse.recall.http.evidence import of_customer
from warehouse.recall.http.forms import Form
from warehouse.recall.http.stores import Caller
from warehouse.recall.http.timeline import draw
from warehouse.recall.http.trying import Trial, attempt
from warehouse.recall.reader import Snapshot

routes = APIRouter(include_in_schema=False, default_response_class=HTMLResponse)
_RECENT = 12
_EPOCH = datetime(1970, 1, 1)
_TEMPLATES = Environment(loader=PackageLoader("warehouse.recall.http"), autoescape=True, trim_blocks=True, lstrip_blocks=True)
_TEMPLATES.filters |= {"day": wording.day, "minute": wording.minute, "named": wording.named}


At = Annotated[str, Query(max_length=40)]


@routes.get("/")
def index(caller: Asking) -> HTMLResponse:
    """Where to begin."""
    return _index(caller)


@routes.post("/customers")
def found(caller: Asking, sent: Form) -> Response:
    """From an identity to its page."""
    snapshot = caller.store.opened().snapshot
    written = sent.get("identity", "").strip()[:400]
    customer_id = snapshot.customer_of(caller.store.normalise(written)) if written else None
    if customer_id is None:
        return _index(caller, note=f"Nobody is known as “{written}”." if written else "Write an identity, as someone@example.com.", status=404)
    return RedirectResponse(f"/customers/{customer_id}", 303)


@routes.post("/search")
def searched(caller: Asking, sent: Form) -> HTMLResponse:
    """Memories across customers."""
    query = sent.get("query", "").strip()[:10_000]
    hits = caller.store.search(query, limit=20) if query else []
    snapshot = caller.store.opened().snapshot
    return _index(caller, query=query, hits=[hit | {"name": _name(snapshot, hit["customer_id"])} for hit in hits])


@routes.get("/customers/{customer_id}")
def customer(caller: Asking, customer_id: str, as_of: At = "", known_as_of: At = "", written: bool = False) -> HTMLResponse:
    """One customer, at a moment on each clock."""
    return _customer(caller, customer_id, as_of, known_as_of, {}, None, is_written=written)


@routes.post("/customers/{customer_id}")
def tried(caller: Asking, customer_id: str, sent: Form, as_of: At = "", known_as_of: At = "") -> HTMLResponse:
    """One customer, with a recall tried."""
    options = Options(
        token_budget=_number(sent.get("budget", "")),
        limit=_number(sent.get("limit", "")) or 20,
        as_of=_moment(as_of),
        known_as_of=_moment(known_as_of),
        communications=3 if sent.get("messages") else 0,
    )
    query = sent.get("query", "")[:10_000]
    return _customer(caller, customer_id, as_of, known_as_of, sent, attempt(caller.store, customer_id, query, options))


@routes.get("/style.css")
def style() -> Response:
    """The one style sheet."""
    source, _, _ = _TEMPLATES.loader.get_source(_TEMPLATES, "style.css")  # type: ignore[union-attr]
    return Response(source, media_type="text/css", headers={"Cache-Control": "max-age=300"})


def _page(caller: Caller, template: str, status: int = 200, **given: Any) -> HTMLResponse:
    snapshot = caller.store.opened().snapshot
    text = _TEMPLATES.get_template(template).render(store=caller.store.name, snapshot=snapshot.snapshot_id, build=snapshot.build_id, counts=snapshot.manifest.counts, **given)
    return HTMLResponse(text, status)


def _index(caller: Caller, *, note: str = "", query: str = "", hits: list[dict[str, Any]] | None = None, status: int = 200) -> HTMLResponse:
    return _page(caller, "index.html", status, note=note, query=query, hits=hits, recent=_recent(caller.store.opened().snapshot))


def _customer(caller: Caller, customer_id: str, as_of: str, known_as_of: str, sent: dict[str, str], trial: Trial | None, *, is_written: bool = False) -> HTMLResponse:
    store = caller.store
    snapshot = store.opened().snapshot
    place = snapshot.place(customer_id)
    if place is None:
        raise Refused(404, "there is no such customer")
    true_at, known_at = _moment(as_of), _moment(known_as_of)
    support, changes = of_customer(snapshot, customer_id), history(snapshot, customer_id)
    held = [belief(snapshot, int(row)) for row in holding(snapshot, place, moment(true_at), moment(known_at))]
    for row in (*changes, *held):
        row["evidence"] = _distinct(support[i] for i in row["observation_ids"] if i in support)
        row["observations"] = [i for i in row["observation_ids"] if i in support]
        row["value"] = wording.shown(row["attribute"], row["value"])
    now = _EPOCH + timedelta(microseconds=snapshot.manifest.clock)
    return _page(
        caller,
        "customer.html",
        customer_id=customer_id,
        token=corrections.token(caller, customer_id),
        is_written=is_written,
        name=_name(snapshot, customer_id),
        identities=snapshot.identities_of(customer_id, moment(known_at)),
        held=sorted(held, key=lambda row: (row["attribute"].startswith(("record.", "sensitive.")), row["attribute"], row["valid_from"] or "")),
        changes=sorted(changes, key=lambda row: (row["known_from"] or "", row["valid_from"] or "", row["attribute"]), reverse=True),
        moments=_moments(changes),
        timeline=draw(changes, now, true_at, known_at),
        handoff=store.handoff(customer_id, true_at, known_at),
        as_of=as_of if true_at else "",
        known_as_of=known_as_of if known_at else "",
        sent=sent,
        trial=trial,
        baseline=int(snapshot.customers.array("baseline")[place]),
    )


def _distinct(evidence: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """One of each quote of a conversation."""
    return list({(told["quote"], *told["conversationIds"][:1], told["source"]): told for told in evidence}.values())


def _moments(changes: list[dict[str, Any]]) -> list[tuple[str, int]]:
    """When something came to be known, newest first, with how many beliefs began or ended then; one entry a minute."""
    counts: dict[str, int] = {}
    latest: dict[str, str] = {}
    for row in changes:
        for at in (row["known_from"], row["known_to"]):
            if at:
                counts[at[:16]] = counts.get(at[:16], 0) + 1
                latest[at[:16]] = max(latest.get(at[:16], ""), at)
    return [(latest[minute], counts[minute]) for minute in sorted(counts, reverse=True)][:_RECENT]


def _recent(snapshot: Snapshot) -> list[dict[str, Any]]:
    """The customers who were heard last."""
    said, end = snapshot.communications.array("occurred_at"), snapshot.customers.array("communications_to")
    begin = snapshot.customers.array("communications_from")
    last = np.array([said[low:high].max() if high > low else -1 for low, high in zip(begin, end, strict=True)], dtype=np.int64)
    rows = [int(row) for row in np.argsort(-last, kind="stable")[:_RECENT] if last[row] >= 0]
    ids = {row: snapshot.customers.value("customer_id", row) for row in rows}
    return [
        {"id": ids[row], "name": _name(snapshot, ids[row]), "at": (_EPOCH + timedelta(microseconds=int(last[row]))).isoformat(), "messages": int(end[row] - begin[row])}
        for row in rows
    ]


def _name(snapshot: Snapshot, customer_id: str) -> str:
    """What to call a customer: a name that is known, or an identifier."""
    place = snapshot.place(customer_id)
    held = {} if place is None else {each["attribute"]: each["value"] for each in (belief(snapshot, int(row)) for row in holding(snapshot, place, None, None))}
    parts = [str(held[part]) for part in ("person.first_name", "person.surname") if held.get(part)]
    known = held.get("person.name") or " ".join(parts) or held.get("organization.name")
    if known:
        return str(known)
    typed = snapshot.identities_of(customer_id)
    return min(typed, key=lambda each: (not each.startswith(("email:", "phone:", "whatsapp:")), each), default=customer_id).partition(":")[2] or customer_id


def _moment(text: str) -> datetime | None:
    """A time that a person wrote, UTC where it has no offset; None where it is no time of this age."""
    try:
        at = datetime.fromisoformat(text.strip())
        at = at if at.tzinfo is None else at.astimezone(UTC).replace(tzinfo=None)
    except (ValueError, OverflowError):
        return None
    return at if 1900 <= at.year < 2200 else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 7 else None
