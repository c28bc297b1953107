"""The application: routes, errors, what runs beside. What belongs here: putting together. What does not: any answer."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from importlib.metadata import version

import anyio.to_thread
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse
from starlette.exceptions import HTTPException
from starlette.routing import Route
from starlette.types import ASGIApp

from warehouse.recall import mcp
from warehouse.recall.encoder import EncoderError
from warehouse.recall.http import corrections, own, pages, twilio, twilio_writes
from warehouse.recall.http.callers import Guarded, store_asked
from warehouse.recall.http.limits import Rate
from warehouse.recall.http.metrics import Metrics
from warehouse.recall.http.stores import Store, Stores
from warehouse.recall.http.wrapping import FAILED, LARGEST_BODY, Wrapping, error_body
from warehouse.recall.snapshot import SnapshotError

ABOUT = """What a customer told once, for whoever serves them next. Answers come from the published snapshot and nothing else.

Every path but `/health`, `/metrics` and `/openapi.json` wants a key, as a bearer token, as the password of HTTP Basic, or in `X-API-Key`. A key opens one store.
The paths under `/v1/Stores` have the names and shapes of Twilio Conversation Memory; what is written through them is accepted, and shows after the next build."""
_THREADS = 8
_LOOK_EVERY = 5.0
"""Seconds between looks at the pointer when nobody asks."""


@dataclass
class Service:
    """What all routes share."""

    stores: Stores
    rate: Rate
    metrics: Metrics = field(default_factory=Metrics)


def make_app(stores: Mapping[str, Store], *, rate: float = 100.0, burst: float | None = None, largest: int = LARGEST_BODY) -> ASGIApp:
    """The whole service as an ASGI application.

    Args:
        stores: what is served, by name.
        rate: requests a second for each key; 0 is no limit.
        burst: requests of a key at once.
        largest: most bytes of a body.
    """
    service = Service(Stores(stores), Rate(rate, burst))

    speaking = mcp.make_server(store_asked)

    @asynccontextmanager
    async def running(app: FastAPI) -> AsyncIterator[None]:
        anyio.to_thread.current_default_thread_limiter().total_tokens = _THREADS
        looking = asyncio.create_task(_look(service))
        async with speaking.session_manager.run():
            yield
        looking.cancel()

    app = FastAPI(title="TellOnce", version=version("tellonce"), description=ABOUT, lifespan=running, docs_url=None, redoc_url=None)
    app.state.service = service
    _errors(app)
    _standing(app, service)
    for routes in (own.routes, corrections.routes, twilio.routes, twilio_writes.routes, pages.routes):
        app.include_router(routes)
    app.router.routes.append(Route(mcp.PATH, Guarded(mcp.endpoint(speaking), mcp.PATH), include_in_schema=False))
    return Wrapping(app, service.metrics, largest)


async def _look(service: Service) -> None:
    """Takes up what is published while nobody asks: an erased person's snapshot must not stay open."""
    while True:
        await anyio.to_thread.run_sync(service.stores.are_ready)
        await asyncio.sleep(_LOOK_EVERY)


def _standing(app: FastAPI, service: Service) -> None:
    @app.get("/health", tags=["operation"], summary="Whether every store can answer")
    def health() -> JSONResponse:
        """200 where every store has a snapshot open, 503 where one has not."""
        is_ready = service.stores.are_ready()
        return JSONResponse({"status": "ok" if is_ready else "no snapshot"}, 200 if is_ready else 503)

    @app.get("/metrics", tags=["operation"], summary="Counts over all stores, for Prometheus")
    def metrics() -> PlainTextResponse:
        """Names no store, no customer and no query."""
        switches = sum(store.switches for store in service.stores.by_name.values())
        return PlainTextResponse(service.metrics.text(len(service.stores.by_name), switches), media_type="text/plain; version=0.0.4; charset=utf-8")


def _errors(app: FastAPI) -> None:
    @app.exception_handler(HTTPException)
    async def refused(request: Request, error: HTTPException) -> JSONResponse:
        return JSONResponse(error_body(error.status_code, str(error.detail)), error.status_code, dict(error.headers or {}))

    @app.exception_handler(RequestValidationError)
    async def malformed(request: Request, error: RequestValidationError) -> JSONResponse:
        first = error.errors()[0]
        place = ".".join(str(part) for part in first["loc"][1:]) or "the body"
        return JSONResponse(error_body(422, f"{place}: {first['msg']}"), 422)

    @app.exception_handler(Exception)
    async def failed(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse(error_body(500, FAILED), 500)

    @app.exception_handler(SnapshotError)
    @app.exception_handler(EncoderError)
    async def unready(request: Request, error: Exception) -> JSONResponse:
        return JSONResponse(error_body(503, str(error)), 503, {"Retry-After": "5"})
