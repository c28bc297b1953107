"""What every request passes: the size of its body, its id, its log line, its count. What belongs here: that, as one ASGI layer. What does not: routes."""

from __future__ import annotations

import json
import logging
import time
import uuid
from typing import Any

from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from warehouse.recall.http import logs
from warehouse.recall.http.metrics import Metrics

LARGEST_BODY = 1 << 20
FAILED = "this could not be answered; the log has a line with the x-request-id of this answer"
_HEADERS = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "no-referrer",
    "cache-control": "no-store",
    "content-security-policy": "default-src 'none'; style-src 'self'; img-src 'self' data:; form-action 'self'; frame-ancestors 'none'; base-uri 'none'",
}


class TooLargeError(HTTPException):
    """A body that is longer than is read."""

    def __init__(self, largest: int) -> None:
        super().__init__(413, f"a body of more than {largest} bytes is not read")


class Wrapping:
    """Limits, headers, log and metrics around an application.

    Args:
        app: the application.
        metrics: where requests are counted.
        largest: most bytes of a body.
    """

    def __init__(self, app: ASGIApp, metrics: Metrics, largest: int = LARGEST_BODY) -> None:
        self._app, self._metrics, self._largest = app, metrics, largest

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answers one request."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        began, request_id, status = time.perf_counter(), uuid.uuid4().hex, 0
        extra = [(name.encode(), value.encode()) for name, value in _HEADERS.items()] + [(b"x-request-id", request_id.encode())]

        async def sending(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                held = {name for name, _ in message.get("headers", [])}
                message["headers"] = [*message.get("headers", []), *(pair for pair in extra if pair[0] not in held)]
            await send(message)

        try:
            await self._app(scope, self._limited(scope, receive), sending)
        except TooLargeError as error:
            if not status:
                await _answer(sending, error.status_code, error.detail)
        except Exception as error:
            logs.event("failure", logging.ERROR, request_id=request_id, route=route_of(scope), **logs.place_of(error))
            self._metrics.add("failures")
            if not status:
                await _answer(sending, 500, FAILED)
        seconds = time.perf_counter() - began
        self._metrics.request(scope["method"], route_of(scope), status, seconds)
        logs.event("request", request_id=request_id, method=scope["method"], route=route_of(scope), status=status, ms=round(seconds * 1000, 2), key=_key_of(scope))

    def _limited(self, scope: Scope, receive: Receive) -> Receive:
        said = next((value for name, value in scope["headers"] if name == b"content-length"), b"0")
        if not said.isdigit() or int(said) > self._largest:

            async def refusing() -> Message:
                raise TooLargeError(self._largest)

            return refusing
        read = 0

        async def counting() -> Message:
            nonlocal read
            message = await receive()
            read += len(message.get("body", b""))
            if read > self._largest:
                raise TooLargeError(self._largest)
            return message

        return counting


def route_of(scope: Scope) -> str:
    """The route's template, never the path: a path may hold an identity."""
    return str(getattr(scope.get("route"), "path", "(none)"))


def _key_of(scope: Scope) -> str | None:
    caller = scope.get("tellonce.caller")
    return None if caller is None else f"{caller.store.name}/{caller.key}"


def error_body(status: int, message: str) -> dict[str, Any]:
    """How every error looks; Twilio's clients read `code` and `message`."""
    return {"status": status, "code": status, "message": message}


async def _answer(send: Send, status: int, message: str) -> None:
    body = json.dumps(error_body(status, message)).encode()
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json"), (b"connection", b"close")]})
    await send({"type": "http.response.body", "body": body})
