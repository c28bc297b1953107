"""From a request to the key and the store it opens. What belongs here: how a key is carried, and what is refused. What does not: keys themselves (keys.py)."""

from __future__ import annotations

import base64
import binascii
from typing import Annotated

from fastapi import Depends, HTTPException, Request, Security
from fastapi.responses import JSONResponse
from fastapi.security import APIKeyHeader, HTTPBearer
from mcp.server.mcpserver import Context
from starlette.types import ASGIApp, Receive, Scope, Send

from warehouse.recall.http.stores import Caller, Store
from warehouse.recall.http.wrapping import error_body

REALM = 'Basic realm="TellOnce", charset="UTF-8"'
_BEARER = HTTPBearer(auto_error=False, description="A key of `tellonce serve keys add`; it is taken as the password of HTTP Basic, too.")
_HEADER = APIKeyHeader(name="X-API-Key", auto_error=False, description="A key.")


class Refused(HTTPException):
    """A request that is not answered, with one line that says why."""


def secret_of(headers: dict[str, str]) -> str:
    """The key in a request's headers: `Authorization: Bearer`, the password of `Authorization: Basic`, or `X-API-Key`."""
    scheme, _, rest = headers.get("authorization", "").partition(" ")
    match scheme.lower():
        case "bearer":
            return rest.strip()
        case "basic":
            try:
                return base64.b64decode(rest.strip(), validate=True).decode().partition(":")[2]
            except (binascii.Error, UnicodeDecodeError, ValueError):
                return ""
    return headers.get("x-api-key", "")


def caller_of(request: Request) -> Caller:
    """Who asks, within their rate.

    Raises:
        Refused: 401 without a key that opens a store, 403 where a browser sent it for another site, 429 past the rate.
    """
    if request.method not in ("GET", "HEAD") and request.headers.get("sec-fetch-site") in ("cross-site", "same-site"):
        raise Refused(403, "a page of another site sent this")  # a browser sends the password of HTTP Basic along whoever asks
    service = request.app.state.service
    found: Caller | None = service.stores.caller(secret_of({name: request.headers[name] for name in ("authorization", "x-api-key") if name in request.headers}))
    if found is None:
        service.metrics.add("refused_keys")
        raise Refused(401, "no key, or none that opens a store: `tellonce serve keys add NAME` makes one", {"WWW-Authenticate": REALM})
    request.scope["tellonce.caller"] = found
    found.store.used(found.key)
    wait = service.rate.wait(f"{found.store.name}/{found.key}")
    if wait:
        service.metrics.add("refused_rate")
        raise Refused(429, "this key asks too often", {"Retry-After": str(max(1, round(wait + 0.5)))})
    return found


async def asking(request: Request, _bearer: Annotated[object, Security(_BEARER)], _header: Annotated[object, Security(_HEADER)]) -> Caller:
    """`caller_of` as a dependency, with the ways to carry a key in the description of the service."""
    return caller_of(request)


Asking = Annotated[Caller, Depends(asking)]


class Guarded:
    """An ASGI application that only a key opens.

    Args:
        app: the application; it finds the caller by `store_asked`.
        path: what its requests are counted and logged as.
    """

    def __init__(self, app: ASGIApp, path: str) -> None:
        self._app, self.path = app, path

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Passes a request on, or refuses it."""
        scope["route"] = self
        try:
            caller_of(Request(scope))
        except Refused as refused:
            answer = JSONResponse(error_body(refused.status_code, refused.detail), refused.status_code, refused.headers)
            await answer(scope, receive, send)
            return
        await self._app(scope, receive, send)


def store_asked(context: Context) -> Store:
    """The store of whoever calls a tool over HTTP."""
    caller: Caller = context.request_context.request.scope["tellonce.caller"]  # type: ignore[union-attr]
    return caller.store


async def store_named(store: str, caller: Asking) -> Store:
    """The store that a path names, if it is the caller's.

    Raises:
        Refused: 404 for every other name, whether there is such a store or not.
    """
    if store != caller.store.name:
        raise Refused(404, "this key opens no such store")
    return caller.store


Named = Annotated[Store, Depends(store_named)]
